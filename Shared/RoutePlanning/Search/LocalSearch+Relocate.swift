/// Or-opt (I. Or, 1976) within a route and between routes: up to three stops in a row move, either way round.
extension LocalSearch {
  /// Moves the `length` stops that begin at `stop` so that `stop` comes right behind `other`, or those that end at `stop` so that it
  /// comes right before `other`; forwards or turned round.
  func relocate(_ stop: Int, length: Int, nextTo other: Int) -> Bool {
    let route = Int(state.routeOf[stop])
    let position = Int(state.positionOf[stop])
    let target = Int(state.positionOf[other])
    // Segment [stop ...] behind `other`, as it is; segment [... stop] behind `other`, turned round.
    if relocate(route, position, length, behind: other, target, isTurned: false) { return true }
    if length > 1, relocate(route, position - length + 1, length, behind: other, target, isTurned: true) { return true }
    // The same in front of `other`.
    if relocate(route, position - length + 1, length, behind: other, target - 1, isTurned: false) { return true }
    return length > 1 && relocate(route, position, length, behind: other, target - 1, isTurned: true)
  }

  private func relocate(_ route: Int, _ first: Int, _ length: Int, behind other: Int, _ target: Int, isTurned: Bool) -> Bool {
    let goal = Int(state.routeOf[other])
    guard first > state.locked[route], first + length - 1 <= state.count[route], target >= state.locked[goal] else { return false }
    if route == goal, target >= first - 1, target < first + length { return false }
    let delta = relocationDelta(route, first, length, goal, target, isTurned)
    guard delta < 0 else { return false }
    if route == goal {
      return attempt(delta, route, goal) {
        take(route, into: &scratchA)
        moveWithin(&scratchA, first, length, target, isTurned)
        return state.replace(route: route, with: scratchA)
      }
    }
    guard state.canLeave(route, first, length), canJoin(route, first, length, goal, target, isTurned) else { return false }
    return attempt(delta, route, goal) {
      take(route, into: &scratchA)
      take(goal, into: &scratchB)
      var segment = Array(scratchA[(first - 1)..<(first - 1 + length)])
      if isTurned { segment.reverse() }
      scratchA.removeSubrange((first - 1)..<(first - 1 + length))
      scratchB.insert(contentsOf: segment, at: target)
      return state.replace(route: route, with: scratchA) && state.replace(route: goal, with: scratchB)
    }
  }

  private func moveWithin(_ stops: inout [Int32], _ first: Int, _ length: Int, _ target: Int, _ isTurned: Bool) {
    var segment = Array(stops[(first - 1)..<(first - 1 + length)])
    if isTurned { segment.reverse() }
    stops.removeSubrange((first - 1)..<(first - 1 + length))
    stops.insert(contentsOf: segment, at: target < first ? target : target - length)
  }

  private func relocationDelta(_ route: Int, _ first: Int, _ length: Int, _ goal: Int, _ target: Int, _ isTurned: Bool) -> Int {
    let base = state.at(route, first)
    let head = Int(state.sequence[base])
    let tail = Int(state.sequence[base + length - 1])
    let before = Int(state.sequence[base - 1])
    let after = Int(state.sequence[base + length])
    let here = Int(state.sequence[state.at(goal, target)])
    let next = Int(state.sequence[state.at(goal, target + 1)])
    var delta = leg(route, before, after) - leg(route, before, head) - leg(route, tail, after)
    if length == state.count[route], route != goal {
      delta = -leg(route, before, head) - leg(route, tail, after) - state.model.routeCost[route]
    }
    delta += isTurned ? leg(goal, here, tail) + leg(goal, head, next) : leg(goal, here, head) + leg(goal, tail, next)
    delta -= leg(goal, here, next)
    for index in 0..<(length - 1) {
      let one = Int(state.sequence[base + index])
      let two = Int(state.sequence[base + index + 1])
      delta += (isTurned ? leg(goal, two, one) : leg(goal, one, two)) - leg(route, one, two)
    }
    return route == goal ? delta : delta + reassignment(base, length, route, goal)
  }

  /// The change of affinity costs; forbidding when the other collector may not serve a stop.
  func reassignment(_ base: Int, _ length: Int, _ route: Int, _ goal: Int) -> Int {
    var sum = 0
    for index in 0..<length {
      let stop = Int(state.sequence[base + index])
      let cost = state.model.assignment[goal * state.stopCount + stop]
      if cost == SearchModel.forbidden { return Int.max / 4 }
      sum += Int(cost) - Int(state.model.assignment[route * state.stopCount + stop])
    }
    return sum
  }

  private func canJoin(_ route: Int, _ first: Int, _ length: Int, _ goal: Int, _ target: Int, _ isTurned: Bool) -> Bool {
    state.beginWalk(goal, at: target)
    var here = Int(state.sequence[state.at(goal, target)])
    for index in 0..<length {
      let stop = Int(state.sequence[state.at(route, isTurned ? first + length - 1 - index : first + index)])
      guard state.stepWalk(goal, from: here, to: stop) else { return false }
      here = stop
    }
    return state.walkReaches(goal, from: here, position: target + 1)
  }
}

/// Moves that exchange stops or whole ends of routes, and the reversal of a part of one.
extension LocalSearch {
  /// Exchanges `stop` with the stop behind `other` on another route, or with the one before it.
  func swap(_ stop: Int, _ other: Int) -> Bool {
    let goal = Int(state.routeOf[other])
    let target = Int(state.positionOf[other])
    if target < state.count[goal], swap(stop, at: goal, target + 1) { return true }
    return target > 1 && swap(stop, at: goal, target - 1)
  }

  private func swap(_ stop: Int, at goal: Int, _ target: Int) -> Bool {
    let route = Int(state.routeOf[stop])
    let position = Int(state.positionOf[stop])
    guard position > state.locked[route], target > state.locked[goal] else { return false }
    let partner = Int(state.sequence[state.at(goal, target)])
    let delta =
      exchangeDelta(route, position, partner) + exchangeDelta(goal, target, stop)
      + reassignment(state.at(route, position), 1, route, goal) + reassignment(state.at(goal, target), 1, goal, route)
    guard delta < 0, fitsInstead(route, position, partner), fitsInstead(goal, target, stop) else { return false }
    return attempt(delta, route, goal) {
      take(route, into: &scratchA)
      take(goal, into: &scratchB)
      scratchA[position - 1] = Int32(partner)
      scratchB[target - 1] = Int32(stop)
      return replaceBoth(route, goal)
    }
  }

  private func exchangeDelta(_ route: Int, _ position: Int, _ stop: Int) -> Int {
    let cell = state.at(route, position)
    let before = Int(state.sequence[cell - 1])
    let old = Int(state.sequence[cell])
    let after = Int(state.sequence[cell + 1])
    return leg(route, before, stop) + leg(route, stop, after) - leg(route, before, old) - leg(route, old, after)
  }

  private func fitsInstead(_ route: Int, _ position: Int, _ stop: Int) -> Bool {
    state.beginWalk(route, at: position - 1)
    return state.stepWalk(route, from: Int(state.sequence[state.at(route, position - 1)]), to: stop)
      && state.walkReaches(route, from: stop, position: position + 1)
  }

  /// 2-opt* (J.-Y. Potvin and J.-M. Rousseau, Journal of the Operational Research Society 46, 1995): `stop` and what follows it come
  /// behind `other`, and what followed `other` comes behind the stop before `stop`. For collectors with the same ends and costs.
  func exchangeTails(_ stop: Int, _ other: Int) -> Bool {
    let route = Int(state.routeOf[stop])
    let goal = Int(state.routeOf[other])
    let nodes = state.model.nodes
    guard nodes.layer[route] == nodes.layer[goal], nodes.endNode[route] == nodes.endNode[goal] else { return false }
    let position = Int(state.positionOf[stop])
    let target = Int(state.positionOf[other])
    guard position > state.locked[route], target >= state.locked[goal] else { return false }
    let before = Int(state.sequence[state.at(route, position - 1)])
    let next = Int(state.sequence[state.at(goal, target + 1)])
    var delta = leg(route, other, stop) + leg(route, before, next) - leg(route, before, stop) - leg(route, other, next)
    // A route that loses all its stops stays at home.
    if position == 1, target == state.count[goal] { delta -= leg(route, before, next) + state.model.routeCost[route] }
    guard delta < 0 else { return false }
    delta += reassignment(state.at(route, position), state.count[route] - position + 1, route, goal)
    delta += reassignment(state.at(goal, target + 1), state.count[goal] - target, goal, route)
    guard delta < 0 else { return false }
    return attempt(delta, route, goal) {
      take(route, into: &scratchA)
      take(goal, into: &scratchB)
      let tail = Array(scratchA[(position - 1)...])
      let otherTail = Array(scratchB[target...])
      scratchA.replaceSubrange((position - 1)..., with: otherTail)
      scratchB.replaceSubrange(target..., with: tail)
      return replaceBoth(route, goal)
    }
  }

  /// 2-opt (G. A. Croes, Operations Research 6, 1958): turns the part of the route between two stops round, so that they become
  /// neighbours.
  func reverse(_ stop: Int, _ other: Int) -> Bool {
    let route = Int(state.routeOf[stop])
    let low = min(Int(state.positionOf[stop]), Int(state.positionOf[other]))
    let high = max(Int(state.positionOf[stop]), Int(state.positionOf[other]))
    return reverse(route, low + 1, high) || reverse(route, low, high - 1)
  }

  private func reverse(_ route: Int, _ first: Int, _ last: Int) -> Bool {
    guard first > state.locked[route], first < last else { return false }
    let base = state.at(route, 0)
    func node(_ position: Int) -> Int { Int(state.sequence[base + position]) }
    var delta = leg(route, node(first - 1), node(last)) + leg(route, node(first), node(last + 1))
    delta -= leg(route, node(first - 1), node(first)) + leg(route, node(last), node(last + 1))
    if state.model.nodes.cost != state.model.nodes.costTransposed {
      for position in first..<last {
        delta += leg(route, node(position + 1), node(position)) - leg(route, node(position), node(position + 1))
      }
    }
    guard delta < 0 else { return false }
    return attempt(delta, route, route) {
      take(route, into: &scratchA)
      scratchA[(first - 1)...(last - 1)].reverse()
      return state.replace(route: route, with: scratchA)
    }
  }

  /// Puts `scratchA` and `scratchB`, which exchange stops, on two routes.
  func replaceBoth(_ route: Int, _ goal: Int) -> Bool {
    state.replace(route: route, with: [])
    state.replace(route: goal, with: [])
    return state.replace(route: route, with: scratchA) && state.replace(route: goal, with: scratchB)
  }
}

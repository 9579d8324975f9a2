/// Moves that change which optional stops are visited.
extension LocalSearch {
  /// Leaves a stop out when the way saved is worth more.
  func removeUnprofitable(_ stop: Int) -> Bool {
    let route = Int(state.routeOf[stop])
    let position = Int(state.positionOf[stop])
    guard position > state.locked[route] else { return false }
    let saving = state.saving(route, position)
    guard saving > state.model.weight[stop] else { return false }
    return attempt(state.model.weight[stop] - saving, route, route) { state.remove(route: route, from: position) }
  }

  /// Puts an absent stop in the place of a visited one of less worth.
  func replaceOne(by stop: Int, where isOpen: (Int) -> Bool) -> Bool {
    let model = state.model
    for rank in 0..<neighbours.count {
      let other = neighbours.of(stop, rank)
      let route = Int(state.routeOf[other])
      guard route >= 0, isOpen(route), Int(state.positionOf[other]) > state.locked[route] else { continue }
      let extra = model.assignment[route * model.stopCount + stop]
      guard extra != SearchModel.forbidden else { continue }
      let position = Int(state.positionOf[other])
      let before = Int(state.sequence[state.at(route, position - 1)])
      let after = Int(state.sequence[state.at(route, position + 1)])
      let way = leg(route, before, stop) + leg(route, stop, after) - leg(route, before, other) - leg(route, other, after)
      let worth = model.weight[other] - model.weight[stop]
      let delta = way + Int(extra) - Int(model.assignment[route * model.stopCount + other]) + worth
      guard delta < 0 else { continue }
      state.beginWalk(route, at: position - 1)
      guard state.stepWalk(route, from: before, to: stop), state.walkReaches(route, from: stop, position: position + 1) else { continue }
      let done = attempt(delta, route, route) {
        take(route, into: &scratchA)
        scratchA[position - 1] = Int32(stop)
        return state.replace(route: route, with: scratchA)
      }
      if done { return true }
    }
    return false
  }

  @inline(__always)
  func leg(_ route: Int, _ from: Int, _ to: Int) -> Int {
    Int(state.model.nodes.cost[state.model.nodes.layer[route] &+ from &* state.width &+ to])
  }

  func take(_ route: Int, into scratch: inout [Int32]) {
    scratch.removeAll(keepingCapacity: true)
    for position in 1..<(state.count[route] + 1) { scratch.append(state.sequence[state.at(route, position)]) }
  }
}

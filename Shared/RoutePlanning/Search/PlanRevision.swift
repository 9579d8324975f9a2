/// A change of a running day: see `RoutePlanner.revise`.
struct PlanRevision {
  let state: RouteState
  let withdrawn: Set<Int>
  let inserted: Set<Int>

  func run() {
    let leftOut = InitialLoad(state: state).run(excluding: withdrawn)
    let stops = 0..<state.stopCount
    let urgent = inserted.subtracting(withdrawn).filter { stops.contains($0) && state.routeOf[$0] < 0 }
    let weight = state.model.weight
    var waiting = Set(leftOut).union(urgent).sorted { (weight[$0], $1) > (weight[$1], $0) }
    var makesRoom = urgent
    while !waiting.isEmpty {
      let stop = waiting.removeFirst()
      let place = state.findInsertion(of: stop, below: weight[stop])
      if place.isFound {
        state.insert(stop, at: place)
      } else if makesRoom.remove(stop) != nil, let pushedOut = pushOut(for: stop) {
        waiting.insert(pushedOut, at: 0)
      }
    }
  }

  /// Serves `stop` in exchange for the one less valuable stop whose leaving gives the best plan.
  private func pushOut(for stop: Int) -> Int? {
    let before = state.objective
    var best: (objective: Int, route: Int, position: Int, place: Insertion)?
    for route in 0..<state.routeCount {
      for position in stride(from: state.locked[route] + 1, through: state.count[route], by: 1) {
        let other = Int(state.sequence[state.at(route, position)])
        guard state.model.weight[other] < state.model.weight[stop] else { continue }
        state.beginTrial()
        if state.remove(route: route, from: position) {
          var place = Insertion(delta: Int.max / 4)
          state.findInsertion(of: stop, route: route, best: &place)
          let after = state.objective + place.delta - state.model.weight[stop]
          if place.isFound, after < best?.objective ?? before { best = (after, route, position, place) }
        }
        state.rollBack()
      }
    }
    guard let best else { return nil }
    let pushedOut = Int(state.sequence[state.at(best.route, best.position)])
    state.remove(route: best.route, from: best.position)
    state.insert(stop, route: best.route, after: best.place.position)
    return pushedOut
  }
}

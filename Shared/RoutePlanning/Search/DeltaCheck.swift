/// Runs the descent from a poor plan and compares each move's predicted change of the objective with the recomputed one.
/// For tests; the search itself does not pay for it.
package struct DeltaCheck {
  package private(set) var moves = 0
  package private(set) var mismatches: [String] = []

  package init(_ problem: RoutingProblem) {
    let state = RouteState(SearchModel(problem))
    let arena = Arena()
    // A poor start: each stop in the first place that is legal, whatever it costs.
    for stop in 0..<state.stopCount {
      var place = Insertion(delta: Int.max / 4)
      for route in 0..<state.routeCount where !place.isFound { state.findInsertion(of: stop, route: route, best: &place) }
      if place.isFound { state.insert(stop, route: place.route, after: place.position) }
    }
    let descent = LocalSearch(state: state, neighbours: Neighbours(model: state.model, count: state.stopCount, waits: false, arena: arena))
    var moves = 0
    var mismatches: [String] = []
    descent.onMove = { predicted, actual in
      moves += 1
      if predicted != actual { mismatches.append("predicted \(predicted), changed by \(actual)") }
    }
    descent.run()
    withExtendedLifetime(arena) {}
    self.moves = moves
    self.mismatches = mismatches
  }
}

extension RuinAndRecreate {
  /// Confines the search to the routes nearest to a stop, at least `wanted`, until they have `stops` stops, and to the absent stops on the way.
  mutating func confine(around centre: Int, stops: Int, routes wanted: Int) {
    let layer = state.model.nodes.layer[0] + centre * state.width
    let cost = state.model.nodes.cost
    let nearest = (0..<state.stopCount).sorted { (cost[layer + $0], $0) < (cost[layer + $1], $1) }
    state.closeRoutes()
    centres.removeAll(keepingCapacity: true)
    var present = 0
    var opened = 0
    for stop in nearest where present < stops || opened < wanted {
      let route = Int(state.routeOf[stop])
      guard route >= 0 else {
        if !state.isBarred[stop] { centres.append(Int32(stop)) }
        continue
      }
      guard state.isClosed(route) else { continue }
      state.open(route)
      present += state.count[route]
      opened += 1
      for stop in state.stops(of: route) { centres.append(Int32(stop)) }
    }
  }

  /// Opens all routes again.
  mutating func release() {
    state.openRoutes()
    centres.removeAll(keepingCapacity: true)
  }
}

/// Closed routes are neither ruined nor inserted into by ruin and recreate. The mark for them is one that the inner loop compares with anyway.
extension RouteState {
  @inline(__always)
  func isClosed(_ route: Int) -> Bool { look[route] == Int.max }

  func open(_ route: Int) { look[route] = 0 }

  func openRoutes() {
    for route in 0..<routeCount { open(route) }
  }

  /// Closes all routes in use.
  func closeRoutes() {
    for route in 0..<routeCount { look[route] = count[route] > 0 ? Int.max : 0 }
  }
}

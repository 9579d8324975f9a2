/// Selective route exchange (Y. Nagata, O. Braysy and W. Dullaert, "A penalty-based edge assembly memetic algorithm for the vehicle routing
/// problem with time windows", Computers & Operations Research 37, 2010, section 3.5), with a greedy choice and repair.
extension RuinAndRecreate {
  /// Some neighbouring routes of another plan take the place of the routes that have most stops in common with them; stops that are on
  /// no route then are put in where that is cheapest. To be called inside a trial.
  /// - Returns: whether the routes are legal. If not (no triangle inequality), the trial must be rolled back.
  mutating func cross(with other: RouteSnapshot) -> Bool {
    beginRound()
    let centre = generator.next(below: state.stopCount)
    let routes = other.routes
    let pairs = pair(chooseRoutes(routes, around: centre), routes)
    for (_, old) in pairs {
      for stop in state.stops(of: old) { addCandidate(stop) }
      state.replace(route: old, with: [])
    }
    for (new, old) in pairs {
      for stop in routes[new].map(Int.init) where state.routeOf[stop] >= 0 {
        guard state.remove(route: Int(state.routeOf[stop]), from: Int(state.positionOf[stop])) else { return false }
      }
      guard state.replace(route: old, with: Array(routes[new])) else { return false }
    }
    candidates.removeAll { state.routeOf[Int($0)] >= 0 }
    recreate(around: centre)
    return true
  }

  /// One to half of the other plan's routes, those of the stops nearest to one.
  private mutating func chooseRoutes(_ routes: [ArraySlice<Int32>], around centre: Int) -> [Int] {
    var routeThere = [Int](repeating: -1, count: state.stopCount)
    for (route, stops) in routes.enumerated() {
      for stop in stops { routeThere[Int(stop)] = route }
    }
    let wanted = 1 + generator.next(below: max(1, routes.count { !$0.isEmpty } / 2))
    var chosen: [Int] = []
    for rank in -1..<neighbours.count where chosen.count < wanted {
      let route = routeThere[rank < 0 ? centre : neighbours.of(centre, rank)]
      if route >= 0, state.locked[route] == 0, !chosen.contains(route) { chosen.append(route) }
    }
    return chosen
  }

  /// For each of the other plan's chosen routes the one here that has most stops in common with it and a collector who can do the same.
  private func pair(_ chosen: [Int], _ routes: [ArraySlice<Int32>]) -> [(new: Int, old: Int)] {
    var isTaken = [Bool](repeating: false, count: state.routeCount)
    return chosen.compactMap { new in
      var shared = [Int](repeating: 0, count: state.routeCount)
      for stop in routes[new] where state.routeOf[Int(stop)] >= 0 { shared[Int(state.routeOf[Int(stop)])] += 1 }
      let free = shared.indices.filter { !isTaken[$0] && state.locked[$0] == 0 && state.routes.areAlike($0, new) }
      guard let old = free.max(by: { (shared[$0], -$0) < (shared[$1], -$1) }) else { return nil }
      isTaken[old] = true
      return (new, old)
    }
  }
}

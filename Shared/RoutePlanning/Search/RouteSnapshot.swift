/// The best routes found so far.
struct RouteSnapshot {
  private(set) var objective: Int
  private(set) var hasAbsentStops = false
  private var sequence: [Int32] = []
  private var counts: [Int]

  init(of state: RouteState) {
    objective = state.objective
    counts = [Int](repeating: 0, count: state.routeCount)
    take(state)
  }

  mutating func take(_ state: RouteState) {
    objective = state.objective
    hasAbsentStops = state.absentCount > 0
    sequence.removeAll(keepingCapacity: true)
    for route in 0..<state.routeCount {
      counts[route] = state.count[route]
      for position in 1..<(state.count[route] + 1) { sequence.append(state.sequence[state.at(route, position)]) }
    }
  }

  /// Whatever is compared with it is better from now on.
  mutating func forget() { objective = .max }

  func restore(_ state: RouteState) {
    for route in 0..<state.routeCount { state.replace(route: route, with: []) }
    var first = 0
    for route in 0..<state.routeCount {
      state.replace(route: route, with: Array(sequence[first..<(first + counts[route])]))
      first += counts[route]
    }
  }

  /// The routes with their stops.
  var routes: [ArraySlice<Int32>] {
    var first = 0
    return counts.map { count in
      first += count
      return sequence[(first - count)..<first]
    }
  }
}

/// A walk tries an order that no route has yet: begin behind a position of a route, step from stop to stop, and see whether
/// the walk still reaches a later position of a route in time. Cost: the stops stepped, whatever lies before and behind.
extension RouteState {
  @inline(__always)
  func beginWalk(_ route: Int, at position: Int) {
    let base = at(route, position) &* states
    for state in 0..<states { walk[state] = departure[base &+ state] }
  }

  /// - Returns: whether the stop can be served at all.
  @inline(__always)
  @discardableResult
  func stepWalk(_ route: Int, from: Int, to stop: Int) -> Bool {
    if states == 1 {
      let start = model.windows.start(stop, arrival: model.arrival(route, from, stop, departure: walk[0]))
      walk[0] = min(SearchModel.never, start &+ model.service[stop])
      return start < SearchModel.never
    }
    return stepWalkWithBreaks(route, from, stop)
  }

  private func stepWalkWithBreaks(_ route: Int, _ from: Int, _ stop: Int) -> Bool {
    let count = Int(model.legs.stateCount[route])
    var isServed = false
    for after in 0..<states {
      var arrival = SearchModel.never
      for taken in 0..<min(after + 1, count) where after < count {
        let leg = (route &* states &+ taken) &* states &+ after
        guard walk[taken] <= model.legs.latest[leg] else { continue }
        let end = model.arrival(route, from, stop, departure: walk[taken])
        arrival = min(arrival, max(end &+ model.legs.pause[leg], model.legs.earliest[leg]))
      }
      let start = model.windows.start(stop, arrival: arrival)
      nextWalk[after] = min(SearchModel.never, start &+ model.service[stop])
      isServed = isServed || start < SearchModel.never
    }
    for state in 0..<states { walk[state] = nextWalk[state] }
    return isServed
  }

  /// Whether going on from `node` to a position of `route`, and through the rest of it, keeps all times.
  @inline(__always)
  func walkReaches(_ route: Int, from node: Int, position: Int) -> Bool {
    let there = at(route, position)
    if states == 1 { return model.arrival(route, node, Int(sequence[there]), departure: walk[0]) <= latest[there] }
    return walkReachesWithBreaks(route, node, there)
  }

  private func walkReachesWithBreaks(_ route: Int, _ node: Int, _ there: Int) -> Bool {
    let count = Int(model.legs.stateCount[route])
    for after in 0..<count {
      for taken in 0...after {
        let leg = (route &* states &+ taken) &* states &+ after
        guard walk[taken] <= model.legs.latest[leg] else { continue }
        let end = model.arrival(route, node, Int(sequence[there]), departure: walk[taken])
        if max(end &+ model.legs.pause[leg], model.legs.earliest[leg]) <= latest[there &* states &+ after] { return true }
      }
    }
    return false
  }
}

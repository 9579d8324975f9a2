/// Descent with the classical moves between close stops, until none improves.
///
/// A move is priced by the legs it changes, then its times are checked by a walk over the stops that move, joined to the kept
/// departure and latest arrival at both ends: constant time for moves between two routes. Only a move that passes both is made,
/// and undone if the recomputed routes do not confirm it (limits of travel, stops and load are checked there).
final class LocalSearch {
  /// The stop signal is asked once in so many stops looked at.
  static let stopsBetweenStopChecks = 16

  let state: RouteState
  let neighbours: Neighbours
  /// When a route last changed and when a stop was last tried, in rounds: a pair is looked at again only if something changed.
  private var changed: [Int]
  private var tried: [Int]
  private var clock = 0
  var scratchA: [Int32] = []
  var scratchB: [Int32] = []
  /// For tests: called with the predicted and the recomputed change of the objective, where the move predicts exactly.
  var onMove: ((_ predicted: Int, _ actual: Int) -> Void)?

  init(state: RouteState, neighbours: Neighbours) {
    self.state = state
    self.neighbours = neighbours
    changed = [Int](repeating: 1, count: state.routeCount)
    tried = [Int](repeating: 0, count: state.stopCount)
  }

  /// - Parameters:
  ///   - routes: where to look; all when `nil`.
  ///   - shouldStop: leaves the descent where it is.
  func run(routes: [Int]? = nil, shouldStop: () -> Bool = { false }) {
    clock += 1
    for route in routes ?? Array(0..<state.routeCount) { changed[route] = clock }
    if routes == nil { for stop in 0..<state.stopCount { tried[stop] = 0 } }
    var improved = true
    while improved {
      improved = false
      for stop in 0..<state.stopCount where !state.isBarred[stop] {
        if stop % Self.stopsBetweenStopChecks == 0, shouldStop() { return }
        let last = tried[stop]
        clock += 1
        tried[stop] = clock
        while improve(stop, since: last) { improved = true }
      }
    }
  }

  private func improve(_ stop: Int, since last: Int) -> Bool {
    let route = Int(state.routeOf[stop])
    if route < 0 { return improveAbsent(stop, since: last) }
    if changed[route] > last, removeUnprofitable(stop) { return true }
    for rank in 0..<neighbours.count {
      let other = neighbours.of(stop, rank)
      let itsRoute = Int(state.routeOf[other])
      guard itsRoute >= 0, changed[route] > last || changed[itsRoute] > last else { continue }
      if improve(stop, with: other) { return true }
    }
    return false
  }

  private func improve(_ stop: Int, with other: Int) -> Bool {
    for length in 1...3 {
      if relocate(stop, length: length, nextTo: other) { return true }
    }
    if state.routeOf[stop] == state.routeOf[other] { return reverse(stop, other) }
    return swap(stop, other) || exchangeTails(stop, other)
  }

  private func improveAbsent(_ stop: Int, since last: Int) -> Bool {
    var best = Insertion(delta: state.model.weight[stop])
    for route in 0..<state.routeCount where changed[route] > last { state.findInsertion(of: stop, route: route, best: &best) }
    if best.isFound {
      let place = best
      return attempt(place.delta - state.model.weight[stop], place.route, place.route) {
        state.insert(stop, route: place.route, after: place.position)
        return true
      }
    }
    return replaceOne(by: stop) { self.changed[$0] > last }
  }

  /// Makes a change inside a trial and keeps it if it is legal and improves the objective.
  func attempt(_ predicted: Int, _ first: Int, _ second: Int, _ change: () -> Bool) -> Bool {
    let before = state.objective
    state.beginTrial()
    let isLegal = change()
    if isLegal {
      onMove?(predicted, state.objective - before)
      // A fair share makes a stop's price depend on how many the route has; moves between routes leave that to the recomputation.
      assert(state.model.hasShares || predicted == state.objective - before, "a move's price is wrong")
    }
    guard isLegal, state.objective < before else {
      state.rollBack()
      return false
    }
    state.commit()
    clock += 1
    changed[first] = clock
    changed[second] = clock
    return true
  }
}

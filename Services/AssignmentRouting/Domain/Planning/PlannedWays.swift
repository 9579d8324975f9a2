import Contracts
package import RoutePlanning

/// The ways of a route as they were planned.
///
/// When a stop leaves a route, its times are computed inside of a transaction, where nobody waits for the server that gave the travel
/// times: the ways that stay keep theirs, and only the one that closes the gap is estimated.
package struct PlannedWays: Sendable {
  private let route: Route
  private let estimate: TravelMatrix
  /// Between consecutive places of the route.
  private let seconds: [Int]

  /// - Parameters:
  ///   - route: as it was planned, before the stop left.
  ///   - estimate: between its places, by the formula.
  package init(_ route: Route, estimate: TravelMatrix) {
    self.route = route
    self.estimate = estimate
    let leaves = [route.startsAt] + route.visits.map(\.departsAt)
    let arrives = route.visits.map(\.arrivesAt) + [route.endsAt]
    seconds = zip(leaves, arrives).map { max(0, $1.seconds(since: $0).value) }
  }

  /// Travel between the places of `rest`, which has fewer of the route's stops in the same order; only its consecutive places are told.
  package func travel(along rest: Route) -> DayTravel {
    let positions = Dictionary(uniqueKeysWithValues: route.visits.enumerated().map { ($1.stopID, $0 + 1) })
    let kept = [0] + rest.visits.compactMap { positions[$0.stopID] } + [route.visits.count + 1]
    let size = kept.count
    var travel = [Int32](repeating: 0, count: size * size)
    var metres = travel
    for (index, way) in zip(kept, kept.dropFirst()).enumerated() {
      travel[index * size + index + 1] = Int32(clamping: time(way.0, way.1))
      metres[index * size + index + 1] = Int32(clamping: length(way.0, way.1))
    }
    return DayTravel(TravelMatrix(size: size, seconds: travel, metres: metres))
  }

  /// Nobody needs longer than by the stops that have left.
  private func time(_ from: Int, _ to: Int) -> Int {
    let through = seconds[from..<to].reduce(0, +)
    let straight = estimate.seconds[from * estimate.size + to]
    return to == from + 1 || straight == TravelMatrix.missing ? through : min(through, Int(straight))
  }

  /// The estimate, stretched as the whole route was.
  private func length(_ from: Int, _ to: Int) -> Int {
    func estimated(_ from: Int, _ to: Int) -> Int { max(0, Int(estimate.metres[from * estimate.size + to])) }
    let whole = (0..<seconds.count).reduce(0) { $0 + estimated($1, $1 + 1) }
    return whole == 0 ? estimated(from, to) : estimated(from, to) * route.distance.value / whole
  }
}

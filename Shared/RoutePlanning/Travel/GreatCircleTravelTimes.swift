public import Contracts

/// Travel as the crow flies, lengthened by a detour factor, at a steady speed. Symmetric, and the same in every run.
public struct GreatCircleTravelTimes: TravelTimes {
  /// Metres of road for a thousand metres as the crow flies; about 1,300 in a city.
  public let detourPermille: Int
  /// Metres an hour.
  public let metresPerHour: Int

  /// `detourPermille` is raised to 1,000 and `metresPerHour` to 1 when smaller.
  public init(detourPermille: Int = 1_300, metresPerHour: Int = 20_000) {
    self.detourPermille = max(1_000, detourPermille)
    self.metresPerHour = max(1, metresPerHour)
  }

  public func matrix(between places: [Coordinate]) -> TravelMatrix {
    let size = places.count
    var seconds = [Int32](repeating: 0, count: size * size)
    var metres = [Int32](repeating: 0, count: size * size)
    let points = places.map(UnitVector.init)
    for from in 0..<size {
      for to in (from + 1)..<max(size, from + 1) {
        let road = (points[from].metres(to: points[to]) * detourPermille + 500) / 1_000
        // Rounded up, so that no plan counts on arriving a second early.
        let time = (road * 3_600 + metresPerHour - 1) / metresPerHour
        let cells = (from * size + to, to * size + from)
        metres[cells.0] = Int32(clamping: min(road, RoutingProblem.maximumTime))
        metres[cells.1] = metres[cells.0]
        seconds[cells.0] = Int32(clamping: min(time, RoutingProblem.maximumTime))
        seconds[cells.1] = seconds[cells.0]
      }
    }
    return TravelMatrix(size: size, seconds: seconds, metres: metres)
  }
}

public import Contracts

/// Travel as the crow flies, lengthened by a detour factor, at a steady speed or at one for each part of the day. Symmetric, and the same
/// in every run.
public struct GreatCircleTravelTimes: TravelTimes {
  /// Another speed, from `from` (seconds since the plan's origin) on.
  public struct SpeedChange: Hashable, Sendable {
    public let from: Seconds
    public let metresPerHour: Int

    public init(from: Seconds, metresPerHour: Int) {
      self.from = from
      self.metresPerHour = metresPerHour
    }
  }

  /// Metres of road for a thousand metres as the crow flies; about 1,300 in a city.
  public let detourPermille: Int
  /// Metres an hour, until the first change.
  public let metresPerHour: Int
  /// Ascending.
  public let changes: [SpeedChange]

  /// `detourPermille` is raised to 1,000 and a speed to 1 when smaller.
  public init(detourPermille: Int = 1_300, metresPerHour: Int = 20_000, changes: [SpeedChange] = []) {
    self.detourPermille = max(1_000, detourPermille)
    self.metresPerHour = max(1, metresPerHour)
    self.changes = changes.sorted { $0.from < $1.from }
  }

  public func matrix(between places: [Coordinate]) -> TravelMatrix {
    let metres = distances(between: places)
    return TravelMatrix(size: places.count, seconds: times(metres, metresPerHour), metres: metres)
  }

  public func day(between places: [Coordinate]) -> DayTravel {
    let whole = matrix(between: places)
    return DayTravel(
      whole,
      changes: changes.map { change in
        let seconds = times(whole.metres, max(1, change.metresPerHour))
        return DayTravel.Change(from: change.from, matrix: TravelMatrix(size: whole.size, seconds: seconds, metres: whole.metres))
      })
  }

  private func distances(between places: [Coordinate]) -> [Int32] {
    let size = places.count
    var metres = [Int32](repeating: 0, count: size * size)
    let points = places.map(UnitVector.init)
    for from in 0..<size {
      for to in (from + 1)..<max(size, from + 1) {
        let road = (points[from].metres(to: points[to]) * detourPermille + 500) / 1_000
        metres[from * size + to] = Int32(clamping: min(road, RoutingProblem.maximumTime))
        metres[to * size + from] = metres[from * size + to]
      }
    }
    return metres
  }

  /// Rounded up, so that no plan counts on arriving a second early.
  private func times(_ metres: [Int32], _ metresPerHour: Int) -> [Int32] {
    metres.map { Int32(clamping: min((Int($0) * 3_600 + metresPerHour - 1) / metresPerHour, RoutingProblem.maximumTime)) }
  }
}

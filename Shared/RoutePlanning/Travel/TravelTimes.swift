public import Contracts

/// Where travel times and distances come from: a formula here, streets or a road network's server elsewhere.
public protocol TravelTimes: Sendable {
  /// The matrix between `places`, in their order. Cells without a way are missing.
  /// - Throws: what the source throws; a formula never does.
  func matrix(between places: [Coordinate]) async throws -> TravelMatrix

  /// The same in the course of a day; one matrix for all of it unless the source knows better.
  func day(between places: [Coordinate]) async throws -> DayTravel
}

extension TravelTimes {
  public func day(between places: [Coordinate]) async throws -> DayTravel {
    DayTravel(try await matrix(between: places))
  }
}

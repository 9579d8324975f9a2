public import Contracts

/// Where travel times and distances come from: a formula here, a road network's server elsewhere.
public protocol TravelTimes: Sendable {
  /// The matrix between `places`, in their order. Cells without a way are missing.
  /// - Throws: what the source throws; a formula never does.
  func matrix(between places: [Coordinate]) async throws -> TravelMatrix
}

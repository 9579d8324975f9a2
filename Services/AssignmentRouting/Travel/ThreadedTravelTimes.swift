import Contracts
import RoutePlanning
import ServiceKit
import StreetTravel

/// Travel on streets, worked out on a thread for calls that take long: a zone's matrix is half a second of work.
struct ThreadedTravelTimes: TravelTimes {
  let streets: StreetTravelTimes
  let threads: BlockingThreads

  func matrix(between places: [Coordinate]) async throws -> TravelMatrix {
    try await threads.run { streets.makeMatrix(between: places) }
  }
}

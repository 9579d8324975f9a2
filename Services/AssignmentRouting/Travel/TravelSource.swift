import FoundationEssentials
import RoutePlanning
import ServiceKit
import StreetTravel

/// Where travel times come from.
package enum TravelSource: Sendable, Equatable {
  /// The formula.
  case greatCircle
  /// An OpenStreetMap extract, in process.
  case streets(path: String)
  case osrm(url: String)
  case valhalla(url: String)

  /// As in the setting, with what belongs to it.
  var name: String {
    switch self {
    case .greatCircle: "great-circle"
    case .streets(let path): "streets \(path)"
    case .osrm(let url): "osrm \(url)"
    case .valhalla(let url): "valhalla \(url)"
    }
  }

  /// What plans are made with, and what routes are timed with when a stop leaves them.
  ///
  /// - Throws: when the map cannot be read, naming the setting.
  func make(
    _ policy: PlanningPolicy, _ outbound: Outbound, _ threads: BlockingThreads, requestSide: Int
  ) throws -> (planning: any TravelTimes, reviewing: ReviewTravel) {
    let estimate = ReviewTravel(policy.travel, isEstimate: true)
    switch self {
    case .greatCircle: return (policy.travel, ReviewTravel(policy.travel))
    case .osrm(let url): return (OSRMTravelTimes(url: url, outbound: outbound, side: requestSide), estimate)
    case .valhalla(let url): return (ValhallaTravelTimes(url: url, outbound: outbound, side: requestSide), estimate)
    case .streets(let path):
      let streets = StreetTravelTimes(try Self.map(path))
      return (ThreadedTravelTimes(streets: streets, threads: threads), ReviewTravel(streets))
    }
  }

  private static func map(_ path: String) throws -> StreetGraph {
    let key = RoutingSettings.travelMap.key
    guard let data = FileManager.default.contents(atPath: path) else { throw ConfigurationError(key: key, "\(path) cannot be read") }
    do {
      return try StreetGraph(osm: [UInt8](data))
    } catch {
      throw ConfigurationError(key: key, "\(path): \(error)")
    }
  }
}

public import Contracts
import ServiceKit

/// A Colombian collector's day with the first debtor at each of these times.
public func route(visiting starts: [String], on day: String, version: Int64) throws -> RoutePlanned {
  guard let place = Coordinate(latitudeE6: 4_711_000, longitudeE6: -74_072_100) else { preconditionFailure("Bogotá is on Earth") }
  let stops = try starts.map { text in
    RouteStop(
      stopID: try id("stop", 1), sequence: 1, taskIDs: [], debtorID: try id("debtor", 1), accountIDs: [try id("account", 1)],
      addressID: try id("address", 1), location: place, arrivesAt: instant(text), startsAt: instant(text), departsAt: instant(text),
      priority: 500, amountMinor: 1, currency: .cop, status: .planned)
  }
  return RoutePlanned(
    routeID: try id("route", 1), collectorID: try id("staff", 1), zoneID: nil, teamID: nil, businessDate: date(day),
    timeZone: "America/Bogota", start: place, end: place, startsAt: instant("\(day)T12:00:00Z"), endsAt: instant("\(day)T23:00:00Z"),
    stops: stops, distanceMetres: Metres(0), durationSeconds: Seconds(0), cause: .planned, version: version,
    plannedAt: instant("2026-11-23T12:00:00Z"))
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// Puts a visit into today's routes at once: behind what is under way, with at most one less valuable stop making room for it.
struct UrgentDesk: Sendable {
  let planner: DayPlanner
  let desk: PinDesk

  struct Place: Encodable, Sendable {
    let stopID: StopID
    let routeID: RouteID
    let collectorID: StaffID
    /// On the route, counted from 1.
    let sequence: Int
    let arrivesAt: Instant

    private enum CodingKeys: String, CodingKey {
      case stopID = "stop_id"
      case routeID = "route_id"
      case collectorID = "collector_id"
      case sequence
      case arrivesAt = "arrives_at"
    }
  }

  /// Plans that were overtaken by a visit are made again so many times.
  private static let attempts = 5

  /// The visit is pinned to today and the zone's day is planned anew before this returns; when no route can take the visit, it is not
  /// pinned any more.
  ///
  /// - Throws: ``Problem`` 404 for a debtor out of scope; 422 when no visit is legal today; 409 with the reason when no route takes it.
  func insert(_ debtorID: DebtorID, collectorID: StaffID?, by viewer: Viewer) async throws -> Place {
    let database = planner.database
    let (zoneID, today) = try await database.work { work in
      guard let zone = try await PinStore.zone(of: debtorID, ZoneScope(viewer), in: work.transaction) else {
        throw Problem.notFound("debtor")
      }
      let today = planner.law.today(at: work.now, in: zone.timeZone) ?? work.now.dateInUTC
      try await desk.pin(debtorID, PinDesk.Wish(collectorID: collectorID, businessDate: today), by: viewer, work)
      return (zone.zoneID, today)
    }
    for _ in 0..<Self.attempts {
      guard try await planner.plan(zoneID, on: today, isForced: true) == .overtaken else { break }
    }
    if let place = try await database.read({ try await Self.place(of: debtorID, on: today, in: $0) }) { return place }
    let reason = try await database.work { work in
      try await desk.unpin(debtorID, by: viewer, work)
      return try await LeftOutStore.reason(of: debtorID, on: today, in: work.transaction)
    }
    throw Problem.conflict(code: reason ?? "not_inserted", "No route of today can take the visit; see GET left-out.")
  }

  private static func place(of debtorID: DebtorID, on date: CalendarDate, in transaction: PostgresTransaction) async throws -> Place? {
    guard let stop = try await StopStore.planned(of: [debtorID], from: date, in: transaction).first(where: { $0.date == date }),
      let route = try await RouteStore.find(stop.routeID, in: transaction)?.route,
      let position = route.visits.firstIndex(where: { $0.stopID == stop.visit.stopID })
    else { return nil }
    return Place(
      stopID: stop.visit.stopID, routeID: route.routeID, collectorID: route.collectorID, sequence: position + 1,
      arrivesAt: stop.visit.arrivesAt)
  }
}

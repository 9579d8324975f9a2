package import Contracts
import Messaging
package import Postgres

/// A route as it is kept: with the version that was published last.
package struct StoredRoute: Sendable, Equatable {
  package var route: Route
  package var cause: RouteCause
  package var version: Int64
  package var plannedAt: Instant
}

/// Routes and their stops.
package enum RouteStore {
  private static let columns: SQL = """
    r.route_id, r.collector_id, r.business_date, r.zone_id, r.team_id, r.time_zone, r.start_latitude_e6, r.start_longitude_e6,
    r.end_latitude_e6, r.end_longitude_e6, r.starts_at, r.ends_at, r.distance_metres, r.duration_seconds, r.cause, r.version, r.planned_at
    """

  /// Takes the locks of routes and reads them whole.
  static func lock(_ routeIDs: [RouteID], in transaction: PostgresTransaction) async throws -> [StoredRoute] {
    guard !routeIDs.isEmpty else { return [] }
    let rows = try await transaction.query(
      "select \(columns) from routes r where r.route_id = any(\(routeIDs)) order by r.route_id for update")
    return try await withStops(rows, in: transaction)
  }

  static func find(_ routeID: RouteID, in transaction: PostgresTransaction) async throws -> StoredRoute? {
    let rows = try await transaction.query("select \(columns) from routes r where r.route_id = \(routeID)")
    return try await withStops(rows, in: transaction).first
  }

  /// Takes the locks of every route that a zone has on a date, and of those of the collectors.
  static func lock(
    zone zoneID: ZoneID, on date: CalendarDate, collectors: [StaffID], in transaction: PostgresTransaction
  ) async throws -> [StoredRoute] {
    let rows = try await transaction.query(
      """
      select \(columns) from routes r
      where r.business_date = \(date) and (r.zone_id = \(zoneID) or r.collector_id = any(\(collectors))) order by r.route_id for update
      """)
    return try await withStops(rows, in: transaction)
  }

  package static func ofZone(_ zoneID: ZoneID, on date: CalendarDate, in transaction: PostgresTransaction) async throws -> [StoredRoute] {
    let rows = try await transaction.query(
      "select \(columns) from routes r where r.business_date = \(date) and r.zone_id = \(zoneID) order by r.route_id")
    return try await withStops(rows, in: transaction)
  }

  /// A date's routes within the viewer's scope.
  static func list(
    on date: CalendarDate, zone code: String?, collector collectorID: StaffID?, _ scope: ZoneScope, in transaction: PostgresTransaction
  ) async throws -> [RouteView] {
    let rows = try await transaction.query(
      """
      select \(columns), z.code, c.full_name from routes r join zones z using (zone_id) left join collectors c using (collector_id)
      where r.business_date = \(date)
        and (\(code as String?)::text is null or z.code = \(code as String?))
        and (\(collectorID as StaffID?)::uuid is null or r.collector_id = \(collectorID as StaffID?))
        and (\(scope.collectorID as StaffID?)::uuid is null or r.collector_id = \(scope.collectorID as StaffID?))
        and (\(scope.condition(zone: "z")) or r.collector_id = \(scope.collectorID as StaffID?))
      order by z.code, c.full_name, r.route_id
      """)
    var routes = try await withStops(rows, in: transaction)
    try await StopStore.narrow(&routes, to: scope, in: transaction)
    return try zip(routes, rows).map { stored, row in
      RouteView(stored.event, collectorName: try row.decode("full_name"), zoneCode: try row.decode("code"))
    }
  }

  private static func withStops(_ rows: [PostgresRow], in transaction: PostgresTransaction) async throws -> [StoredRoute] {
    guard !rows.isEmpty else { return [] }
    var routes = try rows.map(route)
    let visits = try await StopStore.ofRoutes(routes.map(\.route.routeID), in: transaction)
    for index in routes.indices { routes[index].route.visits = visits[routes[index].route.routeID] ?? [] }
    return routes
  }

  private static func route(_ row: PostgresRow) throws -> StoredRoute {
    StoredRoute(
      route: Route(
        routeID: try row.decode("route_id"), collectorID: try row.decode("collector_id"), zoneID: try row.decode("zone_id"),
        teamID: try row.decode("team_id"), businessDate: try row.decode("business_date"), timeZone: try row.decode("time_zone"),
        start: try row.requiredCoordinate("start_"), end: try row.requiredCoordinate("end_"), startsAt: try row.decode("starts_at"),
        endsAt: try row.decode("ends_at"), visits: [], distance: Metres(try row.decode("distance_metres")),
        duration: Seconds(try row.decode("duration_seconds"))),
      cause: try row.decode("cause"), version: try row.decode("version"), plannedAt: try row.decode("planned_at"))
  }

  /// Writes routes and their stops; stops that are in none of them any more go.
  static func save(_ stored: [StoredRoute], in transaction: PostgresTransaction) async throws {
    guard !stored.isEmpty else { return }
    let routes = stored.map(\.route)
    try await transaction.execute(
      """
      insert into routes (route_id, collector_id, business_date, zone_id, team_id, time_zone, start_latitude_e6, start_longitude_e6,
        end_latitude_e6, end_longitude_e6, starts_at, ends_at, distance_metres, duration_seconds, cause, version, planned_at)
      select * from unnest(\(routes.map(\.routeID)), \(routes.map(\.collectorID)), \(routes.map(\.businessDate)), \(routes.map(\.zoneID)),
        \(routes.map(\.teamID)), \(routes.map(\.timeZone)), \(routes.map(\.start.latitudeE6)), \(routes.map(\.start.longitudeE6)),
        \(routes.map(\.end.latitudeE6)), \(routes.map(\.end.longitudeE6)), \(routes.map(\.startsAt)), \(routes.map(\.endsAt)),
        \(routes.map(\.distance.value)), \(routes.map(\.duration.value)), \(stored.map(\.cause)), \(stored.map(\.version)),
        \(stored.map(\.plannedAt))) order by 1
      on conflict (route_id) do update set zone_id = excluded.zone_id, team_id = excluded.team_id, time_zone = excluded.time_zone,
        start_latitude_e6 = excluded.start_latitude_e6, start_longitude_e6 = excluded.start_longitude_e6,
        end_latitude_e6 = excluded.end_latitude_e6, end_longitude_e6 = excluded.end_longitude_e6, starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, distance_metres = excluded.distance_metres, duration_seconds = excluded.duration_seconds,
        cause = excluded.cause, version = excluded.version, planned_at = excluded.planned_at
      """)
    try await StopStore.replace(routes, in: transaction)
  }
}

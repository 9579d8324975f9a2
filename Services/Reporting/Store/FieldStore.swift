import Contracts
import Messaging
import Postgres

/// Staff, their routes and where they are.
enum FieldStore {
  /// - Returns: how many changed.
  static func upsert(staff: [StaffChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !staff.isEmpty else { return 0 }
    let codes = Set(staff.flatMap(\.zoneCodes)).sorted()
    try await transaction.execute(
      """
      insert into zone_code (zone_id, code) select * from unnest(\(try codes.map(Contract.zoneID)), \(codes)) order by 1
      on conflict do nothing
      """)
    return try await transaction.execute(
      """
      insert into staff_state as s (staff_id, full_name, roles, team_id, time_zone, active, version, changed_at, shift_seconds)
      select u.a, u.b, string_to_array(u.c, ','), u.d, u.e, u.f, u.g, u.h, u.i
      from unnest(\(staff.map(\.staffID)), \(staff.map(\.fullName)), \(staff.map { $0.roles.map(\.rawValue).joined(separator: ",") }),
        \(staff.map(\.teamID)), \(staff.map { KnownTimeZone.name($0.timeZone) }), \(staff.map(\.active)), \(staff.map(\.version)),
        \(staff.map(\.changedAt)), \(staff.map(\.shiftSeconds))) u(a, b, c, d, e, f, g, h, i)
      order by 1
      on conflict (staff_id) do update set
        full_name = excluded.full_name, roles = excluded.roles, team_id = excluded.team_id, time_zone = excluded.time_zone,
        active = excluded.active, version = excluded.version, changed_at = excluded.changed_at, shift_seconds = excluded.shift_seconds
      where s.version < excluded.version
      """)
  }

  /// Replaces routes with newer versions, stops and all.
  ///
  /// - Returns: the routes that changed.
  static func upsert(routes: [RoutePlanned], in transaction: PostgresTransaction) async throws -> [RoutePlanned] {
    guard !routes.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into route_state as s (collector_id, business_date, route_id, zone_id, team_id, stops, distance_m, duration_s, cause,
        starts_at, ends_at, version, planned_at)
      select * from unnest(\(routes.map(\.collectorID)), \(routes.map(\.businessDate)), \(routes.map(\.routeID)), \(routes.map(\.zoneID)),
        \(routes.map(\.teamID)), \(routes.map { Int32(clamping: $0.stops.count) }), \(routes.map { Int64($0.distanceMetres.value) }),
        \(routes.map { Int64($0.durationSeconds.value) }), \(routes.map(\.cause)), \(routes.map(\.startsAt)), \(routes.map(\.endsAt)),
        \(routes.map(\.version)), \(routes.map(\.plannedAt))) order by 1, 2
      on conflict (collector_id, business_date) do update set
        route_id = excluded.route_id, zone_id = excluded.zone_id, team_id = excluded.team_id, stops = excluded.stops,
        distance_m = excluded.distance_m, duration_s = excluded.duration_s, cause = excluded.cause, starts_at = excluded.starts_at,
        ends_at = excluded.ends_at, version = excluded.version, planned_at = excluded.planned_at
      where s.version < excluded.version
      returning route_id
      """)
    let changed = Set(try rows.map { try $0.decode(RouteID.self, "route_id") })
    let newer = routes.filter { changed.contains($0.routeID) }
    try await replaceStops(of: newer, in: transaction)
    return newer
  }

  private static func replaceStops(of routes: [RoutePlanned], in transaction: PostgresTransaction) async throws {
    guard !routes.isEmpty else { return }
    try await transaction.execute(
      """
      delete from route_stop s using unnest(\(routes.map(\.collectorID)), \(routes.map(\.businessDate))) r(a, b)
      where s.collector_id = r.a and s.business_date = r.b
      """)
    let stops = routes.flatMap { route in route.stops.enumerated().map { (route: route, place: $0.offset + 1, stop: $0.element) } }
    guard !stops.isEmpty else { return }
    try await transaction.execute(
      """
      insert into route_stop (collector_id, business_date, sequence, stop_id, debtor_id, account_ids, amount_minor, currency, status)
      select u.a, u.b, u.c, u.d, u.e, string_to_array(u.f, ',')::uuid[], u.g, u.h, u.i
      from unnest(\(stops.map(\.route.collectorID)), \(stops.map(\.route.businessDate)), \(stops.map { Int32($0.place) }),
        \(stops.map(\.stop.stopID)), \(stops.map(\.stop.debtorID)), \(stops.map { FactStore.list($0.stop.accountIDs) }),
        \(stops.map(\.stop.amountMinor)), \(stops.map(\.stop.currency)), \(stops.map(\.stop.status))) u(a, b, c, d, e, f, g, h, i)
      """)
  }

  /// Moves the last position of each collector to a later one by capture time.
  ///
  /// - Parameter positions: one a collector.
  /// - Returns: the collectors who moved on.
  static func upsert(positions: [PositionReported], in transaction: PostgresTransaction) async throws -> Set<StaffID> {
    guard !positions.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into position_state as s (collector_id, position_id, team_id, latitude_e6, longitude_e6, accuracy_m, mock, captured_at,
        received_at)
      select * from unnest(\(positions.map(\.collectorID)), \(positions.map(\.positionID)), \(positions.map(\.teamID)),
        \(positions.map(\.location.latitudeE6)), \(positions.map(\.location.longitudeE6)),
        \(positions.map { $0.accuracyMetres.map { Int32(clamping: $0.value) } }), \(positions.map(\.mock)), \(positions.map(\.capturedAt)),
        \(positions.map(\.receivedAt))) order by 1
      on conflict (collector_id) do update set
        position_id = excluded.position_id, team_id = excluded.team_id, latitude_e6 = excluded.latitude_e6,
        longitude_e6 = excluded.longitude_e6, accuracy_m = excluded.accuracy_m, mock = excluded.mock,
        captured_at = excluded.captured_at, received_at = excluded.received_at
      where s.captured_at < excluded.captured_at
      returning collector_id
      """)
    return Set(try rows.map { try $0.decode(StaffID.self, "collector_id") })
  }

  /// The last position of each collector whom the viewer may see, by name. The team is that which the collector is in now.
  static func positions(_ scope: ViewerScope, in transaction: PostgresTransaction) async throws -> [PositionView.Row] {
    let rows = try await transaction.query(
      """
      select x.* from (
        select p.collector_id, s.full_name, coalesce(s.team_id, p.team_id) as team_id, p.latitude_e6, p.longitude_e6, p.accuracy_m, p.mock,
          p.captured_at, p.received_at
        from position_state p left join staff_state s on s.staff_id = p.collector_id
      ) x where \(Scoping.person(scope)) order by x.full_name, x.collector_id
      """)
    return try rows.map { row in
      PositionView.Row(
        collectorID: try row.decode("collector_id"), name: try row.decode("full_name"), teamID: try row.decode("team_id"),
        latitudeE6: try row.decode("latitude_e6"), longitudeE6: try row.decode("longitude_e6"), accuracy: try row.decode("accuracy_m"),
        mock: try row.decode("mock"), capturedAt: try row.decode("captured_at"), receivedAt: try row.decode("received_at"))
    }
  }
}

extension StaffChanged {
  /// How long a day's shift is; it may end on the next day.
  fileprivate var shiftSeconds: Int64 {
    let minutes = shiftEndsMinute - shiftStartsMinute
    return Int64(minutes < 0 ? minutes + 1_440 : minutes) * 60
  }
}

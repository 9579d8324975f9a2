import Contracts
import Messaging
import Postgres

/// Collectors' routes, and every stop that was ever on one.
enum RouteStore {
  /// Keeps the routes that are newer than what is known.
  ///
  /// - Returns: how many were news.
  static func upsert(_ routes: [RoutePlanned], in transaction: PostgresTransaction) async throws -> Int {
    guard !routes.isEmpty else { return 0 }
    let rows = try await transaction.query(
      """
      insert into routes as r (collector_id, business_date, event, version)
      select u.a, u.b, u.c::jsonb, u.d
      from unnest(\(routes.map(\.collectorID)), \(routes.map(\.businessDate)), \(try EventStore.texts(routes)), \(routes.map(\.version)))
        u(a, b, c, d)
      order by 1, 2
      on conflict (collector_id, business_date) do update set event = excluded.event, version = excluded.version
      where r.version < excluded.version
      returning collector_id, business_date
      """)
    try await keepStops(
      collectors: try rows.map { try $0.decode(StaffID.self, "collector_id") },
      dates: try rows.map { try $0.decode(CalendarDate.self, "business_date") }, in: transaction)
    return rows.count
  }

  private static func keepStops(collectors: [StaffID], dates: [CalendarDate], in transaction: PostgresTransaction) async throws {
    guard !collectors.isEmpty else { return }
    try await transaction.execute(
      """
      insert into route_stops (collector_id, business_date, stop_id, route_id, zone_id, team_id, debtor_id, address_id, latitude_e6,
        longitude_e6, task_ids, account_ids)
      select distinct on (1, 2, 3) r.collector_id, r.business_date, (s->>'stop_id')::uuid, (r.event->>'route_id')::uuid,
        (r.event->>'zone_id')::uuid, r.event->>'team_id', (s->>'debtor_id')::uuid, (s->>'address_id')::uuid,
        case when e.debtor_id is null then round((s->'location'->>'lat')::numeric * 1000000)::integer else 0 end,
        case when e.debtor_id is null then round((s->'location'->>'lon')::numeric * 1000000)::integer else 0 end,
        array(select jsonb_array_elements_text(s->'task_ids')::uuid), array(select jsonb_array_elements_text(s->'account_ids')::uuid)
      from unnest(\(collectors), \(dates)) u(collector_id, business_date)
      join routes r using (collector_id, business_date)
      cross join jsonb_array_elements(r.event->'stops') s
      left join erased_debtors e on e.debtor_id = (s->>'debtor_id')::uuid
      order by 1, 2, 3
      on conflict (collector_id, business_date, stop_id) do update set
        route_id = excluded.route_id, zone_id = excluded.zone_id, team_id = excluded.team_id, debtor_id = excluded.debtor_id,
        address_id = excluded.address_id, latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6,
        task_ids = excluded.task_ids, account_ids = excluded.account_ids
      """)
  }

  static func find(_ collectorID: StaffID, on date: CalendarDate, in transaction: PostgresTransaction) async throws -> RoutePlanned? {
    try await transaction.first(
      "select event from routes where collector_id = \(collectorID) and business_date = \(date)"
    ).map { try $0.decode(json: "event") }
  }

  /// Stops at debtors' on a collector's routes, and those with the given ids, newest day first.
  static func stops(
    at visited: [(debtorID: DebtorID, collectorID: StaffID)], named stopIDs: [StopID]
  ) -> PostgresQuestion<[KnownStop]> {
    let columns: SQL = """
      s.stop_id, s.route_id, s.collector_id, s.business_date, s.zone_id, s.debtor_id, s.address_id, s.latitude_e6, s.longitude_e6,
        s.task_ids, s.account_ids
      """
    let named: SQL = "union select \(columns) from route_stops s where s.stop_id = any(\(stopIDs))"
    return PostgresQuestion(
      """
      select \(columns)
      from unnest(\(visited.map(\.debtorID)), \(visited.map(\.collectorID))) u(debtor_id, collector_id)
      join route_stops s on s.debtor_id = u.debtor_id and s.collector_id = u.collector_id
      \(stopIDs.isEmpty ? "" : named)
      order by business_date desc, collector_id, stop_id
      """
    ) { rows in try rows.map(knownStop) }
  }

  private static func knownStop(_ row: PostgresRow) throws -> KnownStop {
    guard
      let location = Coordinate(latitudeE6: try row.decode("latitude_e6"), longitudeE6: try row.decode("longitude_e6"))
    else { throw PostgresError(kind: .decoding, message: "route_stops holds a coordinate that does not exist") }
    return KnownStop(
      stopID: try row.decode("stop_id"), routeID: try row.decode("route_id"), collectorID: try row.decode("collector_id"),
      businessDate: try row.decode("business_date"), zoneID: try row.decode("zone_id"), debtorID: try row.decode("debtor_id"),
      addressID: try row.decode("address_id"), location: location, taskIDs: try row.decode("task_ids"),
      accountIDs: try row.decode("account_ids"))
  }
}

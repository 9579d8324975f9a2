import Contracts
import Messaging
import Postgres

/// Where collectors went, and what was planned for them.
enum TrailStore {
  /// Adds points. A point is of the day that it is where its collector works.
  ///
  /// - Returns: the collectors' days that have new points, with the last position that came in as the cause.
  static func insert(
    _ positions: [PositionReported], timeZone: String, in transaction: PostgresTransaction
  ) async throws -> [MarkStore.CollectorDay: String] {
    guard !positions.isEmpty else { return [:] }
    let rows = try await transaction.query(
      """
      insert into trail_point (collector_id, business_date, captured_at, position_id, latitude_e6, longitude_e6, accuracy_m, mock)
      select u.a, (u.c at time zone coalesce(s.time_zone, \(timeZone)))::date, u.c, u.b, u.d, u.e, u.f, u.g
      from unnest(\(positions.map(\.collectorID)), \(positions.map(\.positionID)), \(positions.map(\.capturedAt)),
        \(positions.map(\.location.latitudeE6)), \(positions.map(\.location.longitudeE6)),
        \(positions.map { $0.accuracyMetres.map { Int32(clamping: $0.value) } }), \(positions.map(\.mock))) u(a, b, c, d, e, f, g)
      left join staff_state s on s.staff_id = u.a
      order by 1, 2, 3, 4
      on conflict do nothing returning collector_id, business_date, position_id
      """)
    return try rows.reduce(into: [:]) { days, row in
      let day = MarkStore.CollectorDay(collectorID: try row.decode("collector_id"), date: try row.decode("business_date"))
      days[day] = try row.decode(PositionID.self, "position_id").description
    }
  }

  static func load(
    _ days: [MarkStore.CollectorDay], in transaction: PostgresTransaction
  ) async throws -> [MarkStore.CollectorDay: Trail] {
    guard !days.isEmpty else { return [:] }
    let rows = try await transaction.query(
      """
      select p.* from trail_point p join unnest(\(days.map(\.collectorID)), \(days.map(\.date))) d(a, b)
        on p.collector_id = d.a and p.business_date = d.b
      order by p.collector_id, p.business_date, p.captured_at, p.position_id
      """)
    var points: [MarkStore.CollectorDay: [Trail.Point]] = [:]
    for row in rows {
      let day = MarkStore.CollectorDay(collectorID: try row.decode("collector_id"), date: try row.decode("business_date"))
      points[day, default: []].append(try point(row))
    }
    return points.mapValues { Trail($0) }
  }

  private static func point(_ row: PostgresRow) throws -> Trail.Point {
    let latitude: Int32 = try row.decode("latitude_e6")
    let longitude: Int32 = try row.decode("longitude_e6")
    guard let location = Coordinate(latitudeE6: latitude, longitudeE6: longitude) else {
      throw PostgresError(kind: .decoding, message: "a point of a trail lies outside of the globe")
    }
    return Trail.Point(
      location: location, accuracy: try row.decode(Int32?.self, "accuracy_m").map { Metres(Int($0)) }, mock: try row.decode("mock"),
      capturedAt: try row.decode("captured_at"))
  }

  /// What was planned for the day at debtors of the viewer's creditors, in the order of the plan. A stop counts as visited with its first
  /// visit about one of their accounts; one that still stands has to be about one of them as well.
  static func plan(
    _ day: MarkStore.CollectorDay, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> [TrailView.Stop] {
    let rows = try await transaction.query(
      """
      select p.sequence, p.stop_id, p.debtor_id, p.latitude_e6, p.longitude_e6, p.arrives_at, v.captured_at, v.visit_id,
        r.stop_id is not null as stands
      from plan_stop p left join route_stop r on r.collector_id = p.collector_id and r.business_date = p.business_date
        and r.stop_id = p.stop_id
      left join lateral (
        select f.captured_at, f.visit_id from fact_visit f
        where f.collector_id = p.collector_id and f.business_date = p.business_date and f.stop_id = p.stop_id
          and \(isAbout("f.account_ids", scope))
        order by f.captured_at, f.visit_id limit 1
      ) v on true
      where p.collector_id = \(day.collectorID) and p.business_date = \(day.date)
        and \(isAbout("coalesce(r.account_ids, array(select a.account_id from account_state a where a.debtor_id = p.debtor_id))", scope))
      order by p.sequence
      """)
    return try rows.map { row in
      TrailView.Stop(
        planned: PlanComparison.Planned(
          stopID: try row.decode("stop_id"), sequence: Int(try row.decode(Int32.self, "sequence")), stands: try row.decode("stands"),
          visitedAt: try row.decode("captured_at")),
        debtorID: try row.decode("debtor_id"), latitudeE6: try row.decode("latitude_e6"), longitudeE6: try row.decode("longitude_e6"),
        arrivesAt: try row.decode("arrives_at"), visitID: try row.decode("visit_id"))
    }
  }

  /// Whether one of the accounts is of the viewer's creditors.
  private static func isAbout(_ accounts: String, _ scope: ViewerScope) -> SQL {
    guard !scope.creditors.isEmpty else { return "true" }
    return "exists (select from unnest(\(unsafeRaw: accounts)) u(account_id) where \(Scoping.account("u.account_id", scope)))"
  }

  /// Visits of the day, about accounts of the viewer's creditors, that answer no stop of the plan.
  static func unplannedVisits(
    _ day: MarkStore.CollectorDay, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> [VisitID] {
    let rows = try await transaction.query(
      """
      select v.visit_id from fact_visit v
      where v.collector_id = \(day.collectorID) and v.business_date = \(day.date) and \(isAbout("v.account_ids", scope)) and not exists (
        select from plan_stop p
        where p.collector_id = v.collector_id and p.business_date = v.business_date and p.stop_id = v.stop_id)
      order by v.captured_at, v.visit_id
      """)
    return try rows.map { try $0.decode("visit_id") }
  }

  /// Whether a viewer may see the collector: by the team that the collector is in now.
  static func isVisible(_ collectorID: StaffID, _ scope: ViewerScope, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(
      """
      select from (select \(collectorID)::uuid as collector_id, s.team_id from (select 1) one
        left join staff_state s on s.staff_id = \(collectorID)) x
      where \(Scoping.person(scope))
      """) != nil
  }

  /// Forgets the points of days before `date`.
  static func trim(before date: CalendarDate, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from trail_point where business_date < \(date)")
  }
}

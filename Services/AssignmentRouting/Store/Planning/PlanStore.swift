import Contracts
import Messaging
import Postgres

/// What is known about plans as a whole.
package enum PlanStore {
  struct Made: Sendable, Equatable {
    let zoneID: ZoneID
    let date: CalendarDate
    let plannedAt: Instant
  }

  static func fingerprint(of zoneID: ZoneID, on date: CalendarDate, in transaction: PostgresTransaction) async throws -> Int64? {
    try await transaction.first("select fingerprint from plans where zone_id = \(zoneID) and business_date = \(date)")?
      .decode("fingerprint")
  }

  /// Lets one planner at a time write a zone's plan of a date; held until the end of the transaction.
  static func lock(_ zoneID: ZoneID, on date: CalendarDate, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("select pg_advisory_xact_lock(hashtextextended(\("plan \(zoneID) \(date)"), 0))")
  }

  static func made(from date: CalendarDate, in transaction: PostgresTransaction) async throws -> [Made] {
    let rows = try await transaction.query("select zone_id, business_date, planned_at from plans where business_date >= \(date)")
    return try rows.map {
      Made(zoneID: try $0.decode("zone_id"), date: try $0.decode("business_date"), plannedAt: try $0.decode("planned_at"))
    }
  }

  static func save(
    _ zoneID: ZoneID, on date: CalendarDate, fingerprint: Int64, stops: Int, leftOut: Int, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into plans (business_date, zone_id, fingerprint, stops, left_out, planned_at)
      values (\(date), \(zoneID), \(fingerprint), \(stops), \(leftOut), \(now))
      on conflict (business_date, zone_id) do update set fingerprint = excluded.fingerprint, stops = excluded.stops,
        left_out = excluded.left_out, planned_at = excluded.planned_at
      """)
  }

  /// Notes that a plan was looked at again and nothing had changed.
  static func touch(_ zoneID: ZoneID, on date: CalendarDate, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update plans set planned_at = \(now) where zone_id = \(zoneID) and business_date = \(date)")
  }

  /// The first date from `today` on that has a plan with stops within the viewer's scope; else the first that has a plan at all.
  static func nextPlanned(from today: CalendarDate, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> CalendarDate? {
    try await transaction.first(
      """
      select coalesce(min(p.business_date) filter (where p.stops > 0), min(p.business_date)) as next from plans p join zones z using (zone_id)
      where p.business_date >= \(today) and \(scope.condition(zone: "z"))
      """)?.decode(CalendarDate?.self, "next")
  }

  /// Routes, stops and left-out tasks count as far as they are for the viewer's creditors.
  static func summary(on date: CalendarDate, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> [PlanView.ZoneView] {
    let rows = try await transaction.query(
      """
      select z.zone_id, z.code, z.name, p.planned_at,
        (select count(*) from routes r where r.zone_id = z.zone_id and r.business_date = \(date)
          and (\(scope.creditorIDs.isEmpty) or exists (select from stops s where s.route_id = r.route_id and \(scope.condition(stop: "s"))))
        ) as routes,
        (select count(*) from routes r join stops s using (route_id)
          where r.zone_id = z.zone_id and r.business_date = \(date) and \(scope.condition(stop: "s"))) as stops,
        (select count(*) from left_out l join tasks t using (task_id)
          where l.zone_id = z.zone_id and l.business_date = \(date) and t.is_open and \(scope.condition(task: "t"))) as left_out,
        exists (select from planning_queue q where q.zone_id = z.zone_id)
          or exists (select from plan_requests q where q.zone_id = z.zone_id and q.business_date = \(date)) as is_waiting
      from zones z left join plans p on p.zone_id = z.zone_id and p.business_date = \(date)
      where \(scope.condition(zone: "z")) and (z.retired_at is null or p.zone_id is not null) order by z.code
      """)
    return try rows.map(PlanView.ZoneView.init)
  }
}

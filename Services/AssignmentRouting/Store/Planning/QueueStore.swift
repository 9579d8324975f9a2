import Contracts
import Messaging
import Postgres

/// Which plans have to be made.
package enum QueueStore {
  struct Entry: Sendable, Equatable {
    let zoneID: ZoneID
    let revision: Int64
  }

  struct Request: Sendable, Hashable {
    let zoneID: ZoneID
    let date: CalendarDate
  }

  static func add(_ zones: Set<ZoneID>, in transaction: PostgresTransaction) async throws {
    guard !zones.isEmpty else { return }
    try await transaction.execute(
      """
      insert into planning_queue as q (zone_id) select z.zone_id from zones z where z.zone_id = any(\(zones.sorted())) and z.retired_at is null
      order by 1
      on conflict (zone_id) do update set revision = q.revision + 1
      """)
  }

  static func add(codes: Set<String>, in transaction: PostgresTransaction) async throws {
    guard !codes.isEmpty else { return }
    try await transaction.execute(
      """
      insert into planning_queue as q (zone_id) select z.zone_id from zones z where z.path && \(codes.sorted()) and z.retired_at is null
      order by 1
      on conflict (zone_id) do update set revision = q.revision + 1
      """)
  }

  /// Every zone in use.
  static func addAll(in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into planning_queue as q (zone_id) select z.zone_id from zones z where z.retired_at is null order by 1
      on conflict (zone_id) do update set revision = q.revision + 1
      """)
  }

  static func entries(in transaction: PostgresTransaction) async throws -> [Entry] {
    let rows = try await transaction.query(
      "select q.zone_id, q.revision from planning_queue q join zones z using (zone_id) order by z.code")
    return try rows.map { Entry(zoneID: try $0.decode("zone_id"), revision: try $0.decode("revision")) }
  }

  /// Takes an entry out unless the zone changed again since it was read.
  static func remove(_ entry: Entry, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from planning_queue where zone_id = \(entry.zoneID) and revision = \(entry.revision)")
  }

  /// Asks for a plan of the zones that the viewer may plan.
  ///
  /// - Returns: their codes.
  static func request(
    on date: CalendarDate, zone code: String?, by staffID: StaffID, at now: Instant, _ scope: ZoneScope, in transaction: PostgresTransaction
  ) async throws -> [String] {
    let rows = try await transaction.query(
      """
      with wanted as (
        select z.zone_id, z.code from zones z
        where z.retired_at is null and (\(code as String?)::text is null or z.code = \(code as String?)) and \(scope.condition(zone: "z"))
      ), asked as (
        insert into plan_requests (zone_id, business_date, requested_by, requested_at)
        select zone_id, \(date), \(staffID), \(now) from wanted order by 1
        on conflict (zone_id, business_date) do update set requested_by = excluded.requested_by, requested_at = excluded.requested_at
      )
      select code from wanted order by code
      """)
    return try rows.map { try $0.decode("code") }
  }

  /// Nothing is planned for a zone any more.
  static func forget(_ zoneID: ZoneID, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from planning_queue where zone_id = \(zoneID)")
    try await transaction.execute("delete from plan_requests where zone_id = \(zoneID)")
  }

  static func requests(in transaction: PostgresTransaction) async throws -> [Request] {
    let rows = try await transaction.query("select zone_id, business_date from plan_requests order by requested_at, zone_id, business_date")
    return try rows.map { Request(zoneID: try $0.decode("zone_id"), date: try $0.decode("business_date")) }
  }

  static func remove(_ request: Request, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "delete from plan_requests where zone_id = \(request.zoneID) and business_date = \(request.date)")
  }
}

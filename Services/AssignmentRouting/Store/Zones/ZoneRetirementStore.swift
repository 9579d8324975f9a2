import Contracts
import Messaging
import Postgres

/// The end of zones.
enum ZoneRetirementStore {
  struct Use: Sendable {
    let zoneID: ZoneID
    let country: String
    /// Debtors with open visit tasks.
    let debtors: Int
  }

  /// A zone that is in use, locked; `nil` when there is none of that code.
  static func use(of code: String, in transaction: PostgresTransaction) async throws -> Use? {
    let row = try await transaction.first(
      """
      select z.zone_id, z.country, (select count(*) from debtors d where d.zone_id = z.zone_id
        and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open)) as debtors
      from zones z where z.code = \(code) and z.retired_at is null for update of z
      """)
    return try row.map { Use(zoneID: try $0.decode("zone_id"), country: try $0.decode("country"), debtors: try $0.decode("debtors")) }
  }

  /// Gives the area of a zone to another one, as that one's next version.
  static func join(
    _ zoneID: ZoneID, into target: ZoneID, from date: CalendarDate, by staffID: StaffID, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      update zones z set boundary = st_multi(st_union(z.boundary, o.boundary)), version = z.version + 1, updated_at = \(now)
      from zones o where z.zone_id = \(target) and o.zone_id = \(zoneID)
      """)
    try await keep(target, from: date, by: staffID, in: transaction)
  }

  /// The zone has no area any more. Its routes of the past stay.
  static func retire(
    _ zoneID: ZoneID, from date: CalendarDate, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      update zones set boundary = st_setsrid('multipolygon empty'::geometry, 4326), retired_at = \(now), version = version + 1,
        updated_at = \(now)
      where zone_id = \(zoneID)
      """)
    try await keep(zoneID, from: date, by: staffID, in: transaction)
    try await transaction.execute("delete from planned_zones where zone_id = \(zoneID)")
  }

  private static func keep(
    _ zoneID: ZoneID, from date: CalendarDate, by staffID: StaffID, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into zone_versions (zone_id, version, name, city, country, time_zone, boundary, changed_by, changed_at, parent_code, effective_from)
      select zone_id, version, name, city, country, time_zone, boundary, \(staffID), updated_at, parent_code, \(date)
      from zones where zone_id = \(zoneID)
      """)
  }
}

import Contracts
import Messaging
import Postgres

/// Days on which collectors do not work.
enum AbsenceStore {
  struct Absence: Sendable, Equatable {
    let collectorID: StaffID
    let firstDay: CalendarDate
    let lastDay: CalendarDate
    let reason: String
  }

  /// An absence that begins on the same day is replaced.
  static func put(_ absence: Absence, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into absences (collector_id, first_day, last_day, reason, noted_by, noted_at)
      values (\(absence.collectorID), \(absence.firstDay), \(absence.lastDay), \(absence.reason), \(staffID), \(now))
      on conflict (collector_id, first_day) do update set last_day = excluded.last_day, reason = excluded.reason,
        noted_by = excluded.noted_by, noted_at = excluded.noted_at
      """)
  }

  /// - Returns: whether there was one.
  static func remove(_ collectorID: StaffID, firstDay: CalendarDate, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("delete from absences where collector_id = \(collectorID) and first_day = \(firstDay)") == 1
  }

  /// Who is away on a date.
  static func away(on date: CalendarDate, in transaction: PostgresTransaction) async throws -> Set<StaffID> {
    let rows = try await transaction.query("select collector_id from absences where \(date) between first_day and last_day")
    return Set(try rows.map { try $0.decode("collector_id") })
  }

  /// Those that are not over, of collectors whom the viewer may see.
  static func list(from date: CalendarDate, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> [Absence] {
    let rows = try await transaction.query(
      """
      select a.collector_id, a.first_day, a.last_day, a.reason from absences a join collectors c using (collector_id)
      where a.last_day >= \(date) and (\(scope.allowsEverything) or exists (
        select from zones z where z.path && c.zone_codes and \(scope.condition(zone: "z"))))
      order by a.first_day, a.collector_id
      """)
    return try rows.map { row in
      Absence(
        collectorID: try row.decode("collector_id"), firstDay: try row.decode("first_day"), lastDay: try row.decode("last_day"),
        reason: try row.decode("reason"))
    }
  }

  /// The zones in which a collector whom the viewer may see works; `nil` when there is no such collector.
  static func zones(of collectorID: StaffID, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> Set<String>? {
    let row = try await transaction.first(
      """
      select zone_codes from collectors c where c.collector_id = \(collectorID) and (\(scope.allowsEverything) or exists (
        select from zones z where z.path && c.zone_codes and \(scope.condition(zone: "z"))))
      """)
    return try row.map { Set(try $0.decode([String].self, "zone_codes")) }
  }
}

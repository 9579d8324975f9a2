import Contracts
import Messaging
import Postgres

/// What holds for the whole installation, kept where views can see it.
enum InstallationStore {
  static func use(timeZone: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update installation set time_zone = \(timeZone) where time_zone <> \(timeZone)")
  }

  static func today(at now: Instant, in transaction: PostgresTransaction) async throws -> CalendarDate {
    try await transaction.first("select (\(now) at time zone time_zone)::date as today from installation")?
      .decode(CalendarDate.self, "today") ?? now.dateInUTC
  }
}

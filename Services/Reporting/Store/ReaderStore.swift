import Messaging
import Postgres

/// What BI tools may read.
enum ReaderStore {
  /// Gives the role the views named `bi_…` and nothing else. Where there is no such role, nothing is given.
  static func grant(to role: String, in transaction: PostgresTransaction) async throws {
    guard try await transaction.first("select from pg_roles where rolname = \(role)") != nil else { return }
    // Instances that start at the same time give the same, one after the other.
    try await transaction.execute("select pg_advisory_xact_lock(\(Int64(0x526F_6E64_6142_4921)))")
    let views = try await transaction.query(
      "select relname from pg_class where relnamespace = current_schema::regnamespace and relkind = 'v' and relname like 'bi\\_%'"
    ).map { try $0.decode(String.self, "relname") }
    let schema = try await transaction.first("select current_schema::text as name")?.decode(String.self, "name") ?? ""
    try await transaction.execute("grant usage on schema \(identifier: schema) to \(identifier: role)")
    for view in views.sorted() { try await transaction.execute("grant select on \(identifier: view) to \(identifier: role)") }
    // The one function that a view calls; it does what the view says, with the rights of its owner.
    try await transaction.execute("grant execute on function roll(date, date) to \(identifier: role)")
  }
}

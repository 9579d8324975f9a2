public import Logging

/// Brings schemas up to date. Any number of programs may do so at once on one database: an advisory lock lets one through
/// at a time, and the others find the work done.
public struct Migrator: Sendable {
  private let pool: PostgresPool
  private let logger: Logger

  /// Held within each migration's transaction. One lock for the whole database: migrations of two schemas may both touch
  /// what is common (roles, extensions).
  private static let lock: Int64 = 0x526F_6E64_614D_6967

  public init(pool: PostgresPool, logger: Logger) {
    self.pool = pool
    self.logger = logger
  }

  /// Applies what has not been applied yet, each migration in a transaction of its own, and makes the schema if there is none.
  ///
  /// What was applied stands in `<schema>.<ledger>` with the SHA-256 of its text. A schema that a newer program
  /// has taken further is accepted.
  /// - Parameter ledger: another table keeps the account of migrations that are numbered apart, such as those of a library.
  /// - Returns: the ids applied by this call.
  /// - Throws: `PostgresError` of kind `.usage` that names the migration, when one that was applied has changed or is
  ///   missing here, or a new one stands before one that was applied; whatever a migration's SQL throws.
  @discardableResult
  public func apply(_ migrations: [Migration], schema: String, ledger: String = "schema_migrations") async throws -> [Int] {
    let ordered = migrations.sorted { $0.id < $1.id }
    guard Set(ordered.map(\.id)).count == ordered.count else { throw PostgresError.usage("two migrations have the same number") }
    var applied: [Int] = []
    while let next = try await applyNext(of: ordered, schema: schema, ledger: ledger) {
      logger.notice("migration applied", metadata: ["schema": "\(schema)", "migration": "\(next.id)", "name": "\(next.name)"])
      applied.append(next.id)
    }
    return applied
  }

  private func applyNext(of migrations: [Migration], schema: String, ledger: String) async throws -> Migration? {
    try await pool.withTransaction { transaction in
      // Waiting for the others may take longer than any statement should.
      try await transaction.execute(script: "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
      try await transaction.execute("SELECT pg_advisory_xact_lock(\(Self.lock))")
      try await prepare(schema, ledger, in: transaction)
      guard let next = try await pending(migrations, schema: schema, ledger: ledger, in: transaction) else { return nil }
      try await transaction.execute("SELECT set_config('search_path', \(SQL.quoted(schema) + ", public"), true)")
      try await run(next, in: transaction)
      try await transaction.execute(
        """
        INSERT INTO \(identifier: schema).\(identifier: ledger) (id, name, checksum)
        VALUES (\(next.id), \(next.name), sha256(convert_to(\(next.sql), 'UTF8')))
        """)
      return next
    }
  }

  private func prepare(_ schema: String, _ ledger: String, in transaction: PostgresTransaction) async throws {
    let name = SQL.quoted(schema) + "." + SQL.quoted(ledger)
    let exists = try await transaction.first("SELECT to_regclass(\(name)) IS NOT NULL")
    if try exists?.decode(at: 0, as: Bool.self) == true { return }
    // IF NOT EXISTS would ask for the right to make schemas even where there is one, and a service's role has none.
    let schemaExists = try await transaction.first("SELECT to_regnamespace(\(SQL.quoted(schema))) IS NOT NULL")
    if try schemaExists?.decode(at: 0, as: Bool.self) != true {
      try await transaction.execute("CREATE SCHEMA \(identifier: schema)")
    }
    try await transaction.execute(
      script: """
        CREATE TABLE IF NOT EXISTS \(SQL.quoted(schema)).\(SQL.quoted(ledger)) (
          id bigint PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
        """)
  }

  /// Compares what was applied with what we have, and gives the first that is missing there.
  private func pending(
    _ migrations: [Migration], schema: String, ledger: String, in transaction: PostgresTransaction
  ) async throws -> Migration? {
    let rows = try await transaction.query(
      """
      SELECT coalesce(a.id, m.id), a.id IS NOT NULL, m.id IS NOT NULL, coalesce(a.name, m.name),
             coalesce(a.checksum = sha256(convert_to(m.sql, 'UTF8')), false)
      FROM \(identifier: schema).\(identifier: ledger) a
      FULL JOIN unnest(\(migrations.map(\.id)), \(migrations.map(\.name)), \(migrations.map(\.sql))) AS m (id, name, sql) USING (id)
      ORDER BY 1
      """)
    let newest = migrations.last?.id ?? 0
    var pending: Migration?
    for row in rows {
      let (id, isApplied, isKnown, name, isSame) = try row.decode((Int, Bool, Bool, String, Bool).self)
      let label = "migration \(id) (\(name)) of schema \(schema)"
      if !isKnown {
        if id > newest { continue }
        throw PostgresError.usage("\(label) was applied but this program does not have it")
      }
      if !isApplied {
        if pending == nil { pending = migrations.first { $0.id == id } }
        continue
      }
      guard isSame else { throw PostgresError.usage("\(label) was changed after it had been applied; add another migration instead") }
      if let pending {
        throw PostgresError.usage("migration \(pending.id) (\(pending.name)) of schema \(schema) comes before \(id), which was applied")
      }
    }
    return pending
  }

  private func run(_ migration: Migration, in transaction: PostgresTransaction) async throws {
    do {
      try await transaction.execute(script: migration.sql)
    } catch var error as PostgresError where error.kind == .server {
      error.message = "migration \(migration.id) (\(migration.name)): \(error.message)"
      throw error
    }
    // A script that commits by itself would leave half a migration behind, unrecorded, when it fails.
    guard await transaction.connection.isTransactionOpen() else {
      throw PostgresError.usage("migration \(migration.id) (\(migration.name)) must not commit or roll back")
    }
  }
}

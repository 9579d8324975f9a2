import Logging
import Postgres
import TestSupport

/// A pool of one connection to a new database with a table `entry` of ids and notes.
///
/// - Parameter pipelines: with them and without, nothing but the time that statements take may differ.
func withEntries(pipelines: Bool, _ body: (PostgresPool) async throws -> Void) async throws {
  try await withTemporaryDatabase("entries") { database in try await withEntries(in: database, pipelines: pipelines, body) }
}

/// As above, in a database that is there.
func withEntries(in database: TemporaryDatabase, pipelines: Bool, _ body: (PostgresPool) async throws -> Void) async throws {
  var configuration = database.configuration()
  configuration.pipelines = pipelines
  let pool = PostgresPool(configuration, size: 1, logger: Logger(label: "test.entries"))
  do {
    try await pool.execute("CREATE TABLE entry (id bigint PRIMARY KEY, note text NOT NULL)")
    try await body(pool)
  } catch {
    await pool.close()
    throw error
  }
  await pool.close()
}

/// The notes in the order of their ids.
func notes(_ pool: PostgresPool) async throws -> [String] {
  try await pool.query("SELECT note FROM entry ORDER BY id").map { try $0.decode(at: 0) }
}

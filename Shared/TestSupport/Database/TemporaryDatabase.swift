import Logging
package import Postgres

/// One database of a temporary server.
package struct TemporaryDatabase: Sendable {
  package let name: String
  /// For the superuser; over TCP.
  package let url: String
  package let cluster: TemporaryPostgres

  package func configuration(searchPath: [String] = [], role: String? = nil) -> PostgresConfiguration {
    PostgresConfiguration(url: url, applicationName: name, searchPath: searchPath, role: role)
  }

  /// A pool on this database. Close it, or leave it to `withTemporaryDatabase`'s forced drop.
  package func makePool(size: Int = 4, searchPath: [String] = []) -> PostgresPool {
    PostgresPool(configuration(searchPath: searchPath), size: size, logger: Logger(label: "test.pool"))
  }

  /// Drops the database, ending all its sessions.
  package func drop() async throws { try await cluster.drop(name) }
}

/// Runs `body` with an empty database of the shared server, and drops it. A server that cannot drop it is no fault of the test's.
@discardableResult
package func withTemporaryDatabase<T>(_ label: String = "test", _ body: (TemporaryDatabase) async throws -> T) async throws -> T {
  let database = try await TemporaryPostgres.shared().createDatabase(label)
  // After an error the database stays to be looked at, and goes with the server.
  let value = try await body(database)
  do {
    try await database.drop()
  } catch {
    Logger(label: "test.postgres").warning("a database was not dropped", metadata: ["database": "\(database.name)", "error": "\(error)"])
  }
  return value
}

/// Runs `body` with a pool on an empty database of the shared server, closes the pool and drops the database.
@discardableResult
package func withTemporaryPool<T>(
  _ label: String = "test", size: Int = 4, _ body: (PostgresPool) async throws -> T
) async throws -> T {
  try await withTemporaryDatabase(label) { database in
    let pool = database.makePool(size: size)
    do {
      let value = try await body(pool)
      await pool.close()
      return value
    } catch {
      await pool.close()
      throw error
    }
  }
}

import Contracts
import Ingestion
import Logging
import Messaging
import Postgres
import ServiceKit
import TestSupport

/// An empty copy of the service's schema, with the role and the search path that the host gives it.
struct IngestionDatabase: Sendable {
  let url: String
  let database: ServiceDatabase

  static func make(_ label: String, on server: TemporaryPostgres, connections: Int = 4) async throws -> IngestionDatabase {
    let temporary = try await server.createDatabase("bench_" + label)
    let owner = temporary.makePool(size: 1)
    try await SchemaOwner(service: Ingestion.name, pool: owner).prepare(extensions: Ingestion.extensions)
    await owner.close()
    let pool = PostgresPool(
      temporary.configuration(searchPath: [Ingestion.name.schema, "public"], role: SchemaOwner.role(of: Ingestion.name)), size: connections,
      logger: IngestionBenchmark.logger)
    let database = ServiceDatabase(service: Ingestion.name, pool: pool, clock: .system)
    try await database.migrate(try Ingestion.migrations, logger: IngestionBenchmark.logger)
    return IngestionDatabase(url: temporary.url, database: database)
  }

  /// What stands in the tables, to see that contenders did the same, and how many transactions published something.
  func counts() async throws -> (accounts: Int64, transactions: Int) {
    try await database.read { transaction in
      let row = try await transaction.first(
        """
        select (select count(*) from account) as accounts,
          (select count(distinct transaction_id::text) from outbox) as transactions
        """)
      guard let row else { throw BenchmarkFailed("no counts") }
      return (try row.decode(Int64.self, "accounts"), Int(try row.decode(Int64.self, "transactions")))
    }
  }

  func close() async { await database.pool.close() }
}

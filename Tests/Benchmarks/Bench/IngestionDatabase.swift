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
  /// The name under which its connections measure their statements.
  let application: String
  let database: ServiceDatabase
  /// One connection that looks on without being measured.
  private let watch: PostgresPool

  /// - Parameter pipelines: whether statements may be sent before those ahead of them are answered.
  static func make(_ label: String, on server: TemporaryPostgres, connections: Int = 4, pipelines: Bool = true) async throws
    -> IngestionDatabase
  {
    let temporary = try await server.createDatabase("bench_" + label)
    let owner = temporary.makePool(size: 1)
    try await SchemaOwner(service: Ingestion.name, pool: owner).prepare(extensions: Ingestion.extensions)
    await owner.close()
    var configuration = temporary.configuration(
      searchPath: [Ingestion.name.schema, "public"], role: SchemaOwner.role(of: Ingestion.name))
    configuration.pipelines = pipelines
    let pool = PostgresPool(configuration, size: connections, logger: IngestionBenchmark.logger)
    let database = ServiceDatabase(service: Ingestion.name, pool: pool, clock: .system)
    try await database.migrate(try Ingestion.migrations, logger: IngestionBenchmark.logger)
    return IngestionDatabase(
      url: temporary.url, application: configuration.applicationName, database: database, watch: temporary.makePool(size: 1))
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

  /// Waits until `consumed` records were applied and everything in the outbox is published.
  func untilPublished(consumed: Int) async throws {
    let deadline = ContinuousClock.now + .seconds(1_800)
    while ContinuousClock.now < deadline {
      let row = try await watch.first(
        """
        select coalesce((select sum(consumed) from ingestion.progress), 0)::bigint as consumed,
          coalesce((select up_to from ingestion.relay_position where cardinality(gaps) = 0), 0)
            >= coalesce((select max(id) from ingestion.outbox), 1) as published
        """)
      if let row, try row.decode(Int64.self, "consumed") >= consumed, try row.decode(Bool.self, "published") { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw BenchmarkFailed("not all messages were published in time")
  }

  func close() async {
    await database.pool.close()
    await watch.close()
  }
}

import Contracts
import Foundation
import Kafka
import Postgres
import TestSupport

/// What waits on a service's topics, and how much of it the service has taken.
struct Backlog {
  let count: Int
  private let service: ServiceName
  private let pool: PostgresPool

  init(of service: ServiceName, input: InputTopic, database: TemporaryDatabase) async throws {
    self.service = service
    pool = database.makePool(size: 1)
    let admin = try KafkaAdmin(input.broker, logger: input.logger)
    let known = try await admin.metadata().topics
    let partitions = Topics.all.filter { $0.consumers.contains(service) }.flatMap { topic in
      (known[topic.name]?.partitions ?? []).map { KafkaTopicPartition(topic: topic.name, partition: $0) }
    }
    let kept = try await admin.watermarks(partitions)
    await admin.close()
    guard kept.values.allSatisfy({ $0.low == 0 }) else { throw BenchmarkFailed("the broker dropped records for \(service.rawValue)") }
    count = kept.values.reduce(0) { $0 + Int($1.high) }
  }

  /// Everything was applied, and what it made the service say is published.
  func isTaken() async throws -> Bool {
    // The service makes its tables when it starts.
    guard try await exists("progress"), try await exists("relay_position") else { return false }
    let row = try await pool.first(
      """
      select coalesce((select sum(consumed) from \(identifier: service.schema).progress), 0)::bigint as consumed,
        coalesce((select up_to from \(identifier: service.schema).relay_position where cardinality(gaps) = 0), 0)
          >= coalesce((select max(id) from \(identifier: service.schema).outbox), 0) as published
      """)
    guard let row else { return false }
    return try row.decode(Int64.self, "consumed") >= count && row.decode(Bool.self, "published")
  }

  private func exists(_ table: String) async throws -> Bool {
    let row = try await pool.first("select to_regclass(\(service.schema + "." + table)) is not null as found")
    return try row?.decode(Bool.self, "found") ?? false
  }

  func close() async { await pool.close() }
}

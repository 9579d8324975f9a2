import ArgumentParser
import Contracts
import Kafka
import Messaging
import Postgres

/// Shows how far each service is behind, by its database.
struct Lag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "How many records each service has still to apply, topic by topic.")
  @OptionGroup var options: InstanceOptions

  func run() async throws {
    try await options.withDatabase { pool in
      try await options.withAdmin { admin, messaging in
        for service in ServiceName.allCases {
          for topic in Topics.all where topic.consumers.contains(service) {
            print("\(service.rawValue)\t\(topic.name)\t\(try await lag(of: service, on: topic, pool, admin, messaging))")
          }
        }
      }
    }
  }

  private func lag(
    of service: ServiceName, on topic: Topic, _ pool: PostgresPool, _ admin: KafkaAdmin, _ messaging: MessagingConfiguration
  ) async throws -> Int64 {
    let name = messaging.name(of: topic)
    let partitions = (0..<Topic.partitionCount).map { KafkaTopicPartition(topic: name, partition: $0) }
    let ends = try await admin.watermarks(partitions)
    let rows = try await pool.query(
      """
      select partition, next_offset from \(identifier: service.schema).progress
      where topic = \(name) and cluster = \(messaging.cluster(named: try await admin.clusterID()))
      """)
    let applied = try rows.reduce(into: [Int32: Int64]()) {
      $0[try $1.decode(Int32.self, "partition")] = try $1.decode(Int64.self, "next_offset")
    }
    return ends.reduce(0) { $0 + max(0, $1.value.high - (applied[$1.key.partition] ?? $1.value.low)) }
  }
}

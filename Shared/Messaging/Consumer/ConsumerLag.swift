public import Contracts
public import Kafka
public import Postgres

/// How many records a service has still to apply: what the broker holds, less where the service's own database stands.
///
/// It holds also while a batch does not come to its end, since it asks neither the consumer nor what Kafka believes that it has read.
public enum ConsumerLag {
  /// Of one topic, over all of its partitions.
  ///
  /// - Parameter pool: reads the service's progress. A partition that it has never seen counts from the first record that is there.
  public static func records(
    of service: ServiceName, on topic: Topic, pool: PostgresPool, admin: KafkaAdmin, messaging: MessagingConfiguration
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

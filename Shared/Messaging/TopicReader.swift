import FoundationEssentials
package import Kafka
package import Logging

/// Reads topics without being a consumer of them: for operators and for tests.
package enum TopicReader {
  /// Every record of a topic, from its beginning to what its end was at the time of the call.
  package static func readAll(_ topic: String, configuration: KafkaConfiguration, logger: Logger) async throws -> [KafkaRecord] {
    let admin = try KafkaAdmin(configuration, logger: logger)
    let partitions = try await (admin.metadata().topics[topic]?.partitions ?? []).map { KafkaTopicPartition(topic: topic, partition: $0) }
    let ends = try await admin.watermarks(partitions)
    await admin.close()
    var open = Set(ends.filter { $0.value.high > $0.value.low }.keys)
    guard !open.isEmpty else { return [] }
    let consumer = try KafkaConsumer(
      configuration, group: "reader-\(UUID().uuidString)", topics: [topic], logger: logger)
    var records: [KafkaRecord] = []
    while !open.isEmpty {
      switch try await consumer.next(maxRecords: 1_000, maxBytes: 4 << 20, timeout: .seconds(1)) {
      case .assigned(let partitions):
        try await consumer.assign(at: partitions.reduce(into: [:]) { $0[$1] = .beginning })
      case .revoked(let partitions, _):
        try await consumer.unassign(partitions)
      case .records(let batch):
        for record in batch where record.offset < ends[record.topicPartition]?.high ?? 0 {
          records.append(record)
          if record.offset + 1 >= ends[record.topicPartition]?.high ?? 0 { open.remove(record.topicPartition) }
        }
      case .error(let error) where error.isFatal:
        throw error
      case .error, .idle:
        continue
      }
    }
    await consumer.close()
    return records
  }
}

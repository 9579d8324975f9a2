import Contracts
import Kafka
import Logging

/// Finds out which rows of the outbox the broker already has, although nobody marked them.
///
/// A relay that dies after the broker's acknowledgement and before its mark leaves such rows behind. Each record carries its position in
/// the outbox, and no more than one look's rows can be unmarked, so the ends of the partitions tell.
struct PublishedTail {
  /// As the broker names them.
  let topics: [String]
  let configuration: MessagingConfiguration
  let service: ServiceName
  /// Of the relay that asks. Its group is its own: one that has lost the lead and does not know yet would keep partitions from it.
  let generation: Int64
  let logger: Logger

  /// Returns once the leader of every partition of the topics has answered.
  func reach() async throws {
    _ = try await watermarks()
  }

  /// The ids of the service's rows that stand at the ends of the partitions.
  func positions() async throws -> Set<Int64> {
    let ends = try await watermarks().filter { $0.value.high > $0.value.low }
    guard !ends.isEmpty else { return [] }
    let consumer = try KafkaConsumer(
      configuration.kafka, group: configuration.group(of: service) + ".relay-\(generation)", topics: topics, logger: logger)
    do {
      let positions = try await readTails(with: consumer, ends: ends)
      await consumer.close()
      return positions
    } catch {
      await consumer.close()
      throw error
    }
  }

  private func watermarks() async throws -> [KafkaTopicPartition: KafkaWatermarks] {
    let admin = try KafkaAdmin(configuration.kafka, logger: logger)
    do {
      let known = try await admin.metadata().topics
      let partitions = topics.flatMap { topic in (known[topic]?.partitions ?? []).map { KafkaTopicPartition(topic: topic, partition: $0) } }
      let watermarks = try await admin.watermarks(partitions)
      await admin.close()
      return watermarks
    } catch {
      await admin.close()
      throw error
    }
  }

  private func readTails(
    with consumer: KafkaConsumer, ends: [KafkaTopicPartition: KafkaWatermarks]
  ) async throws -> Set<Int64> {
    var open = Set(ends.keys)
    var positions: Set<Int64> = []
    let mark = service.rawValue + ":"
    while !open.isEmpty {
      switch try await consumer.next(maxRecords: 1_000, maxBytes: 4 << 20, timeout: .milliseconds(500)) {
      case .assigned(let partitions):
        let starts = partitions.map { partition -> (KafkaTopicPartition, KafkaOffset) in
          guard let end = ends[partition] else { return (partition, .end) }
          return (partition, .exact(max(end.low, end.high - Int64(RelaySession.maximumRows))))
        }
        try await consumer.assign(at: Dictionary(uniqueKeysWithValues: starts))
      case .revoked(let partitions, _):
        try await consumer.unassign(partitions)
      case .records(let records):
        for record in records {
          if let text = record.headers.text(Envelope.positionHeader), text.hasPrefix(mark), let id = Int64(text.dropFirst(mark.count)) {
            positions.insert(id)
          }
          if record.offset + 1 >= ends[record.topicPartition]?.high ?? 0 { open.remove(record.topicPartition) }
        }
      case .error(let error):
        if error.isFatal { throw error }
      case .idle:
        break
      }
    }
    return positions
  }
}

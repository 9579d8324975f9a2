import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import Seeds

/// Puts a bank's messages on the `in` topics, no faster than an embedded broker can hold them.
struct InputFeed {
  private static let chunk = 500

  let configuration: MessagingConfiguration
  let logger: Logger

  /// Returns how many messages the broker has acknowledged. `progress` is told after each chunk.
  @discardableResult
  func publish(_ messages: some Sequence<SeedMessage>, progress: (Int) -> Void = { _ in }) async throws -> Int {
    let producer = try KafkaProducer(configuration.kafka, logger: logger)
    let admin = try KafkaAdmin(configuration.kafka, logger: logger)
    do {
      let gate = configuration.kafka.embedded ? LagGate(admin: admin, configuration: configuration) : nil
      var count = 0
      var chunk: [KafkaProducerRecord] = []
      for message in messages {
        chunk.append(record(of: message))
        guard chunk.count == Self.chunk else { continue }
        count += try await send(chunk, producer, gate)
        chunk.removeAll(keepingCapacity: true)
        progress(count)
      }
      count += try await send(chunk, producer, gate)
      progress(count)
      await producer.close()
      await admin.close()
      return count
    } catch {
      await producer.close()
      await admin.close()
      throw error
    }
  }

  private func record(of message: SeedMessage) -> KafkaProducerRecord {
    let key = Array(message.key.utf8)
    // The gate must know the partition beforehand; elsewhere it is the cluster's affair how many there are.
    let partition = configuration.kafka.embedded ? Murmur2.partition(key: key, count: Topic.partitionCount) : nil
    return KafkaProducerRecord(
      topic: configuration.name(of: message.topic), partition: partition, key: key,
      value: message.body, headers: message.headers.map { KafkaHeader($0.name, $0.value) })
  }

  private func send(_ records: [KafkaProducerRecord], _ producer: KafkaProducer, _ gate: LagGate?) async throws -> Int {
    guard !records.isEmpty else { return 0 }
    let bytes = records.reduce(into: [KafkaTopicPartition: Int]()) {
      $0[KafkaTopicPartition(topic: $1.topic, partition: $1.partition ?? 0), default: 0] += $1.size
    }
    try await gate?.wait(for: bytes)
    var ends: [KafkaTopicPartition: Int64] = [:]
    for (record, result) in zip(records, await producer.publish(records)) {
      let delivery = try result.get()
      let partition = KafkaTopicPartition(topic: record.topic, partition: delivery.partition)
      ends[partition] = max(ends[partition] ?? 0, delivery.offset + 1)
    }
    for (partition, end) in ends { await gate?.note(partition, endOffset: end, bytes: bytes[partition] ?? 0) }
    return records.count
  }
}

package import Contracts
package import Kafka
import Logging

/// Holds back a producer before the broker drops what has not been read yet.
///
/// The embedded broker keeps 5 MiB of each partition and drops the oldest records silently. So nothing is sent to a partition on which
/// a group that reads the topic is `limit` bytes behind. On Apache Kafka there is no gate.
package actor LagGate {
  package static let embeddedLimit = 4 << 20

  private struct Sent {
    let endOffset: Int64
    let bytes: Int
  }

  private let admin: KafkaAdmin
  private let limit: Int
  private var sent: [KafkaTopicPartition: [Sent]] = [:]
  private let groupsByTopic: [String: [String]]
  private let consumed: ConsumedOffsets?

  package init(
    admin: KafkaAdmin, configuration: MessagingConfiguration, topics: [Topic] = Topics.all, limit: Int = LagGate.embeddedLimit
  ) {
    self.admin = admin
    self.limit = limit
    consumed = configuration.consumed
    groupsByTopic = Dictionary(topics.map { (configuration.name(of: $0), $0.consumers.map(configuration.group)) }) { first, _ in first }
  }

  /// Returns once `bytes` more on each partition stay below the limit.
  package func wait(for bytes: [KafkaTopicPartition: Int]) async throws {
    let watched = bytes.filter { groupsByTopic[$0.key.topic]?.isEmpty == false }
    while true {
      let full = watched.filter { partition, more in pending(partition) + more > limit && pending(partition) > 0 }
      if full.isEmpty { return }
      try await release(Array(full.keys))
      if full.keys.allSatisfy({ pending($0) + (watched[$0] ?? 0) <= limit || pending($0) == 0 }) { return }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Notes what was acknowledged.
  package func note(_ partition: KafkaTopicPartition, endOffset: Int64, bytes: Int) {
    guard groupsByTopic[partition.topic]?.isEmpty == false else { return }
    sent[partition, default: []].append(Sent(endOffset: endOffset, bytes: bytes))
  }

  private func pending(_ partition: KafkaTopicPartition) -> Int {
    sent[partition]?.reduce(0) { $0 + $1.bytes } ?? 0
  }

  /// Forgets what every group has read.
  private func release(_ partitions: [KafkaTopicPartition]) async throws {
    for (topic, partitions) in Dictionary(grouping: partitions, by: \.topic) {
      var slowest: [KafkaTopicPartition: Int64] = [:]
      for group in groupsByTopic[topic] ?? [] {
        let read = try await offsets(of: group, partitions)
        for partition in partitions { slowest[partition] = min(slowest[partition] ?? .max, read[partition] ?? 0) }
      }
      for partition in partitions { sent[partition]?.removeAll { $0.endOffset <= slowest[partition] ?? 0 } }
    }
  }

  /// As the group says itself, or else as it has committed.
  private func offsets(of group: String, _ partitions: [KafkaTopicPartition]) async throws -> [KafkaTopicPartition: Int64] {
    let known = consumed?.offsets(of: group) ?? [:]
    let unknown = partitions.filter { known[$0] == nil }
    guard !unknown.isEmpty else { return known }
    return known.merging(try await admin.committedOffsets(group: group, partitions: unknown)) { max($0, $1) }
  }
}

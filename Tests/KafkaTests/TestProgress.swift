import Kafka
import Synchronization

/// Where each partition goes on and what was read: the part that the database plays in a service. A batch counts only if
/// it continues exactly where the partition stands, as the fence in PostgreSQL does.
final class TestProgress: Sendable {
  struct State {
    var next: [KafkaTopicPartition: Int64] = [:]
    var values: [KafkaTopicPartition: [String]] = [:]
    var readers: Set<String> = []
    var skipped: [String] = []
  }

  let state = Mutex(State())

  func start(_ partition: KafkaTopicPartition) -> KafkaOffset {
    .exact(state.withLock { $0.next[partition, default: 0] })
  }

  /// Applies the records of which the partition stands at; a zombie's batch changes nothing.
  func apply(_ records: [KafkaRecord], by reader: String) {
    state.withLock { state in
      for record in records {
        let expected = state.next[record.topicPartition, default: 0]
        guard record.offset == expected else {
          if record.offset > expected { state.skipped.append("\(record.topicPartition) \(expected) -> \(record.offset)") }
          continue
        }
        state.next[record.topicPartition] = expected + 1
        state.values[record.topicPartition, default: []].append(record.value?.text ?? "")
        state.readers.insert(reader)
      }
    }
  }

  /// How many different values were read.
  var distinct: Int { state.withLock { $0.values.values.reduce(0) { $0 + Set($1).count } } }

  var applied: Int { state.withLock { $0.values.values.reduce(0) { $0 + $1.count } } }

  /// Reads and applies until cancelled.
  func follow(_ reader: TestReader, as name: String) async throws {
    while true {
      let records = try await reader.records(maxRecords: 100) { start($0) }
      apply(records, by: name)
    }
  }
}

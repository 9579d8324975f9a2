package import Kafka
import Synchronization

/// How far the groups of this process have read the embedded broker, by their own word.
///
/// The broker's copy of the offsets is a mirror: the client can lose a commit without a word, and then says nothing more until the next
/// records come. Whoever holds records back until all have read must not wait for that.
public final class ConsumedOffsets: Sendable {
  private let next = Mutex<[String: [KafkaTopicPartition: Int64]]>([:])

  public init() {}

  /// - Parameter offsets: of each partition that of the next record to read, once what stands before it is in the database.
  package func note(_ offsets: [KafkaTopicPartition: Int64], of group: String) {
    next.withLock { $0[group, default: [:]].merge(offsets) { max($0, $1) } }
  }

  /// Without those of whom nothing is known.
  package func offsets(of group: String) -> [KafkaTopicPartition: Int64] { next.withLock { $0[group] ?? [:] } }
}

/// One partition of a topic. Ordered by topic, then partition.
public struct KafkaTopicPartition: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var topic: String
  public var partition: Int32

  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }

  public static func < (left: KafkaTopicPartition, right: KafkaTopicPartition) -> Bool {
    left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
  }

  /// `topic[partition]`.
  public var description: String { "\(topic)[\(partition)]" }
}

/// A record as it was read from a partition.
public struct KafkaRecord: Sendable, Hashable {
  public var topic: String
  public var partition: Int32
  public var offset: Int64
  public var key: [UInt8]?
  /// nil is a tombstone.
  public var value: [UInt8]?
  public var headers: [KafkaHeader]
  /// Milliseconds since 1970 as the producer or the broker set them; -1 when the record has none.
  public var timestampMilliseconds: Int64

  public init(
    topic: String, partition: Int32, offset: Int64, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = [],
    timestampMilliseconds: Int64
  ) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
    self.key = key
    self.value = value
    self.headers = headers
    self.timestampMilliseconds = timestampMilliseconds
  }

  public var topicPartition: KafkaTopicPartition { KafkaTopicPartition(topic: topic, partition: partition) }

  /// Bytes of key, value and headers.
  public var size: Int {
    headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }

  /// The last header of that name, as Kafka's clients read it; nil when there is none or its value is null.
  public func header(_ name: String) -> [UInt8]? {
    headers.last { $0.name == name }?.value
  }
}

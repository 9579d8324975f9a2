/// A record to publish.
public struct KafkaProducerRecord: Sendable, Hashable {
  public var topic: String
  /// nil: murmur2 of the key, as Kafka's Java client does, or a random partition when the key is nil.
  public var partition: Int32?
  public var key: [UInt8]?
  /// nil is a tombstone.
  public var value: [UInt8]?
  public var headers: [KafkaHeader]
  /// Milliseconds since 1970; nil means the moment of publishing.
  public var timestampMilliseconds: Int64?

  public init(
    topic: String, partition: Int32? = nil, key: [UInt8]?, value: [UInt8]?, headers: [KafkaHeader] = [],
    timestampMilliseconds: Int64? = nil
  ) {
    self.topic = topic
    self.partition = partition
    self.key = key
    self.value = value
    self.headers = headers
    self.timestampMilliseconds = timestampMilliseconds
  }

  /// Bytes of key, value and headers: what the record adds to a partition, short of a few bytes of framing.
  public var size: Int {
    headers.reduce((key?.count ?? 0) + (value?.count ?? 0)) { $0 + $1.name.utf8.count + ($1.value?.count ?? 0) }
  }
}

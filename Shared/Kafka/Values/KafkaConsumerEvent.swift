/// What `KafkaConsumer.next` found.
public enum KafkaConsumerEvent: Sendable {
  /// At least one record; in offset order per partition.
  case records([KafkaRecord])
  /// Partitions were given to this consumer. It must answer with `assign(at:)` for exactly these, also when there are none.
  case assigned([KafkaTopicPartition])
  /// Partitions are being taken away. It must answer with `unassign(_:)` for exactly these. `lost` means that the group has
  /// already given them to others (a missed session timeout or poll interval).
  case revoked([KafkaTopicPartition], lost: Bool)
  /// Something the client reports. Unless it is fatal, librdkafka recovers by itself and reading goes on.
  case error(KafkaError)
  /// Nothing arrived within the time given.
  case idle
}

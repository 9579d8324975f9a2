/// How the creation of one topic ended.
public enum KafkaTopicCreation: Sendable, Hashable {
  case created
  /// The topic was there before; its partitions and settings are left as they are.
  case existed
  case failed(KafkaError)
}

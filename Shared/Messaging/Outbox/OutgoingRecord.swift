import Contracts
import Kafka

/// A row of the outbox: a record on its way to a topic.
package struct OutgoingRecord: Sendable, Equatable {
  /// Values above this are refused inside the business transaction.
  package static let maximumValueBytes = 256 * 1024

  package var topic: String
  package var key: [UInt8]?
  /// As `HeaderCoding` writes them.
  package var headers: [UInt8]
  package var value: [UInt8]?

  package init(topic: String, key: [UInt8]?, headers: [UInt8], value: [UInt8]?) {
    self.topic = topic
    self.key = key
    self.headers = headers
    self.value = value
  }
}

extension KafkaRecord {
  /// This record, bytes and headers unchanged, on its way to the dead letters of `service`.
  func deadLetter(service: ServiceName, code: String, message: String, at now: Instant) -> OutgoingRecord {
    let reasons = [
      KafkaHeader("dlq_code", code), KafkaHeader("dlq_message", message), KafkaHeader("dlq_topic", topic),
      KafkaHeader("dlq_partition", String(partition)), KafkaHeader("dlq_offset", String(offset)), KafkaHeader("dlq_at", now.description),
    ]
    return OutgoingRecord(
      topic: Topic.deadLetters(of: service).name, key: key, headers: HeaderCoding.encode(headers + reasons), value: value)
  }
}

import ArgumentParser
import Contracts
import Kafka
import Messaging

/// Reads the dead letters of a service from their topic.
struct DeadLetterReader {
  let options: InstanceOptions

  init(_ options: InstanceOptions) {
    self.options = options
  }

  func letters(of service: ServiceName) async throws -> [DeadLetter] {
    let messaging = try options.messaging(of: try options.instance())
    let topic = messaging.name(of: .deadLetters(of: service))
    return try await TopicReader.readAll(topic, configuration: messaging.kafka, logger: InstanceOptions.logger).map(DeadLetter.init)
  }

  func letter(_ id: String, of service: ServiceName) async throws -> DeadLetter {
    guard let letter = try await letters(of: service).first(where: { $0.id == id }) else {
      throw ValidationError("\(service.rawValue) has no dead letter '\(id)'; 'ronda dlq list \(service.rawValue)' names them")
    }
    return letter
  }
}

/// A record that could not be used, and why.
struct DeadLetter {
  let record: KafkaRecord

  var id: String { "\(record.partition):\(record.offset)" }
  var code: String { record.headers.text("dlq_code") ?? "unknown" }
  var message: String { record.headers.text("dlq_message") ?? "" }
  var origin: String {
    ["dlq_topic", "dlq_partition", "dlq_offset"].map { record.headers.text($0) ?? "?" }.joined(separator: ":")
  }

  /// The record as it first came, on its way to its topic and partition.
  var redriven: KafkaProducerRecord {
    KafkaProducerRecord(
      topic: record.headers.text("dlq_topic") ?? record.topic, partition: record.headers.text("dlq_partition").flatMap { Int32($0) },
      key: record.key, value: record.value,
      headers: record.headers.filter { !$0.name.hasPrefix("dlq_") && $0.name != Envelope.positionHeader })
  }
}

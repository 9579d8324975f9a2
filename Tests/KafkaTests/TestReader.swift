import Kafka
import TestSupport

/// A consumer for tests that answers rebalances: a new partition is read from where `progress` says, or from the beginning.
struct TestReader {
  let consumer: KafkaConsumer

  init(_ broker: TestBroker, group: String, topics: [String], properties: [String: String] = [:]) throws {
    consumer = try KafkaConsumer(
      broker.configuration(clientID: "reader", properties: properties), group: group, topics: topics,
      logger: TestBroker.logger)
  }

  /// The next batch of records, or none when `timeout` passes; rebalances on the way are answered.
  func records(
    maxRecords: Int = 10_000, maxBytes: Int = 10_000_000, timeout: Duration = .milliseconds(200),
    from start: (KafkaTopicPartition) -> KafkaOffset = { _ in .beginning }
  ) async throws -> [KafkaRecord] {
    switch try await consumer.next(maxRecords: maxRecords, maxBytes: maxBytes, timeout: timeout) {
    case .records(let records):
      return records
    case .assigned(let partitions):
      try await consumer.assign(at: Dictionary(uniqueKeysWithValues: partitions.map { ($0, start($0)) }))
    case .revoked(let partitions, _):
      try await consumer.unassign(partitions)
    case .error(let error) where error.isFatal:
      throw error
    case .error, .idle:
      break
    }
    return []
  }

  /// Reads until `count` records have come.
  func take(
    _ count: Int, maxRecords: Int = 10_000, maxBytes: Int = 10_000_000,
    from start: (KafkaTopicPartition) -> KafkaOffset = { _ in .beginning }
  ) async throws -> [KafkaRecord] {
    var taken: [KafkaRecord] = []
    try await eventually("\(count) records are read") {
      taken += try await records(maxRecords: maxRecords, maxBytes: maxBytes, from: start)
      return taken.count >= count
    }
    return taken
  }
}

extension [UInt8] {
  init(_ text: String) { self = Array(text.utf8) }

  var text: String { String(decoding: self, as: UTF8.self) }
}

extension KafkaProducer {
  /// Publishes and throws the first failure.
  func publishAll(_ records: [KafkaProducerRecord]) async throws -> [KafkaDelivery] {
    try await publish(records).map { try $0.get() }
  }
}

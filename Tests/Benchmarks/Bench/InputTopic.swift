import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import Seeds

/// The topic that banks write to, filled with a generated portfolio.
struct InputTopic: Sendable {
  let broker: KafkaConfiguration
  let partitions: Int
  let count: Int
  let logger: Logger

  /// What a partition is given at most, before compression to less than half of it; the embedded broker keeps 5 MiB of each.
  private static let partitionBytes = 9 << 20
  private static let chunk = 1_000

  var name: String { Topics.delinquencyIn.name }

  /// Creates all topics and publishes `count` messages about accounts, most of them new, the others changed later.
  ///
  /// - Parameter isDeep: whether what the services publish must find room as well, before anybody reads it.
  static func filled(_ count: Int, on broker: EmbeddedBroker, isDeep: Bool = false, logger: Logger) async throws -> InputTopic {
    // About 1.3 account messages a debtor come out of the generator.
    let generator = SeedGenerator(
      city: try SeedData.city("lima"), debtors: count * 8 / 10, seed: 1,
      businessDate: SeedGenerator.latestBusinessDate(today: WallClock.system.now.dateInUTC))
    let messages = Array(generator.lazy.filter { $0.topic == Topics.delinquencyIn }.prefix(count))
    let bytes = messages.reduce(0) { $0 + $1.body.count + 500 }
    let perTopic = Int(Topic.partitionCount)
    let partitions = max(1, (bytes / partitionBytes + perTopic - 1) / perTopic) * perTopic
    try broker.createTopic(Topics.delinquencyIn.name, partitions: partitions)
    for topic in Topics.all where topic != Topics.delinquencyIn {
      try broker.createTopic(topic.name, partitions: isDeep ? partitions : perTopic)
    }
    let topic = InputTopic(
      // Nobody reads what ingestion publishes here, so nothing must wait for readers: the broker is used as if it were Apache Kafka.
      broker: KafkaConfiguration(
        bootstrapServers: broker.bootstrapServers, clientID: "bench", properties: ["fetch.wait.max.ms": "10"], embedded: false),
      partitions: partitions, count: messages.count, logger: logger)
    try await topic.publish(messages)
    return topic
  }

  private func publish(_ messages: [SeedMessage]) async throws {
    let producer = try KafkaProducer(broker, logger: logger)
    for start in stride(from: 0, to: messages.count, by: Self.chunk) {
      let records = messages[start..<min(start + Self.chunk, messages.count)].map { message in
        let key = Array(message.key.utf8)
        return KafkaProducerRecord(
          topic: name, partition: Murmur2.partition(key: key, count: Int32(partitions)), key: key, value: message.body,
          headers: message.headers.map { KafkaHeader($0.name, $0.value) })
      }
      for result in await producer.publish(records) { _ = try result.get() }
    }
    await producer.close()
  }

  /// All records, in an order in which a consumer takes them.
  func pull() async throws -> [KafkaRecord] {
    let consumer = try KafkaConsumer(broker, group: "bench-floor", topics: [name], logger: logger)
    var records: [KafkaRecord] = []
    while records.count < count {
      switch try await consumer.next(maxRecords: 1_000, maxBytes: 4 << 20, timeout: .seconds(1)) {
      case .assigned(let partitions):
        try await consumer.assign(at: partitions.reduce(into: [:]) { $0[$1] = .beginning })
      case .revoked(let partitions, _):
        try await consumer.unassign(partitions)
      case .records(let batch):
        records += batch
      case .error(let error) where error.isFatal:
        throw error
      case .error, .idle:
        continue
      }
    }
    await consumer.close()
    return records
  }
}

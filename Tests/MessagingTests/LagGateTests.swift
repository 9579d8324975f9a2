import Contracts
import Kafka
import Logging
import Messaging
import Synchronization
import TestSupport
import Testing

@Suite("Holding back what the embedded broker would drop")
struct LagGateTests {
  private static let logger = Logger(label: "test.gate")

  @Test("It opens by the word of the groups themselves, also when their commits never reach the broker")
  func lostCommits() async throws {
    let broker = try EmbeddedBroker.start(logger: Self.logger)
    defer { broker.stop() }
    var configuration = MessagingConfiguration(kafka: broker.configuration(clientID: "gate"), brokerEpoch: "gate")
    let consumed = ConsumedOffsets()
    configuration.consumed = consumed
    let topic = try #require(Topics.all.first { $0.consumers.count > 1 })
    try broker.createTopic(configuration.name(of: topic), partitions: 2)
    let admin = try KafkaAdmin(configuration.kafka, logger: Self.logger)
    let gate = LagGate(admin: admin, configuration: configuration, limit: 100)
    let partition = KafkaTopicPartition(topic: configuration.name(of: topic), partition: 1)
    await gate.note(partition, endOffset: 5, bytes: 100)
    let isOpen = Mutex(false)
    let waiting = Task {
      try await gate.wait(for: [partition: 10])
      isOpen.withLock { $0 = true }
    }
    for (number, service) in topic.consumers.enumerated() {
      #expect(!isOpen.withLock { $0 }, "the gate opened before \(number + 1) of \(topic.consumers.count) groups had read")
      consumed.note([partition: 5], of: configuration.group(of: service))
    }
    try await waiting.value
    await admin.close()
  }
}

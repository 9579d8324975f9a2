import AssignmentRouting
import Contracts
import Kafka
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import TestSupport

/// The topics around a running service.
struct Bus {
  let configuration: MessagingConfiguration
  let producer: KafkaProducer

  func send(_ events: [some Event]) async throws {
    let records = try events.map { event in
      KafkaProducerRecord(
        topic: configuration.name(of: type(of: event).topic), partition: nil, key: Array(event.key.text.utf8),
        value: try EventCoding.encode(event), headers: [])
    }
    for result in await producer.publish(records) { _ = try result.get() }
  }

  /// The newest route of each collector and date, as others would see them.
  func routes() async throws -> [RoutePlanned] {
    let records = try await TopicReader.readAll(
      configuration.name(of: Topics.route), configuration: configuration.kafka, logger: TestBroker.logger)
    let events = try records.compactMap { try $0.value.map { try EventCoding.decode(RoutePlanned.self, from: $0) } }
    let newest = Dictionary(events.map { ($0.key.text, $0) }) { $0.version < $1.version ? $1 : $0 }
    return newest.values.sorted { $0.key.text < $1.key.text }
  }
}

extension Stage {
  /// Runs the service's consumer, relay and planner while `body` runs.
  func running(_ id: String, _ body: (Bus) async throws -> Void) async throws {
    let broker = try TestBroker.shared()
    let configuration = MessagingConfiguration(kafka: broker.configuration(clientID: "routing"), prefix: broker.makeName(id) + ".")
    let topics = service.subscriptions.map(\.topic) + [Topics.assignment, Topics.route, Topic.deadLetters(of: .assignmentRouting)]
    try await broker.createTopics(
      topics.map { KafkaTopicSpecification(name: configuration.name(of: $0), partitions: Int(Topic.partitionCount)) })
    let services: [any ServiceLifecycle.Service] =
      [
        ConsumerRuntime(
          database: database, subscriptions: service.subscriptions, configuration: configuration, logger: TestBroker.logger),
        OutboxRelay(database: database, configuration: configuration, logger: TestBroker.logger),
      ] + service.background
    let group = ServiceGroup(configuration: .init(services: services.map { .init(service: $0) }, logger: TestBroker.logger))
    let bus = Bus(
      configuration: configuration, producer: try KafkaProducer(broker.configuration(clientID: "test"), logger: TestBroker.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await body(bus)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    await bus.producer.close()
  }
}

import AssignmentRouting
import Contracts
import Kafka
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite("Through a broker, with the planner at work")
struct BrokerTests {
  /// Runs the service's consumer, relay and planner while `body` runs.
  private func running(_ stage: Stage, _ id: String, _ body: (Bus) async throws -> Void) async throws {
    let broker = try TestBroker.shared()
    let configuration = MessagingConfiguration(kafka: broker.configuration(clientID: "routing"), prefix: broker.makeName(id) + ".")
    let topics =
      stage.service.subscriptions.map(\.topic) + [Topics.assignment, Topics.route, Topic.deadLetters(of: .assignmentRouting)]
    try await broker.createTopics(
      topics.map { KafkaTopicSpecification(name: configuration.name(of: $0), partitions: Int(Topic.partitionCount)) })
    let services: [any ServiceLifecycle.Service] =
      [
        ConsumerRuntime(
          database: stage.database, subscriptions: stage.service.subscriptions, configuration: configuration, logger: TestBroker.logger),
        OutboxRelay(database: stage.database, configuration: configuration, logger: TestBroker.logger),
      ] + stage.service.background
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

  private struct Bus {
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

  @Test("X16: tasks on the topic become a planned Monday by themselves, and a payment on the topic takes its stop off the published route")
  func payment() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await running(stage, "X16") { bus in
        try await bus.send((1...12).map { Stage.debtor($0, at: Given.place($0 % 9 + 1, $0 * 5 % 9 + 1)) })
        try await bus.send((1...12).map { Stage.account($0) })
        try await bus.send((1...12).map { Stage.task($0) })
        try await eventually("Monday is planned") { try await stage.plannedDebtors().count == 12 }
        try await bus.send([Stage.payment(7)])
        try await eventually("the stop has left the route") { try await !stage.plannedDebtors().contains(Given.id(7)) }
        try await eventually("the revised route is published") { try await bus.routes().contains { $0.cause == .paid } }
        let routes = try await bus.routes()
        #expect(routes.flatMap { $0.stops.map(\.debtorID) }.sorted() == (1...12).filter { $0 != 7 }.map { Given.id($0) })
      }
    }
  }
}

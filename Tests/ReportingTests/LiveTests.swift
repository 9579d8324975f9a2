import Contracts
import FoundationEssentials
import Kafka
import Messaging
import Postgres
import Reporting
import ServiceKit
import ServiceLifecycle
import TestSupport
import Testing

@Suite("The live stream")
struct LiveTests {
  private static let teams = [ViewerScope(team: "north"), ViewerScope(team: "south")]

  @Test("V07: a visit on the topic appears in the supervisor's feed and in the figures, once, however often it is sent")
  func feed() async throws {
    try await withConsumer("V07") { service, send in
      try await service.withScreens(Self.teams) { screens in
        for _ in 1...2 { try await send(Samples.visit(1)) }
        try await send(Samples.visit(2))
        try await eventually("both visits are on the screen") { screens[0].events(of: "visit").count == 2 }
        try await eventually("the figures follow") {
          screens[0].events(of: "figures").last.map { $0.data.contains(#""visits":2"#) } ?? false
        }
        #expect(screens[0].events(of: "visit").first?.data.contains(Samples.visit(1).visitID.description) == true)
        #expect(screens[0].events(of: "visit").allSatisfy { !$0.data.contains("a note") })
        #expect(screens[1].events(of: "visit").isEmpty)
        try await eventually("the duplicate is tallied") {
          try await service.number("select coalesce(sum(duplicate), 0)::bigint from progress") == 1
        }
      }
      #expect(try await service.count("fact_visit") == 2)
    }
  }

  @Test("V38: what another team does is never told, not even with another team's id to resume from")
  func scope() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          routes: [Samples.route(accounts: [1])], visits: [Samples.visit(1)],
          positions: [
            Samples.position(1, collector: Samples.ana, team: Samples.north),
            Samples.position(2, collector: Samples.luis, team: Samples.south),
          ]))
      let scopes = Self.teams + [.everything, ViewerScope(team: ""), ViewerScope(collector: Samples.luis)]
      try await service.withScreens(scopes) { screens in
        try await eventually("everybody got what is theirs") {
          screens[0].events(of: "position").count == 1 && screens[1].events(of: "position").count == 1
            && screens[2].events(of: "position").count == 2 && screens[4].events(of: "position").count == 1
        }
        let kinds = screens.map { screen in screen.events.map(\.kind).filter { $0 != "figures" }.sorted() }
        #expect(kinds == [["position", "route", "visit"], ["position"], ["position", "position", "route", "visit"], [], ["position"]])
        #expect(screens[1].events.allSatisfy { !$0.data.contains(Samples.ana.description) })
      }
    }
  }

  @Test("A client that comes back with the last id gets exactly what it missed")
  func resume() async throws {
    try await withReporting { service in
      try await service.take(Delivery(visits: [Samples.visit(1), Samples.visit(2), Samples.visit(3)]))
      var ids: [String] = []
      try await service.withScreens([.everything]) { screens in
        try await eventually("all are there") { screens[0].events(of: "visit").count == 3 }
        ids = screens[0].events(of: "visit").map(\.id)
      }
      let last = try #require(LiveCursor(ids[0]))
      try await service.withScreens([.everything], resuming: last) { screens in
        try await eventually("the rest is there") { screens[0].events(of: "visit").count == 2 }
        #expect(screens[0].events(of: "visit").map(\.id) == Array(ids.dropFirst()))
      }
    }
  }

  @Test("Only the last hour is kept, and an old fact is history that no screen is told")
  func horizon() async throws {
    try await withReporting { service in
      try await service.take(Delivery(payments: [Samples.payment(1, at: Samples.now.advanced(by: Seconds(-3_601)))]))
      #expect(try await service.count("live_event") == 0)
      try await service.take(Delivery(payments: [Samples.payment(2)]))
      #expect(try await service.count("live_event") == 1)
      let feed = LiveFeed(database: service.database, clientLimit: 1, logger: TestBroker.logger)
      try await feed.trim()
      #expect(try await service.count("live_event") == 1)
      service.clock.advance(by: 3_601)
      try await feed.trim()
      #expect(try await service.count("live_event") == 0)
    }
  }

  @Test("An instance refuses more streams than it may serve, and takes another when one has gone")
  func bounded() async throws {
    try await withReporting { service in
      let feed = LiveFeed(database: service.database, clientLimit: 1, logger: TestBroker.logger)
      var first: AsyncStream<LiveCursor>? = try feed.subscribe()
      #expect(throws: Problem.self) { _ = try feed.subscribe() }
      #expect(first != nil)
      first = nil
      _ = try feed.subscribe()
    }
  }

  /// Runs the service's subscriptions on a broker while `body` sends visits.
  private func withConsumer(
    _ id: String, _ body: (TestService<ReportingService>, (VisitRecorded) async throws -> Void) async throws -> Void
  ) async throws {
    let broker = try TestBroker.shared()
    let configuration = MessagingConfiguration(
      kafka: broker.configuration(), brokerEpoch: broker.isEmbedded ? id : nil, prefix: broker.makeName(id) + ".")
    try await withReporting { service in
      let topics = service.service.subscriptions.map { configuration.name(of: $0.topic) }
      try await broker.createTopics(topics.map { KafkaTopicSpecification(name: $0, partitions: 2) })
      let producer = try KafkaProducer(broker.configuration(clientID: id), logger: TestBroker.logger)
      let runtime = ConsumerRuntime(
        database: service.database, subscriptions: service.service.subscriptions, configuration: configuration, logger: TestBroker.logger)
      let group = ServiceGroup(services: [runtime], logger: TestBroker.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body(service) { visit in
          let record = KafkaProducerRecord(
            topic: configuration.name(of: Topics.visit), key: Array(visit.key.text.utf8), value: try EventCoding.encode(visit), headers: [])
          for result in await producer.publish([record]) { _ = try result.get() }
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
      await producer.close()
    }
  }
}

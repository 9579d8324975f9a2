package import Contracts
import Foundation
package import Kafka
import Logging
package import Messaging
package import Postgres
package import ServiceLifecycle

/// A ledger with a database and topics of its own on the test's broker, and the oracle that watches it from outside.
package struct LedgerStage: Sendable {
  package let broker: TestBroker
  package let postgresURL: String
  package var configuration: MessagingConfiguration
  package let database: ServiceDatabase
  private let producer: KafkaProducer

  /// Small, so that a fault finds a batch to hit.
  package static let maximumBatch = 200

  /// - Parameters:
  ///   - id: names the test, in the names of topics and groups.
  ///   - prefix: of an earlier stage, to go on with its names.
  ///   - isMigrated: false leaves the database empty.
  package init(
    _ id: String, broker: TestBroker, postgresURL: String, brokerEpoch: String? = nil, prefix: String? = nil, isMigrated: Bool = true,
    sabotage: Sabotage = .none
  ) async throws {
    self.broker = broker
    self.postgresURL = postgresURL
    configuration = MessagingConfiguration(
      kafka: broker.configuration(clientID: "ledger"), brokerEpoch: brokerEpoch, prefix: prefix ?? broker.makeName(id) + ".", consumers: 2,
      maximumBatch: Self.maximumBatch)
    configuration.sabotage = sabotage
    database = ServiceDatabase(service: Ledger.name, pool: Self.pool(postgresURL), clock: Self.clock)
    producer = try KafkaProducer(broker.configuration(clientID: "bank"), logger: TestBroker.logger)
    if isMigrated { try await database.migrate(Ledger.migrations, logger: TestBroker.logger) }
    let topics = [Topics.payment, Topics.assignment, Topic.deadLetters(of: Ledger.name)]
    try await broker.createTopics(
      topics.map { KafkaTopicSpecification(name: configuration.name(of: $0), partitions: Int(Topic.partitionCount)) })
  }

  package static func pool(_ url: String, applicationName: String = "ledger") -> PostgresPool {
    PostgresPool(
      PostgresConfiguration(url: url, applicationName: applicationName, searchPath: [Ledger.name.schema, "public"]), size: 6,
      logger: TestBroker.logger)
  }

  package static let clock = WallClock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

  /// One instance of the service: its consumer and its relay.
  package func services(_ subscriptions: [Subscription] = [Ledger.subscription]) -> [any Service] {
    [
      ConsumerRuntime(
        database: database, subscriptions: subscriptions, configuration: configuration, logger: TestBroker.logger),
      OutboxRelay(database: database, configuration: configuration, logger: TestBroker.logger),
    ]
  }

  /// Runs an instance in this process while `body` runs, and stops it gracefully afterwards.
  package func run(_ subscriptions: [Subscription] = [Ledger.subscription], _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(configuration: .init(services: services(subscriptions).map { .init(service: $0) }, logger: TestBroker.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await body()
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  package func send(_ payments: [PaymentRecorded], partition: Int32? = nil) async throws {
    let topic = configuration.name(of: Topics.payment)
    try await send(records: payments.map { try LedgerInput.record($0, topic: topic, id: "\($0.paymentID)", partition: partition) })
  }

  package func send(records: [KafkaProducerRecord]) async throws {
    for result in await producer.publish(records) { _ = try result.get() }
  }

  package func close() async {
    await producer.close()
    await database.pool.close()
  }

  // MARK: - What the oracle sees

  package func factCount() async throws -> Int {
    try await database.read { try await Int($0.first("select count(*) as n from fact")?.decode(Int64.self, "n") ?? 0) }
  }

  package func factCount(of payments: [PaymentID]) async throws -> Int {
    try await database.read { transaction in
      try await Int(transaction.first("select count(*) as n from fact where payment_id = any(\(payments))")?.decode(Int64.self, "n") ?? 0)
    }
  }

  /// How often records took effect, by a count that nothing but the fence protects.
  package func consumption() async throws -> Int64 {
    try await database.pool.query("select coalesce(sum(records), 0)::bigint as n from consumption")[0].decode(Int64.self, "n")
  }

  /// I2: the total over all debtors.
  package func totalMinor() async throws -> Int64 {
    try await database.read {
      try await $0.first("select coalesce(sum(amount_minor), 0)::bigint as n from total")?.decode(Int64.self, "n") ?? 0
    }
  }

  /// I6: what was consumed, and how it ended.
  package func counts() async throws -> (consumed: Int64, duplicate: Int64, stale: Int64, deadLettered: Int64, parked: Int64) {
    let row = try await database.pool.query(
      """
      select coalesce(sum(consumed), 0)::bigint, coalesce(sum(duplicate), 0)::bigint, coalesce(sum(stale), 0)::bigint,
        coalesce(sum(dead_lettered), 0)::bigint, coalesce(sum(parked), 0)::bigint from progress
      """)[0]
    return (
      try row.decode(at: 0, as: Int64.self), try row.decode(at: 1, as: Int64.self), try row.decode(at: 2, as: Int64.self),
      try row.decode(at: 3, as: Int64.self), try row.decode(at: 4, as: Int64.self)
    )
  }

  /// Whether everything in the outbox is acknowledged and marked.
  package func isRelayed() async throws -> Bool {
    let row = try await database.pool.query(
      """
      select coalesce((select max(id) from outbox), 0) <= coalesce((select up_to from relay_position), 0)
        and coalesce((select cardinality(gaps) = 0 from relay_position), true) as done
      """)[0]
    return try row.decode(Bool.self, "done")
  }

  /// Every record of a topic, read from its beginning to what its end was at the time of the call.
  package func records(of topic: Topic) async throws -> [KafkaRecord] {
    try await TopicReader.readAll(configuration.name(of: topic), configuration: configuration.kafka, logger: TestBroker.logger)
  }
}

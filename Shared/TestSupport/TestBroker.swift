import Foundation
public import Kafka
public import Logging
import Synchronization

/// The broker of a test process: the embedded one, started by the first test that asks, or the Apache Kafka that
/// `RONDA_KAFKA_BROKERS` names. Tests share it, so every topic and group has a name of its own that carries the test's id:
/// one case can be found in the log.
public struct TestBroker: Sendable {
  public let bootstrapServers: String
  /// nil on Apache Kafka: tests of the embedded broker's own faults are skipped then.
  public let embedded: EmbeddedBroker?
  /// Part of every name, so that runs on a broker that stays do not meet.
  private let run: String

  private static let current = Mutex<TestBroker?>(nil)
  private static let sequence = Atomic<Int>(0)

  /// The process's broker; starts the embedded one at the first call. It ends with the process.
  public static func shared() throws -> TestBroker {
    try current.withLock { current in
      if let current { return current }
      let made = try make()
      current = made
      return made
    }
  }

  /// A broker for one test alone, to be stopped by it: for faults that would disturb others. Always embedded.
  public static func separate() throws -> TestBroker {
    let broker = try EmbeddedBroker.start(logger: logger)
    return TestBroker(bootstrapServers: broker.bootstrapServers, embedded: broker, run: makeRun())
  }

  private static func make() throws -> TestBroker {
    if let brokers = ProcessInfo.processInfo.environment["RONDA_KAFKA_BROKERS"], !brokers.isEmpty {
      return TestBroker(bootstrapServers: brokers, embedded: nil, run: makeRun())
    }
    return try separate()
  }

  private static func makeRun() -> String { String(UUID().uuidString.lowercased().prefix(8)) }

  /// Warnings and worse, on standard error.
  public static var logger: Logger {
    var logger = Logger(label: "ronda.test") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = ProcessInfo.processInfo.environment["RONDA_TEST_LOG"].flatMap { Logger.Level(rawValue: $0) } ?? .warning
    return logger
  }

  public var isEmbedded: Bool { embedded != nil }

  public func configuration(clientID: String = "test", properties: [String: String] = [:]) -> KafkaConfiguration {
    KafkaConfiguration(
      bootstrapServers: bootstrapServers, clientID: clientID, properties: properties, embedded: isEmbedded)
  }

  /// `ronda-test.<id>.<run>.<number>`. `id` names the test, for example `V16`.
  public func makeName(_ id: String) -> String {
    let number = Self.sequence.add(1, ordering: .relaxed).newValue
    return "ronda-test.\(id).\(run).\(number)"
  }

  /// The name of a consumer group that nobody else uses.
  public func makeGroup(_ id: String) -> String { makeName("\(id).group") }

  /// Creates a topic with a name of its own and waits until it can be written to.
  public func makeTopic(_ id: String, partitions: Int = 1, configuration: [String: String] = [:]) async throws -> String {
    let name = makeName(id)
    try await createTopics([KafkaTopicSpecification(name: name, partitions: partitions, configuration: configuration)])
    return name
  }

  /// Creates topics with given names, on either broker; those that exist are left alone.
  public func createTopics(_ specifications: [KafkaTopicSpecification]) async throws {
    if let embedded {
      for topic in specifications { try embedded.createTopic(topic.name, partitions: topic.partitions) }
      return
    }
    let admin = try KafkaAdmin(self.configuration(clientID: "test-admin"), logger: Self.logger)
    do {
      for case .failed(let error) in try await admin.createTopics(specifications).values { throw error }
      let wanted = Set(specifications.map(\.name))
      try await eventually("the topics have leaders") {
        let topics = try await admin.metadata().topics
        return wanted.allSatisfy { topics[$0]?.leaderless.isEmpty == true }
      }
    } catch {
      await admin.close()
      throw error
    }
    await admin.close()
  }
}

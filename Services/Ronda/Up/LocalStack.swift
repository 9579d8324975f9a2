import Configuration
import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import ServiceKit

/// The database and the broker of one machine: our own, unless the environment names others.
struct LocalStack: Sendable {
  let postgresURL: String
  let messaging: MessagingConfiguration
  let postgres: EmbeddedPostgres?
  let broker: EmbeddedBroker?
  private let directory: String
  private let logger: Logger

  static func start(directory: String, environment: [String: String], logger: Logger) async throws -> LocalStack {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let (postgres, url) = try await startPostgres(directory, environment["RONDA_POSTGRES_URL"], logger)
    do {
      let settings = ConfigReader.variables(environment)
      let failPoints = try HostSurroundings.failPoints(settings)
      let consumers = try settings.value(of: HostSettings.kafkaConsumers)
      if let brokers = environment["RONDA_KAFKA_BROKERS"], !brokers.isEmpty {
        let kafka = KafkaConfiguration(
          bootstrapServers: brokers, clientID: "ronda",
          properties: try HostSurroundings.properties(environment["RONDA_KAFKA_PROPERTIES"] ?? ""))
        let messaging = MessagingConfiguration(
          kafka: kafka, prefix: try settings.value(of: HostSettings.kafkaPrefix), consumers: consumers, failPoints: failPoints)
        try await createTopics(messaging, logger)
        return LocalStack(postgresURL: url, messaging: messaging, postgres: postgres, broker: nil, directory: directory, logger: logger)
      }
      let broker = try EmbeddedBroker.start(logger: logger)
      var messaging = MessagingConfiguration(
        kafka: broker.configuration(clientID: "ronda"), brokerEpoch: UUID().uuidString.lowercased(), consumers: consumers,
        failPoints: failPoints)
      messaging.consumed = ConsumedOffsets()
      for topic in Topics.all { try broker.createTopic(messaging.name(of: topic), partitions: Int(Topic.partitionCount)) }
      return LocalStack(postgresURL: url, messaging: messaging, postgres: postgres, broker: broker, directory: directory, logger: logger)
    } catch {
      await postgres?.stop()
      throw error
    }
  }

  /// The broker goes first, so that nothing waits for a database that is gone. The directory of a database that ends well goes with it;
  /// that of one that crashed stays, for its log.
  func stop() async {
    broker?.stop()
    guard let postgres else { return }
    postgres.signalStop(.fast)
    let status = await postgres.exitStatus()
    await postgres.stop()
    guard status == 0 else { return }
    do {
      try FileManager.default.removeItem(atPath: try Self.socketDirectory(for: directory))
    } catch {
      logger.warning("the directory of PostgreSQL's sockets stays", metadata: ["error": "\(error)"])
    }
  }

  private static func startPostgres(_ directory: String, _ given: String?, _ logger: Logger) async throws -> (EmbeddedPostgres?, String) {
    if let given, !given.isEmpty { return (nil, given) }
    let postgres = try EmbeddedPostgres(
      EmbeddedPostgresConfiguration(
        dataDirectory: try dataDirectory(in: directory), socketDirectory: try socketDirectory(for: directory), settings: serverSettings),
      logger: logger)
    try await postgres.start()
    try await postgres.createDatabase("ronda")
    return (postgres, try await postgres.url(database: "ronda"))
  }

  /// PostgreSQL's advice is a quarter of the memory of a machine that does nothing else; this one runs all services too.
  /// Keys are random: with rare checkpoints a page is written whole, and to its file, once for many changes.
  private static var serverSettings: [String: String] {
    let cache = min(max(ProcessInfo.processInfo.physicalMemory / 8 / 1_048_576, 128), 2_048)
    return [
      "shared_buffers": "\(cache)MB", "max_wal_size": "4GB", "checkpoint_timeout": "15min", "wal_compression": "lz4", "work_mem": "16MB",
      "jit": "off",
    ]
  }

  /// Run by root, the server runs as `postgres`, which cannot pass through a home like `/root`:
  /// its files then lie under `/var/lib`.
  private static func dataDirectory(in directory: String) throws -> String {
    let usual = directory + "/postgres"
    if try EmbeddedPostgres.canUse(directory: usual) { return usual }
    return "/var/lib/ronda/\(try label(of: directory))/postgres"
  }

  /// Unix sockets have short paths, and PostgreSQL's user must be able to reach them.
  private static func socketDirectory(for directory: String) throws -> String {
    "/tmp/ronda-\(try label(of: directory))"
  }

  /// A short name for `directory` that is the same at each start.
  private static func label(of directory: String) throws -> String {
    String(try NamedUUID.make("directory", [directory]).uuidString.lowercased().prefix(8))
  }

  private static func createTopics(_ messaging: MessagingConfiguration, _ logger: Logger) async throws {
    let admin = try KafkaAdmin(messaging.kafka, logger: logger)
    let outcomes = try await admin.createTopics(Topics.all.map { TopicCreation.specification(of: $0, messaging, replication: -1) })
    await admin.close()
    for outcome in outcomes.values { if case .failed(let error) = outcome { throw error } }
  }
}

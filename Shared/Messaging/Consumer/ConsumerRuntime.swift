import Contracts
import Kafka
public import Logging
import Postgres
public import ServiceLifecycle

/// Takes a service's topics from the broker and applies them, batch after batch, until it is told to stop.
///
/// While one batch is in its transaction the next is already pulled and decoded. The database says where each partition goes on;
/// the offset stored in Kafka only mirrors it, so that lag tools see something. It joins its group as often as is configured, so that one
/// member thinks while another's statements run.
public struct ConsumerRuntime: Service {
  private let database: ServiceDatabase
  private let subscriptions: [String: Subscription]
  private let configuration: MessagingConfiguration
  private let logger: Logger
  private let metrics: ConsumerMetrics

  public init(database: ServiceDatabase, subscriptions: [Subscription], configuration: MessagingConfiguration, logger: Logger) {
    self.database = database
    self.subscriptions = Dictionary(subscriptions.map { (configuration.name(of: $0.topic), $0) }) { first, _ in first }
    self.configuration = configuration
    self.logger = logger
    metrics = ConsumerMetrics(service: database.service)
  }

  public func run() async throws {
    guard !subscriptions.isEmpty else {
      try await gracefulShutdown()
      return
    }
    try await withThrowingTaskGroup(of: Void.self) { members in
      for _ in 0..<configuration.consumers { members.addTask { try await stayMember() } }
      try await members.waitForAll()
    }
  }

  private func stayMember() async throws {
    var retry = RetryDelay()
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      do {
        return try await takePart()
      } catch is CancellationError where Task.isShuttingDownGracefully {
        return
      } catch let error as KafkaError where error.kind == .client || error.kind == .broker {
        // The membership is beyond repair, the service is not: a new one starts where the database stands.
        logger.warning("The consumer joins its group anew", metadata: ["error": "\(error)"])
        do { try await retry.wait() } catch { return }
      }
    }
  }

  /// One membership in the group, until the program is told to stop.
  private func takePart() async throws {
    let configuration = configuration.ofMember
    let consumer = try KafkaConsumer(
      configuration.kafka, group: configuration.group(of: database.service), topics: subscriptions.keys.sorted(), logger: logger)
    do {
      let cluster = configuration.cluster(named: try await clusterID(of: consumer))
      let applier = BatchApplier(
        database: database, subscriptions: subscriptions, cluster: cluster, sabotage: configuration.sabotage, logger: logger,
        metrics: metrics)
      var session = ConsumerSession(consumer: consumer, applier: applier, configuration: configuration, logger: logger)
      try await session.run()
    } catch {
      await consumer.close()
      throw error
    }
    await consumer.close()
  }

  /// Waits for a broker that is away.
  private func clusterID(of consumer: KafkaConsumer) async throws -> String {
    var retry = RetryDelay()
    while true {
      do {
        return try await consumer.clusterID
      } catch let error as KafkaError where error.isRetriable && !Task.isShuttingDownGracefully {
        logger.warning("The consumer waits for the broker", metadata: ["error": "\(error)"])
        try await retry.wait()
      }
    }
  }
}

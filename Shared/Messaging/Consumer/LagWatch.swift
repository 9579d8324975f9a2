import Contracts
import Kafka
public import Logging
import Metrics
import Postgres
public import ServiceLifecycle

/// Tells how far a service is behind, topic by topic: the gauge `ronda_consumer_lag_records{service,topic}`.
///
/// Every instance tells of the whole service. While broker or database cannot be asked the gauges keep their last value, and `readyz` tells.
public struct LagWatch: Service {
  private let database: ServiceDatabase
  private let topics: [Topic]
  private let configuration: MessagingConfiguration
  private let interval: Duration
  private let logger: Logger

  public init(
    database: ServiceDatabase, subscriptions: [Subscription], configuration: MessagingConfiguration, interval: Duration = .seconds(10),
    logger: Logger
  ) {
    self.database = database
    topics = subscriptions.map(\.topic)
    self.configuration = configuration
    self.interval = interval
    self.logger = logger
  }

  public func run() async throws {
    // A broker that does not answer must not keep the program from stopping.
    let admin = try KafkaAdmin(configuration.kafka, timeout: .seconds(2), logger: logger)
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        await look(admin)
        do { try await Task.sleep(for: interval) } catch { return }
      }
    }
    await admin.close()
  }

  private func look(_ admin: KafkaAdmin) async {
    for topic in topics where !Task.isCancelled {
      do {
        let lag = try await ConsumerLag.records(
          of: database.service, on: topic, pool: database.pool, admin: admin, messaging: configuration)
        Gauge(label: "ronda_consumer_lag_records", dimensions: [("service", database.service.rawValue), ("topic", topic.name)])
          .record(lag)
      } catch {
        // The other topics would wait for the same broker or database.
        logger.debug("How far the service is behind is not known", metadata: ["topic": "\(topic.name)", "error": "\(error)"])
        return
      }
    }
  }
}

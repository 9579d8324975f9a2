import Contracts
import Kafka
import Logging
import Messaging
import Metrics
import Postgres
import ServiceLifecycle

/// Tells how far a service is behind, topic by topic: the gauge `ronda_consumer_lag_records{service,topic}`.
///
/// Every instance tells of the whole service. While broker or database cannot be asked the gauges keep their last value, and `readyz` tells.
struct LagWatch: ServiceLifecycle.Service {
  let database: ServiceDatabase
  let topics: [Topic]
  let configuration: MessagingConfiguration
  let logger: Logger

  private static let interval = Duration.seconds(10)

  func run() async throws {
    // A broker that does not answer must not keep the program from stopping.
    let admin = try KafkaAdmin(configuration.kafka, timeout: .seconds(2), logger: logger)
    await Periodic("How far the service is behind is not known", every: Self.interval, logger: logger) { try await look(admin) }.run()
    await admin.close()
  }

  private func look(_ admin: KafkaAdmin) async throws {
    for topic in topics {
      let lag = try await ConsumerLag.records(
        of: database.service, on: topic, pool: database.pool, admin: admin, messaging: configuration)
      Gauge(label: "ronda_consumer_lag_records", dimensions: [("service", database.service.rawValue), ("topic", topic.name)])
        .record(lag)
    }
  }
}

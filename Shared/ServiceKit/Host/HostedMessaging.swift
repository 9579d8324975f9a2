import Contracts
import Kafka
import Logging
import Messaging
import Postgres
import ServiceLifecycle

/// The messaging of one service: relay, consumer and parked records, once it is known that the broker's cluster is the right one.
///
/// Without a broker it waits, and HTTP goes on: what is written meanwhile stands in the outbox.
struct HostedMessaging: ServiceLifecycle.Service {
  let database: ServiceDatabase
  let subscriptions: [Subscription]
  let configuration: MessagingConfiguration
  let isEmbedded: Bool
  let logger: Logger

  func run() async throws {
    guard try await clusterIsRight() else { return }
    var services: [any ServiceLifecycle.Service] = [OutboxRelay(database: database, configuration: configuration, logger: logger)]
    if !subscriptions.isEmpty {
      let parked = ParkedRetry(database: database, subscriptions: subscriptions, configuration: configuration, logger: logger)
      services.append(Periodic("Parked records could not be tried", every: .seconds(60), logger: logger) { try await parked.retryAll() })
      services.append(ConsumerRuntime(database: database, subscriptions: subscriptions, configuration: configuration, logger: logger))
      services.append(LagWatch(database: database, topics: subscriptions.map(\.topic), configuration: configuration, logger: logger))
    }
    try await ServiceGroup(services: services, logger: logger).run()
  }

  /// `false` when the program is told to stop before the broker could be asked.
  ///
  /// - Throws: `ClusterChanged` when the schema belongs to another cluster.
  private func clusterIsRight() async throws -> Bool {
    guard !isEmbedded else { return true }
    return try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await Cluster.check(database, current: try await currentCluster(), isEmbedded: isEmbedded)
          return true
        } catch let error as KafkaError {
          logger.record(.warning, "Messaging waits for the broker", [.error: "\(error)"])
        } catch let error as PostgresError where error.isTransient {
          logger.record(.warning, "Messaging waits for the database", [.error: "\(error)"])
        }
        do { try await Task.sleep(for: .seconds(1)) } catch { return false }
      }
      return false
    }
  }

  private func currentCluster() async throws -> String {
    let admin = try KafkaAdmin(configuration.kafka, logger: logger)
    do {
      let identifier = try await admin.metadata().clusterID
      await admin.close()
      return identifier
    } catch {
      await admin.close()
      throw error
    }
  }
}

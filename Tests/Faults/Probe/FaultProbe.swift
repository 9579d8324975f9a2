import Foundation
import Kafka
import Logging
import Messaging
import Postgres
import ServiceLifecycle
import TestSupport
import UnixSignals

/// One instance of the ledger in a process of its own, to be killed by tests: its consumer and its relay, until SIGTERM.
///
/// Exit status: 0 stopped as told, 1 failed, with the reason on standard error. Settings: see `ProbeSettings`.
@main
struct FaultProbe {
  static func main() async {
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = .info
      return handler
    }
    do {
      try await run(try ProbeSettings(ProcessInfo.processInfo.environment), Logger(label: "fault-probe"))
    } catch {
      FileHandle.standardError.write(Data("stopped by \(String(reflecting: type(of: error))): \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ settings: ProbeSettings, _ logger: Logger) async throws {
    let configuration = settings.messaging
    let pool = LedgerStage.pool(settings.postgresURL, applicationName: settings.instance)
    let database = ServiceDatabase(service: Ledger.name, pool: pool, clock: LedgerStage.clock, failPoints: configuration.failPoints)
    try await database.migrate(Ledger.migrations, logger: logger)
    if configuration.brokerEpoch == nil { try await checkCluster(database, configuration, logger) }
    let services: [any Service] = [
      ConsumerRuntime(database: database, subscriptions: [Ledger.subscription], configuration: configuration, logger: logger),
      OutboxRelay(database: database, configuration: configuration, logger: logger),
    ]
    let group = ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    try await group.run()
    await pool.close()
    logger.info("Stopped")
  }

  private static func checkCluster(_ database: ServiceDatabase, _ configuration: MessagingConfiguration, _ logger: Logger) async throws {
    let admin = try KafkaAdmin(configuration.kafka, logger: logger)
    let cluster = try await admin.metadata().clusterID
    await admin.close()
    try await Cluster.check(database, current: cluster, isEmbedded: false)
  }
}

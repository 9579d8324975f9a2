import ArgumentParser
import Contracts
import Kafka
import Messaging
import Postgres
import ServiceKit

/// Accepts a new broker cluster after the old one's data is lost.
struct RecoverBroker: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover-broker",
    abstract: "Accept another Kafka cluster: every topic is read from its beginning and the outboxes are sent again.")
  @OptionGroup var options: InstanceOptions

  func run() async throws {
    let instance = try options.instance()
    try await options.withAdmin { admin, messaging in
      let cluster = messaging.cluster(named: try await admin.clusterID())
      for service in ServiceName.allCases {
        let pool = PostgresPool(
          PostgresConfiguration(url: instance.postgresURL, applicationName: "ronda-command", searchPath: [service.schema, "public"]),
          size: 1,
          logger: InstanceOptions.logger)
        let database = ServiceDatabase(service: service, pool: pool, clock: .system)
        try await Cluster.recover(database, current: cluster)
        await pool.close()
        print("\(service.rawValue) accepts the cluster \(cluster)")
      }
    }
  }
}

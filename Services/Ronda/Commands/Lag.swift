import ArgumentParser
import Contracts
import Kafka
import Messaging
import Postgres

/// Shows how far each service is behind, by its database.
struct Lag: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "How many records each service has still to apply, topic by topic.")
  @OptionGroup var options: InstanceOptions

  func run() async throws {
    try await options.withDatabase { pool in
      try await options.withAdmin { admin, messaging in
        for service in ServiceName.allCases {
          for topic in Topics.all where topic.consumers.contains(service) {
            let lag = try await ConsumerLag.records(of: service, on: topic, pool: pool, admin: admin, messaging: messaging)
            print("\(service.rawValue)\t\(topic.name)\t\(lag)")
          }
        }
      }
    }
  }
}

import Contracts
import Foundation
import Kafka

/// What `ronda up` leaves in its directory for other programs.
struct RunningInstance: Decodable {
  let kafkaBrokers: String
  let brokerEpoch: String?
  let kafkaPrefix: String
  let postgresURL: String
  let httpURL: String

  private enum CodingKeys: String, CodingKey {
    case kafkaBrokers = "kafka_brokers"
    case brokerEpoch = "broker_epoch"
    case kafkaPrefix = "kafka_prefix"
    case postgresURL = "postgres_url"
    case httpURL = "http_url"
  }

  static func load(from directory: String) throws -> RunningInstance {
    try JSONDecoder().decode(RunningInstance.self, from: Data(contentsOf: URL(filePath: directory + "/instance.json")))
  }

  var kafka: KafkaConfiguration {
    KafkaConfiguration(bootstrapServers: kafkaBrokers, clientID: "bench", embedded: brokerEpoch != nil)
  }

  func name(of topic: Topic) -> String { kafkaPrefix + topic.name }
}

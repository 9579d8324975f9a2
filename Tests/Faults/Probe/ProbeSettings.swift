import Kafka
import Messaging
import TestSupport

/// What a probe is told by its environment.
struct ProbeSettings {
  /// RONDA_POSTGRES_URL: the ledger's database.
  let postgresURL: String
  /// RONDA_INSTANCE: the probe's name, in its sessions of the database.
  let instance: String
  /// RONDA_KAFKA_BROKERS, RONDA_KAFKA_PREFIX, RONDA_BROKER_EPOCH (set for an embedded broker), RONDA_FAIL_POINT, RONDA_SABOTAGE.
  let messaging: MessagingConfiguration

  init(_ environment: [String: String]) throws {
    func required(_ name: String) throws -> String {
      guard let value = environment[name], !value.isEmpty else { throw InvalidSetting(name: name) }
      return value
    }
    postgresURL = try required("RONDA_POSTGRES_URL")
    instance = try required("RONDA_INSTANCE")
    // The embedded broker's clients have that time-out anyway.
    let epoch = environment["RONDA_BROKER_EPOCH"]
    let kafka = KafkaConfiguration(
      bootstrapServers: try required("RONDA_KAFKA_BROKERS"), clientID: instance,
      properties: epoch == nil ? ["session.timeout.ms": "6000"] : [:],
      embedded: epoch != nil)
    var messaging = MessagingConfiguration(
      kafka: kafka, brokerEpoch: epoch, prefix: try required("RONDA_KAFKA_PREFIX"), consumers: 2,
      maximumBatch: LedgerStage.maximumBatch,
      failPoints: try FailPoints(parsing: environment["RONDA_FAIL_POINT"]))
    messaging.sabotage = try Self.sabotage(named: environment["RONDA_SABOTAGE"])
    self.messaging = messaging
  }

  private static func sabotage(named name: String?) throws -> Sabotage {
    switch name {
    case nil: .none
    case "without-fence": .withoutFence
    case "offset-before-database": .offsetBeforeDatabase
    default: throw InvalidSetting(name: "RONDA_SABOTAGE")
    }
  }
}

struct InvalidSetting: Error, CustomStringConvertible {
  let name: String
  var description: String { "\(name): is missing or unknown" }
}

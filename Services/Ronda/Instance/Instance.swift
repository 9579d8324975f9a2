import Foundation

/// Where a running `ronda up` can be reached, as it writes it for the other commands.
struct Instance: Codable, Equatable {
  var kafkaBrokers: String
  /// The start of the embedded broker; `nil` on Apache Kafka.
  var brokerEpoch: String?
  var kafkaPrefix: String
  var postgresURL: String
  var httpURL: String

  private enum CodingKeys: String, CodingKey {
    case kafkaBrokers = "kafka_brokers"
    case brokerEpoch = "broker_epoch"
    case kafkaPrefix = "kafka_prefix"
    case postgresURL = "postgres_url"
    case httpURL = "http_url"
  }

  static func path(in directory: String) -> String { directory + "/instance.json" }

  /// `nil` when no instance has left its address in `directory`.
  static func load(from directory: String) throws -> Instance? {
    guard let data = FileManager.default.contents(atPath: path(in: directory)) else { return nil }
    return try JSONDecoder().decode(Instance.self, from: data)
  }

  /// Written for its owner only: it holds the database's password.
  func save(in directory: String) throws {
    let data = try JSONEncoder().encode(self)
    let path = Self.path(in: directory)
    guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600]) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
  }
}

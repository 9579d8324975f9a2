public import Configuration
public import Contracts
import FoundationEssentials
import Kafka
public import Logging
public import Messaging
public import ServiceLifecycle

/// Everything outside of the services that a host needs to run them.
public struct HostSurroundings: Sendable {
  public var configuration: ConfigReader
  public var logger: Logger
  /// What `/metrics` shows; without one there is no such path.
  public var registry: PrometheusRegistry?
  public var clock = WallClock.system
  public var postgresURL: String
  public var messaging: MessagingConfiguration
  /// Whether broker and database are this program's own.
  public var isEmbedded = false
  /// What else runs in the process; started before the services and stopped after them, in this order.
  public var companions: [any ServiceLifecycle.Service] = []
  /// Called once the HTTP server listens.
  public var onRunning: @Sendable (HostAddress) async -> Void = { _ in }
  /// Signals that end the host gracefully. Empty where somebody else handles them.
  public var handlesSignals = true

  public init(
    configuration: ConfigReader, logger: Logger, registry: PrometheusRegistry?, postgresURL: String, messaging: MessagingConfiguration
  ) {
    self.configuration = configuration
    self.logger = logger
    self.registry = registry
    self.postgresURL = postgresURL
    self.messaging = messaging
  }

  /// Reads PostgreSQL and Kafka from the configuration.
  ///
  /// - Throws: ``ConfigurationError`` naming what is missing.
  public init(configuration: ConfigReader, logger: Logger, registry: PrometheusRegistry?) throws {
    let kafka = KafkaConfiguration(
      bootstrapServers: try configuration.value(of: HostSettings.kafkaBrokers), clientID: "ronda",
      properties: try Self.properties(try configuration.value(of: HostSettings.kafkaProperties)))
    self.init(
      configuration: configuration, logger: logger, registry: registry,
      postgresURL: try configuration.value(of: HostSettings.postgresURL),
      messaging: MessagingConfiguration(
        kafka: kafka, prefix: try configuration.value(of: HostSettings.kafkaPrefix),
        consumers: try configuration.value(of: HostSettings.kafkaConsumers), failPoints: try Self.failPoints(configuration)))
  }

  /// The places at which tests let the process die.
  ///
  /// - Throws: ``ConfigurationError`` when the setting names no place.
  package static func failPoints(_ configuration: ConfigReader) throws -> FailPoints {
    do {
      return try FailPoints(parsing: try configuration.value(of: HostSettings.failPoint))
    } catch let error as UnknownFailPoint {
      throw ConfigurationError(key: HostSettings.failPoint.key, error.reason)
    }
  }

  /// `name=value` per line or separated by semicolons.
  package static func properties(_ text: String) throws -> [String: String] {
    var properties: [String: String] = [:]
    for entry in text.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
      guard let equals = entry.firstIndex(of: "="), equals > entry.startIndex else {
        throw ConfigurationError(key: HostSettings.kafkaProperties.key, "has an entry that is not name=value")
      }
      properties[Self.trimmed(entry[..<equals])] = Self.trimmed(entry[entry.index(after: equals)...])
    }
    return properties
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// Where a host's HTTP server listens.
public struct HostAddress: Sendable, Equatable {
  public let host: String
  public let port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  public var url: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

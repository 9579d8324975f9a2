public import Configuration
public import Contracts
public import Logging
public import Messaging

/// What a service stands on: made by the host, or by a test.
public struct ServiceGround: Sendable {
  /// Scoped to `RONDA_…`: `configuration.value(of: Setting<Int>("identity.attempts", default: 5, "…"))`.
  public let configuration: ConfigReader
  public let database: ServiceDatabase
  public let clock: WallClock
  public let logger: Logger
  public let outbound: Outbound
  public let verifier: TokenVerifier
  /// Directory for files that the service keeps; exists.
  public let dataDirectory: String
  /// Whether everything runs on one machine with the embedded broker.
  public let isEmbedded: Bool

  public init(
    configuration: ConfigReader, database: ServiceDatabase, clock: WallClock, logger: Logger, outbound: Outbound,
    verifier: TokenVerifier, dataDirectory: String, isEmbedded: Bool
  ) {
    self.configuration = configuration
    self.database = database
    self.clock = clock
    self.logger = logger
    self.outbound = outbound
    self.verifier = verifier
    self.dataDirectory = dataDirectory
    self.isEmbedded = isEmbedded
  }
}

import Contracts
import FoundationEssentials
import Kafka
import Logging
import Messaging
import Postgres

/// One service with its connections to the database, as the host made it.
struct HostedService: Sendable {
  let service: any RondaService
  let ground: ServiceGround
  let messaging: MessagingConfiguration

  var name: ServiceName { type(of: service).name }

  /// - Throws: ``ConfigurationError`` when the service cannot be made with its settings.
  init(_ type: any RondaService.Type, surroundings: HostSurroundings, outbound: Outbound, verifier: TokenVerifier) throws {
    let configuration = surroundings.configuration
    var logger = surroundings.logger
    logger[metadataKey: LogKey.service.rawValue] = "\(type.name.rawValue)"
    let postgres = PostgresConfiguration(
      url: surroundings.postgresURL, applicationName: "ronda-\(type.name.rawValue)", searchPath: [type.name.schema, "public"],
      role: SchemaOwner.role(of: type.name))
    let pool = PostgresPool(postgres, size: try configuration.value(of: HostSettings.postgresPool), logger: logger)
    let database = ServiceDatabase(
      service: type.name, pool: pool, clock: surroundings.clock, failPoints: surroundings.messaging.failPoints,
      traceParent: { TraceContext.current?.traceparent })
    let directory = try configuration.value(of: HostSettings.dataDirectory) + "/" + type.name.rawValue
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    ground = ServiceGround(
      configuration: configuration, database: database, clock: surroundings.clock, logger: logger, outbound: outbound, verifier: verifier,
      dataDirectory: directory, isEmbedded: surroundings.isEmbedded)
    service = try type.init(ground)
    var messaging = surroundings.messaging
    messaging.kafka.clientID = "ronda-\(type.name.rawValue)"
    self.messaging = messaging
  }

  /// Role, schema, tables, and the service's own preparation.
  func prepare(owner: PostgresPool) async throws {
    try await SchemaOwner(service: name, pool: owner).prepare(
      extensions: type(of: service).extensions, readerRole: type(of: service).readerRole)
    try await ground.database.migrate(try type(of: service).migrations, logger: ground.logger)
    try await service.prepare()
  }

  var readiness: ReadinessCheck {
    ReadinessCheck(name.rawValue + "_database") { [pool = ground.database.pool] in _ = try await pool.query("SELECT 1") }
  }

  var runtime: HostedMessaging {
    HostedMessaging(
      database: ground.database, subscriptions: service.subscriptions, configuration: messaging, isEmbedded: ground.isEmbedded,
      logger: ground.logger)
  }
}

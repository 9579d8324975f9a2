package import Contracts
package import Hummingbird
import Logging
package import Messaging
import Postgres
package import ServiceKit

/// One service on a real database with its schema up to date, without a broker: its routes answer, what it publishes stands in its outbox.
package struct TestService<Service: RondaService>: Sendable {
  package let service: Service
  package let ground: ServiceGround
  package let clock: ManualClock
  package let tokens: TestTokens
  package let temporary: TemporaryDatabase

  package var database: ServiceDatabase { ground.database }

  /// The HTTP side, for `application.test(.router)` or `.live`, with every middleware of the host.
  package func application(limits: HTTPLimits = HTTPLimits()) -> Application<RouterResponder<ServiceRequestContext>> {
    var router = ServiceRouter(services: [service], verifier: ground.verifier, logger: ground.logger)
    router.limits = limits
    router.checks = [ReadinessCheck("database") { [pool = ground.database.pool] in _ = try await pool.query("select 1") }]
    return Application(
      router: router.make(), configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)), logger: ground.logger)
  }

  /// The events of the type that stand in the outbox, in the order in which they were published.
  package func published<E: Event>(_ type: E.Type = E.self) async throws -> [E] {
    try await ground.database.read { transaction in
      try await transaction.query("select value from outbox where topic = \(E.topic.name) order by id").map { row in
        try EventCoding.decode(E.self, from: try row.decode([UInt8].self, "value"))
      }
    }
  }
}

/// Runs `body` with a service on an empty database of the shared server, and drops the database afterwards.
///
/// - Parameters:
///   - settings: environment variables by name, such as `RONDA_IDENTITY_SEED`.
///   - ownKeys: whether the service's own keys verify tokens (identity) in place of the test's.
@discardableResult
package func withTestService<Service: RondaService, Value>(
  _ type: Service.Type, settings: [String: String] = [:], clock: ManualClock = ManualClock(), ownKeys: Bool = false,
  _ body: (TestService<Service>) async throws -> Value
) async throws -> Value {
  try await withTemporaryDatabase(Service.name.schema) { temporary in
    var logger = Logger(label: "ronda.test.\(Service.name.rawValue)") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    let owner = temporary.makePool(size: 1)
    try await SchemaOwner(service: Service.name, pool: owner).prepare(extensions: Service.extensions, readerRole: Service.readerRole)
    await owner.close()
    let pool = PostgresPool(
      temporary.configuration(searchPath: [Service.name.schema, "public"], role: SchemaOwner.role(of: Service.name)), size: 4,
      logger: logger)
    let tokens = try TestTokens(clock: clock.clock)
    let verifier = ownKeys ? TokenVerifier(clock: clock.clock) : tokens.verifier
    // One for the test that asks over HTTP, one for the service that sends while it answers.
    let outbound = Outbound(threads: 2)
    defer { outbound.close() }
    let dataDirectory = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(dataDirectory) }
    let ground = ServiceGround(
      configuration: .variables(settings), database: ServiceDatabase(service: Service.name, pool: pool, clock: clock.clock),
      clock: clock.clock, logger: logger, outbound: outbound, verifier: verifier, dataDirectory: dataDirectory, isEmbedded: true)
    do {
      try await ground.database.migrate(try Service.migrations, logger: logger)
      let service = try Service(ground)
      if let source = service as? any TokenKeySource, ownKeys { await verifier.use(source) }
      try await service.prepare()
      let value = try await body(TestService(service: service, ground: ground, clock: clock, tokens: tokens, temporary: temporary))
      await pool.close()
      return value
    } catch {
      await pool.close()
      throw error
    }
  }
}

import Configuration
import Contracts
import Hummingbird
import Logging
import Messaging
import NIOCore
import Postgres
import ServiceLifecycle
import UnixSignals

/// Runs services, one or many, in this process until it is told to stop.
///
/// At the start: connections, roles, schemas and tables, each service's preparation, then everything at once. It waits for a
/// database that is away. At the end, in the opposite order: the HTTP server lets its requests finish, then background work,
/// consumers, relays and connections.
public struct ServiceHost: Sendable {
  /// A connection without a request is closed after this time; one that is being answered, such as a live stream, is not.
  private static let idleTimeout = TimeAmount.seconds(75)

  private let types: [any RondaService.Type]
  private let surroundings: HostSurroundings

  public init(_ services: [any RondaService.Type], _ surroundings: HostSurroundings) {
    types = services
    self.surroundings = surroundings
  }

  /// - Throws: ``ConfigurationError`` before anything has begun; later whatever a service could not go on with.
  public static func run(_ services: [any RondaService.Type], _ surroundings: HostSurroundings) async throws {
    try await ServiceHost(services, surroundings).run()
  }

  public func run() async throws {
    let configuration = surroundings.configuration
    let authorities = try configuration.value(of: HostSettings.certificateAuthorities)
    let outbound = Outbound(certificateAuthorities: authorities.isEmpty ? nil : authorities)
    defer { outbound.close() }
    let verifier = TokenVerifier(clock: surroundings.clock, issuer: try configuration.value(of: HostSettings.tokenIssuer))
    let hosted = try types.map { try HostedService($0, surroundings: surroundings, outbound: outbound, verifier: verifier) }
    try await chooseKeys(for: verifier, hosted, outbound)
    let application = try makeApplication(hosted, verifier)
    let drain = try configuration.value(of: HostSettings.drain)
    do {
      try await prepare(hosted)
      try await group(hosted, application, drain: drain).run()
    } catch {
      for one in hosted { await one.ground.database.pool.close() }
      throw error
    }
  }

  /// Keys come from identity when it is one of the services here, else from its address.
  private func chooseKeys(for verifier: TokenVerifier, _ hosted: [HostedService], _ outbound: Outbound) async throws {
    if let source = hosted.lazy.compactMap({ $0.service as? any TokenKeySource }).first {
      await verifier.use(source)
    } else {
      let url = try surroundings.configuration.value(of: HostSettings.jwksURL)
      await verifier.use(RemoteTokenKeys(url: url, outbound: outbound))
    }
  }

  private func prepare(_ hosted: [HostedService]) async throws {
    let owner = PostgresPool(
      PostgresConfiguration(url: surroundings.postgresURL, applicationName: "ronda-host"), size: 1, logger: surroundings.logger)
    do {
      for one in hosted { try await untilDatabaseAnswers { try await one.prepare(owner: owner) } }
    } catch {
      await owner.close()
      throw error
    }
    await owner.close()
  }

  /// A database that is away, busy or starting up is waited for; everything else ends the start.
  private func untilDatabaseAnswers(_ body: () async throws -> Void) async throws {
    var policy = RetryPolicy(attempts: .max, firstDelay: .milliseconds(100), longestDelay: .seconds(2)).delays
    while true {
      do {
        return try await body()
      } catch let error as PostgresError where error.isTransient {
        surroundings.logger.record(.warning, "The start waits for the database", [.error: "\(error)"])
        try await Task.sleep(for: policy.next())
      }
    }
  }

  private func makeApplication(_ hosted: [HostedService], _ verifier: TokenVerifier) throws -> Application<
    RouterResponder<ServiceRequestContext>
  > {
    let configuration = surroundings.configuration
    var router = ServiceRouter(services: hosted.map(\.service), verifier: verifier, logger: surroundings.logger)
    router.checks = hosted.map(\.readiness)
    router.registry = surroundings.registry
    router.limits = HTTPLimits(
      inFlight: try configuration.value(of: HostSettings.httpInFlight),
      inFlightPerClient: try configuration.value(of: HostSettings.httpInFlightPerClient),
      bodyBytes: try configuration.value(of: HostSettings.httpBodyLimit))
    let console = try configuration.value(of: HostSettings.consoleDirectory)
    if !console.isEmpty {
      router.console = ConsoleLocation(
        directory: console, vendorDirectory: try configuration.value(of: HostSettings.vendorDirectory),
        tileOrigins: try configuration.value(of: HostSettings.tileOrigins))
    }
    let host = try configuration.value(of: HostSettings.httpHost)
    let port = try configuration.value(of: HostSettings.httpPort)
    let onRunning = surroundings.onRunning
    let logger = surroundings.logger
    return Application(
      router: router.make(), server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in
        let address = HostAddress(host: host, port: channel.localAddress?.port ?? port)
        logger.record(.notice, "The HTTP server listens", [.address: "\(address.url)"])
        await onRunning(address)
      },
      logger: surroundings.logger)
  }

  /// Started from first to last, stopped from last to first.
  private func group(_ hosted: [HostedService], _ application: some ServiceLifecycle.Service, drain: Duration) -> ServiceGroup {
    var services: [any ServiceLifecycle.Service] = surroundings.companions
    services += hosted.map { $0.ground.database.pool }
    services += hosted.map(\.runtime)
    services += hosted.flatMap(\.service.background)
    services.append(application)
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: surroundings.handlesSignals ? [.sigterm, .sigint] : [], logger: surroundings.logger)
    configuration.maximumGracefulShutdownDuration = drain
    return ServiceGroup(configuration: configuration)
  }
}

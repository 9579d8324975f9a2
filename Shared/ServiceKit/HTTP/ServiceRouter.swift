import Contracts
public import Hummingbird
public import Logging

/// How the HTTP side of a host is set up.
public struct HTTPLimits: Sendable {
  public var inFlight: Int
  public var inFlightPerClient: Int
  public var bodyBytes: Int

  public init(inFlight: Int = 256, inFlightPerClient: Int = 32, bodyBytes: Int = 64 << 20) {
    self.inFlight = inFlight
    self.inFlightPerClient = inFlightPerClient
    self.bodyBytes = bodyBytes
  }
}

/// Where the console's files are.
public struct ConsoleLocation: Sendable {
  public var directory: String
  public var vendorDirectory: String
  public var tileOrigins: String

  public init(directory: String, vendorDirectory: String = "/usr/share/javascript", tileOrigins: String = "") {
    self.directory = directory
    self.vendorDirectory = vendorDirectory
    self.tileOrigins = tileOrigins
  }
}

/// Puts together everything that answers HTTP: services at `/api/<service>/v1`, health, metrics, console.
public struct ServiceRouter {
  public var services: [any RondaService]
  public var verifier: TokenVerifier
  public var checks: [ReadinessCheck] = []
  public var registry: PrometheusRegistry?
  public var limits = HTTPLimits()
  public var console: ConsoleLocation?
  public var logger: Logger

  public init(services: [any RondaService], verifier: TokenVerifier, logger: Logger) {
    self.services = services
    self.verifier = verifier
    self.logger = logger
  }

  /// The order of the middleware is the policy: whatever an inner one throws, an outer one turns into an answer and counts.
  public func make() -> Router<ServiceRequestContext> {
    let router = Router(context: ServiceRequestContext.self, options: [.autoGenerateHeadEndpoints])
    let table = RouteTable()
    router.add(middleware: AccessLogMiddleware())
    router.add(middleware: ProblemMiddleware())
    router.add(middleware: InFlightLimit(limit: limits.inFlight, clientLimit: limits.inFlightPerClient))
    router.add(middleware: BodyLimit(maximumBytes: limits.bodyBytes))
    if let console {
      router.add(
        middleware: ConsoleFiles(
          directory: console.directory, vendorDirectory: console.vendorDirectory, tileOrigins: console.tileOrigins, logger: logger))
    }
    router.add(middleware: table)
    HealthRoutes(checks: checks, registry: registry).add(to: router)
    for service in services {
      let routes = router.group("/api/\(type(of: service).name.rawValue)/v1")
      service.addRoutes(to: routes.add(middleware: AuthenticationMiddleware(verifier)))
    }
    table.learn(router)
    return router
  }
}

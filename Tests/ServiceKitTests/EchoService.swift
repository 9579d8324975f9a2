import Contracts
import HTTPTypes
import Hummingbird
import Logging
import Messaging
import Postgres
import ServiceKit
import Synchronization
import TestSupport

/// A service without a database, for what the HTTP side does by itself.
struct EchoService: RondaService {
  static let name = ServiceName.reporting
  static let migrations: [Migration] = []

  let gate = EchoGate()

  init() {}
  init(_ ground: ServiceGround) {}

  struct Body: Codable {
    struct Item: Codable {
      let amountMinor: Int64
      let dueOn: CalendarDate

      private enum CodingKeys: String, CodingKey {
        case amountMinor = "amount_minor"
        case dueOn = "due_on"
      }
    }

    let items: [Item]
  }

  func addRoutes(to api: ServiceRoutes) {
    api.post("echo") { request, context in
      try Response.json(try await request.decodeJSON(Body.self, context: context, maximumBytes: 4_096))
    }
    api.get("on") { request, _ in try Response.json(["date": try request.queryDate("date")]) }
    api.get("fail/connection") { _, _ -> Response in throw PostgresError(kind: .connection, message: "the server is away") }
    api.get("fail/unforeseen") { _, _ -> Response in throw UnforeseenError(name: "Juana") }
    api.authenticated.get("who") { _, context in
      try Response.json(["name": try context.requireViewer().fullName, "trace": TraceContext.current?.traceID ?? ""])
    }
    api.authenticated(.supervisor, .administrator).get("supervise") { _, _ in Response.noContent }
    api.get("wait") { [gate] _, _ in
      await gate.wait()
      return Response.noContent
    }
  }
}

struct UnforeseenError: Error {
  let name: String
}

/// Holds requests until the test lets them go.
actor EchoGate {
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var isOpen = false

  var waiting: Int { waiters.count }

  func wait() async {
    if isOpen { return }
    await withCheckedContinuation { waiters.append($0) }
  }

  func open() {
    isOpen = true
    for waiter in waiters { waiter.resume() }
    waiters = []
  }
}

/// What was logged, as text.
final class LogText: Sendable {
  private let lines = Mutex("")
  var text: String { lines.withLock { $0 } }
  func append(_ line: String) { lines.withLock { $0 += line } }

  var logger: Logger {
    Logger(label: "test") { label in JSONLogHandler(label: label, level: .trace, write: { self.append($0) }) }
  }
}

/// The echo service behind the host's middleware.
func makeEcho(
  _ service: EchoService = EchoService(), log: LogText = LogText(), verifier: TokenVerifier? = nil, checks: [ReadinessCheck] = [],
  registry: PrometheusRegistry? = nil, limits: HTTPLimits = HTTPLimits(), console: ConsoleLocation? = nil
) -> Application<RouterResponder<ServiceRequestContext>> {
  var router = ServiceRouter(
    services: [service], verifier: verifier ?? TokenVerifier(clock: .system), logger: log.logger)
  router.checks = checks
  router.registry = registry
  router.limits = limits
  router.console = console
  return Application(router: router.make(), configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: log.logger)
}

func withEcho<Value: Sendable>(_ body: @Sendable @escaping (TestHTTPClient, LogText) async throws -> Value) async throws -> Value {
  let log = LogText()
  return try await makeEcho(log: log).serving { client in try await body(client, log) }
}

import Contracts
import HTTPTypes
import Hummingbird
import NIOCore

/// Something that must be reachable for the program to be of use.
public struct ReadinessCheck: Sendable {
  public let name: String
  let run: @Sendable () async throws -> Void

  /// - Parameter run: throws when it is not reachable.
  public init(_ name: String, _ run: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.run = run
  }

  /// Whether it passes within `limit`.
  func passes(within limit: Duration) async -> Bool {
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await run() }
        group.addTask {
          try await Task.sleep(for: limit)
          throw CancellationError()
        }
        defer { group.cancelAll() }
        _ = try await group.next()
      }
      return true
    } catch {
      return false
    }
  }
}

/// `/healthz`: the process answers. `/readyz`: what it needs is reachable. `/metrics`: its numbers for Prometheus.
struct HealthRoutes {
  let checks: [ReadinessCheck]
  let registry: PrometheusRegistry?

  private struct Report: Encodable {
    let status: String
    let checks: [String: String]?
  }

  func add(to router: Router<ServiceRequestContext>) {
    router.get("/healthz") { _, _ in try Response.json(Report(status: "ok", checks: nil)) }
    router.get("/readyz") { _, _ in try await readiness() }
    guard let registry else { return }
    router.get("/metrics") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
    }
  }

  private func readiness() async throws -> Response {
    let results = await withTaskGroup(of: (String, Bool).self) { group in
      for check in checks { group.addTask { (check.name, await check.passes(within: .seconds(2))) } }
      return await group.reduce(into: [String: String]()) { $0[$1.0] = $1.1 ? "ok" : "unavailable" }
    }
    let isReady = results.values.allSatisfy { $0 == "ok" }
    return try Response.json(
      Report(status: isReady ? "ready" : "unavailable", checks: results), status: isReady ? .ok : .serviceUnavailable,
      headers: isReady ? [:] : [.retryAfter: "2"])
  }
}

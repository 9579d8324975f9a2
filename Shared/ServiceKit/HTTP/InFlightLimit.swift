import HTTPTypes
import Hummingbird
import Metrics
import Synchronization

/// Refuses more than a number of requests at the same time: 503 when all clients together exceed it, 429 when one does.
///
/// A client is its access token, or its address without one. Health and metrics always get through.
final class InFlightLimit: RouterMiddleware {
  typealias Context = ServiceRequestContext

  private struct State {
    var total = 0
    var perClient: [Int: Int] = [:]
  }

  private enum Verdict {
    case admitted
    case full
    case clientFull
  }

  private let limit: Int
  private let clientLimit: Int
  private let state = Mutex(State())
  private let gauge = Gauge(label: "http.requests.in.flight")

  init(limit: Int, clientLimit: Int) {
    self.limit = limit
    self.clientLimit = clientLimit
  }

  func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    guard request.uri.path.hasPrefix("/api/") else { return try await next(request, context) }
    let client = Self.client(of: request, context)
    switch admit(client) {
    case .full: throw Problem.unavailable("too_many_requests_in_flight", retryAfter: 1)
    case .clientFull:
      throw Problem(
        .tooManyRequests, code: "client_too_busy", detail: "Wait for the requests under way before sending more.", retryAfter: 1)
    case .admitted: break
    }
    defer { leave(client) }
    return try await next(request, context)
  }

  /// The hash tells clients of this process apart; nothing of the token is kept.
  private static func client(of request: Request, _ context: ServiceRequestContext) -> Int {
    (request.headers[.authorization] ?? context.remoteAddress ?? "").hashValue
  }

  private func admit(_ client: Int) -> Verdict {
    let (verdict, total) = state.withLock { state -> (Verdict, Int) in
      guard state.total < limit else { return (.full, state.total) }
      let own = state.perClient[client, default: 0]
      guard own < clientLimit else { return (.clientFull, state.total) }
      state.total += 1
      state.perClient[client] = own + 1
      return (.admitted, state.total)
    }
    gauge.record(total)
    return verdict
  }

  private func leave(_ client: Int) {
    let total = state.withLock { state in
      state.total -= 1
      let own = state.perClient[client, default: 1] - 1
      state.perClient[client] = own == 0 ? nil : own
      return state.total
    }
    gauge.record(total)
  }
}

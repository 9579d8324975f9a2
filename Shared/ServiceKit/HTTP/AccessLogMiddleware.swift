import Contracts
import HTTPTypes
import Hummingbird
import Logging
import Metrics

/// Counts and logs each request by its route's pattern, never by its path, and gives it its place in a trace.
struct AccessLogMiddleware: RouterMiddleware {
  typealias Context = ServiceRequestContext

  private static let traceParent = HTTPField.Name("traceparent")

  func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    let incoming = Self.traceParent.flatMap { request.headers[$0] }.flatMap { TraceContext(traceparent: $0) }
    let trace = incoming?.makeChild() ?? TraceContext.makeRoot()
    let start = ContinuousClock.now
    let response = try await TraceContext.$current.withValue(trace) {
      let response = try await next(request, context)
      note(request, response, context, took: start.duration(to: .now))
      return response
    }
    return response
  }

  private func note(_ request: Request, _ response: Response, _ context: ServiceRequestContext, took duration: Duration) {
    // A path without a route stays out: anybody can make up as many as they like, with anything in them.
    let route = context.endpointPath ?? "none"
    guard route != "/healthz", route != "/readyz", route != "/metrics" else { return }
    let method = Self.knownMethods.contains(request.method) ? request.method.rawValue : "other"
    let dimensions = [("route", route), ("method", method), ("status", String(response.status.code))]
    Counter(label: "http.requests", dimensions: dimensions).increment()
    let nanoseconds = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    Metrics.Timer(label: "http.request.duration", dimensions: [("route", route)]).recordNanoseconds(nanoseconds)
    context.logger.record(
      response.status.code >= 500 ? .warning : route == "NotFound" ? .debug : .info, "HTTP request",
      [
        .method: "\(method)", .route: "\(route)", .status: .stringConvertible(response.status.code),
        .durationMilliseconds: .stringConvertible(nanoseconds / 1_000_000), .bytes: .stringConvertible(response.body.contentLength ?? -1),
      ])
  }

  private static let knownMethods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
}

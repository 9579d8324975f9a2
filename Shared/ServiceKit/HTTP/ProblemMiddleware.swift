import Hummingbird
import Logging
import Messaging
import Postgres

/// Turns what a route throws into a problem document. What nobody foresaw is a 500 that says nothing more, and a log line.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = ServiceRequestContext

  func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      return try Self.problem(for: error, logger: context.logger).response(from: request, context: context)
    }
  }

  static func problem(for error: any Error, logger: Logger) -> Problem {
    switch error {
    case let problem as Problem:
      return problem
    case let error as PostgresError where error.isTransient || error.kind == .closed:
      logger.record(.warning, "A request met a database that is away", [.error: "\(error)"])
      return .unavailable(error.kind == .poolExhausted ? "database_busy" : "database_unavailable")
    case let error as EventTooLarge:
      logger.record(.warning, "A request would have made an event too large", [.error: "\(error)"])
      return Problem(.contentTooLarge, code: "event_too_large", detail: "The result exceeds what an event may have.")
    case is CancellationError:
      return .unavailable("shutting_down")
    case let error as OutboundError where error.isTransient:
      logger.record(.warning, "A request met another server that is away", [.error: "\(error)"])
      return .unavailable("upstream_unavailable", retryAfter: 10)
    case let error as any HTTPResponseError:
      return Problem(error.status, code: code(of: error.status.reasonPhrase))
    default:
      report(error, to: logger)
      return Problem(.internalServerError, code: "internal_error", detail: "The fault has been recorded.")
    }
  }

  /// `Content Too Large` as `content_too_large`.
  private static func code(of phrase: String) -> String {
    String(phrase.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
  }

  /// An unforeseen error's own text may hold personal data; its type does not, and a PostgresError's text leaks no values.
  private static func report(_ error: any Error, to logger: Logger) {
    var metadata: [LogKey: Logger.MetadataValue] = [.errorType: "\(String(reflecting: type(of: error)))"]
    if let error = error as? PostgresError { metadata[.error] = "\(error)" }
    logger.record(.error, "A request failed", metadata)
  }
}

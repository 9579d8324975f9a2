import HTTPTypes
public import Hummingbird
import Logging

/// Finds out who is asking from `Authorization: Bearer`. A request without a token goes on without a viewer; one with a
/// bad token is answered 401, one whose token cannot be checked for the moment 503.
public struct AuthenticationMiddleware: RouterMiddleware {
  public typealias Context = ServiceRequestContext

  private let verifier: TokenVerifier

  public init(_ verifier: TokenVerifier) {
    self.verifier = verifier
  }

  public func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    guard let header = request.headers[.authorization] else { return try await next(request, context) }
    guard header.prefix(7).lowercased() == "bearer " else { throw Problem.unauthorized }
    var context = context
    context.viewer = try await viewer(ofToken: String(header.dropFirst(7)), logger: context.logger)
    return try await next(request, context)
  }

  private func viewer(ofToken token: String, logger: Logger) async throws -> Viewer {
    do {
      return try await verifier.viewer(ofToken: token)
    } catch let error as TokenError where error != .noKeySource {
      throw Problem(
        .unauthorized, code: error == .expired ? "token_expired" : "token_invalid", detail: "Sign in or refresh the session.",
        headers: [.wwwAuthenticate: "Bearer error=\"invalid_token\""])
    } catch {
      logger.record(.error, "Keys of access tokens cannot be had", [.errorType: "\(String(reflecting: type(of: error)))"])
      throw Problem.unavailable("sign_in_unavailable", retryAfter: 5)
    }
  }
}

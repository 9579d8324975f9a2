import HTTPTypes
import Hummingbird
import NIOCore

/// Refuses a body above the host's limit: at once when its length is announced, else as soon as it is exceeded.
struct BodyLimit: RouterMiddleware {
  typealias Context = ServiceRequestContext

  let maximumBytes: Int

  func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > maximumBytes { throw Problem.tooLarge(maximumBytes) }
    do {
      return try await next(request, context)
    } catch is NIOTooManyBytesError {
      throw Problem.tooLarge(maximumBytes)
    }
  }
}

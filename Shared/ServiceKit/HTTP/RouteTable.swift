import HTTPTypes
import Hummingbird
import Synchronization

/// Answers a request that no route takes: 405 with `Allow` where the path has routes for other methods, else 404.
final class RouteTable: RouterMiddleware {
  typealias Context = ServiceRequestContext

  private struct Entry {
    let components: [RouterPath.Element]
    let method: HTTPRequest.Method
  }

  /// Set once all routes are known, which is after the middleware has been added.
  private let entries = Mutex<[Entry]>([])

  func learn(_ router: Router<ServiceRequestContext>) {
    let known = router.routes.map { Entry(components: $0.path.components, method: $0.method) }
    entries.withLock { $0 = known }
  }

  func handle(
    _ request: Request, context: ServiceRequestContext,
    next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      let methods = methods(at: request.uri.path)
      guard methods.isEmpty || methods.contains(request.method.rawValue) else {
        let allowed = methods.sorted().joined(separator: ", ")
        throw Problem(
          .methodNotAllowed, code: "method_not_allowed", detail: "This path takes \(allowed).", parameters: ["allowed": allowed],
          headers: [.allow: allowed])
      }
      throw Problem(.notFound, code: "not_found", detail: "There is nothing at this path.")
    }
  }

  private func methods(at path: String) -> Set<String> {
    let parts = path.split(separator: "/")
    return entries.withLock { entries in
      var methods: Set<String> = []
      for entry in entries where entry.components.count == parts.count {
        let isMatch = zip(entry.components, parts).allSatisfy { element, part in element ~= part }
        if isMatch { methods.insert(entry.method.rawValue) }
      }
      if methods.contains("GET") { methods.insert("HEAD") }
      return methods
    }
  }
}

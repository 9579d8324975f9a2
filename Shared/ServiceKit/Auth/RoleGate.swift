public import Contracts
public import Hummingbird

/// Lets a request through to its route only for a viewer with one of the roles.
public struct RoleGate: RouterMiddleware {
  public typealias Context = ServiceRequestContext

  private let roles: [StaffRole]

  public init(_ roles: [StaffRole]) {
    self.roles = roles
  }

  public func handle(
    _ request: Request, context: ServiceRequestContext, next: @concurrent (Request, ServiceRequestContext) async throws -> Response
  ) async throws -> Response {
    try context.requireViewer(anyOf: roles)
    return try await next(request, context)
  }
}

extension RouterGroup where Context == ServiceRequestContext {
  /// Routes that anybody who is signed in may use.
  public var authenticated: RouterGroup<ServiceRequestContext> { authenticated() }

  /// Routes for viewers with one of `roles`; any viewer when none is named.
  public func authenticated(_ roles: StaffRole...) -> RouterGroup<ServiceRequestContext> {
    group().add(middleware: RoleGate(roles))
  }
}

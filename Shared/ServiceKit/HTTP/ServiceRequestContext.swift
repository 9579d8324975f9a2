public import Contracts
public import Hummingbird
import NIOCore

/// What a route knows of its request besides the request itself.
public struct ServiceRequestContext: RequestContext {
  public var coreContext: CoreRequestContextStorage
  /// Who is asking; `nil` without an access token.
  public var viewer: Viewer?
  /// The address at the other end of the connection, without its port. For limits only, never logged.
  public let remoteAddress: String?

  public init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    viewer = nil
    remoteAddress = source.channel.remoteAddress?.ipAddress
  }

  /// The viewer, who must have one of `roles`; any viewer when none is named.
  ///
  /// - Throws: ``Problem`` 401 without a token, 403 without the role.
  @discardableResult
  public func requireViewer(_ roles: StaffRole...) throws -> Viewer {
    try requireViewer(anyOf: roles)
  }

  @discardableResult
  public func requireViewer(anyOf roles: [StaffRole]) throws -> Viewer {
    guard let viewer else { throw Problem.unauthorized }
    guard roles.isEmpty || !viewer.roles.isDisjoint(with: roles) else { throw Problem.forbidden(roles) }
    return viewer
  }
}

/// The routes of one service, at `/api/<service>/v1`.
public typealias ServiceRoutes = RouterGroup<ServiceRequestContext>

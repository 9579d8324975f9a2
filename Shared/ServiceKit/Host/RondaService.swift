public import Contracts
public import Messaging
public import Postgres
public import ServiceLifecycle

/// What a service contributes to the host that runs it, alone or together with others.
public protocol RondaService: Sendable {
  static var name: ServiceName { get }
  /// The service's own tables: `Migration.load(from: .module, directory: "Migrations")`.
  static var migrations: [Migration] { get throws }
  /// PostgreSQL extensions that the migrations need, such as `postgis`. The host makes them with the rights of its own user.
  static var extensions: [String] { get }
  /// A role without sign-in to which the service gives what others may read of its schema. The host makes it where it is missing.
  static var readerRole: String? { get }

  /// Reads its settings and fails when they cannot be used; touches no database yet.
  init(_ ground: ServiceGround) throws

  var subscriptions: [Subscription] { get }
  /// What runs besides subscriptions and routes. Each stops on graceful shutdown.
  var background: [any ServiceLifecycle.Service] { get }
  /// Runs once the schema is up to date and before anything is served. May be tried again after a transient failure.
  func prepare() async throws
  /// Adds the routes to a group that is already at `/api/<service>/v1` and knows the viewer.
  func addRoutes(to api: ServiceRoutes)
}

extension RondaService {
  public static var extensions: [String] { [] }
  public static var readerRole: String? { nil }
  public var subscriptions: [Subscription] { [] }
  public var background: [any ServiceLifecycle.Service] { [] }
  public func prepare() async throws {}
}

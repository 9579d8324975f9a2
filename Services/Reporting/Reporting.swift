public import Contracts
public import Messaging
public import Postgres
public import ServiceKit
public import ServiceLifecycle

/// Keeps what happened as facts and what holds as states, and tells it: the day's figures, the live picture, the rows for BI.
public struct ReportingService: RondaService {
  public static let name = ServiceName.reporting
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module) } }

  private let consumers = Consumers()
  private let feed: LiveFeed
  private let routes: Routes

  public init(_ ground: ServiceGround) throws {
    let settings = try ReportingSettings(ground.configuration)
    feed = LiveFeed(database: ground.database, clientLimit: settings.liveClients, logger: ground.logger)
    routes = Routes(database: ground.database, clock: ground.clock, feed: feed, settings: settings)
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [feed] }
  public func addRoutes(to api: ServiceRoutes) { routes.add(to: api) }
}

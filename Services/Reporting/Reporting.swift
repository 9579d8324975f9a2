public import Contracts
public import Messaging
public import Postgres
public import ServiceKit
public import ServiceLifecycle

/// Keeps what happened as facts and what holds as states, and tells it: the day's figures, the live picture, the rows for BI.
public struct ReportingService: RondaService {
  public static let name = ServiceName.reporting
  /// BI tools read views with it.
  public static var readerRole: String? { "ronda_bi" }
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module) } }

  private let consumers: Consumers
  private let feed: LiveFeed
  private let days: DayPublisher
  private let database: ServiceDatabase
  private let timeZone: String
  private let routes: Routes
  private let fieldRoutes: FieldRoutes
  private let indicatorRoutes: IndicatorRoutes
  private let exportRoutes: ExportRoutes

  public init(_ ground: ServiceGround) throws {
    let settings = try ReportingSettings(ground.configuration)
    database = ground.database
    timeZone = settings.timeZone
    consumers = Consumers(timeZone: settings.timeZone)
    days = DayPublisher(database: ground.database, settings: settings, logger: ground.logger)
    feed = LiveFeed(database: ground.database, clientLimit: settings.liveClients, logger: ground.logger)
    routes = Routes(database: ground.database, clock: ground.clock, feed: feed, settings: settings)
    fieldRoutes = FieldRoutes(database: ground.database, clock: ground.clock, settings: settings)
    indicatorRoutes = IndicatorRoutes(database: ground.database, clock: ground.clock, settings: settings)
    exportRoutes = ExportRoutes(
      database: ground.database, clock: ground.clock, settings: settings, gate: ExportGate(limit: settings.exportsAtOnce))
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [feed, days] }

  /// Lets views know the time zone, and BI tools read them.
  public func prepare() async throws {
    try await database.work { work in
      try await InstallationStore.use(timeZone: timeZone, in: work.transaction)
      if let role = Self.readerRole { try await ReaderStore.grant(to: role, in: work.transaction) }
    }
  }

  public func addRoutes(to api: ServiceRoutes) {
    routes.add(to: api)
    fieldRoutes.add(to: api)
    indicatorRoutes.add(to: api)
    exportRoutes.add(to: api)
  }
}

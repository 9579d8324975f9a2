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
  private let trims: Periodic
  private let days: Periodic
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
    let publisher = DayPublisher(database: ground.database, settings: settings)
    days = Periodic("days could not be counted; they are tried again", every: settings.dayInterval, logger: ground.logger) {
      try await publisher.publishDue()
    }
    let feed = LiveFeed(database: ground.database, clientLimit: settings.liveClients, logger: ground.logger)
    trims = Periodic("old live events could not be forgotten; it is tried again", every: LiveFeed.trimInterval, logger: ground.logger) {
      try await feed.trim()
    }
    self.feed = feed
    routes = Routes(database: ground.database, clock: ground.clock, feed: feed, settings: settings)
    fieldRoutes = FieldRoutes(database: ground.database, clock: ground.clock, settings: settings)
    indicatorRoutes = IndicatorRoutes(database: ground.database, clock: ground.clock, settings: settings)
    exportRoutes = ExportRoutes(
      database: ground.database, clock: ground.clock, settings: settings, gate: ExportGate(limit: settings.exportsAtOnce))
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [feed, trims, days] }

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

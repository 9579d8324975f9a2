import ContactLog
import ContactRules
public import Contracts
import Logging
public import Messaging
public import Postgres
public import ServiceKit
public import ServiceLifecycle

/// Writes to debtors: what to say, whether and when the law allows it, and each message at most once.
public struct NotificationsService: RondaService {
  public static let name = ServiceName.notifications
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module) } }

  private let consumers: Consumers
  private let dispatch: Periodic
  private let routes: Routes
  private let log: ContactLogRoutes
  private let watch: CalendarWatch
  private let ground: ServiceGround

  public init(_ ground: ServiceGround) throws {
    let settings = try NotificationSettings(ground.configuration, dataDirectory: ground.dataDirectory)
    consumers = Consumers(files: try Carriers.files(settings))
    let carriers = try Carriers(settings, outbound: ground.outbound, clock: ground.clock)
    if settings.server == nil {
      ground.logger.record(.notice, "no mail server is set: messages are written to a directory", [.path: "\(settings.outboxDirectory)"])
    }
    let rules = try LawSettings.rules(ground.configuration)
    let dispatcher = Dispatcher(
      database: ground.database, judge: LetterJudge(rules: rules, channels: carriers.channels), carriers: carriers, policy: settings.policy,
      batch: settings.workerBatch)
    // A batch under way is finished, so that no message is left in doubt.
    dispatch = Periodic(
      "messages could not be dispatched; they are tried again", every: settings.workerInterval, at: .awaitsRound, logger: ground.logger
    ) { try await dispatcher.runOnce() }
    routes = Routes(database: ground.database, signature: settings.signature)
    log = ContactLogRoutes(database: ground.database, isShared: true)
    watch = CalendarWatch(rules: rules, clock: ground.clock, logger: ground.logger)
    self.ground = ground
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [dispatch, watch] }
  public func prepare() async throws { try await ContactLogSchema.prepare(ground) }

  public func addRoutes(to api: ServiceRoutes) {
    routes.add(to: api)
    log.add(to: api)
  }
}

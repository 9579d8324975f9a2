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

  private let consumers = Consumers()
  private let worker: DispatchWorker
  private let routes: Routes

  public init(_ ground: ServiceGround) throws {
    let settings = try NotificationSettings(ground.configuration, dataDirectory: ground.dataDirectory)
    let carriers = try Carriers(settings, outbound: ground.outbound, clock: ground.clock)
    if settings.server == nil {
      ground.logger.record(.notice, "no mail server is set: messages are written to a directory", [.path: "\(settings.outboxDirectory)"])
    }
    let dispatcher = Dispatcher(
      database: ground.database, judge: LetterJudge(rules: try ContactRules(), channels: carriers.channels), carriers: carriers,
      policy: settings.policy, batch: settings.workerBatch)
    worker = DispatchWorker(dispatcher: dispatcher, interval: settings.workerInterval, logger: ground.logger)
    routes = Routes(database: ground.database, signature: settings.signature)
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [worker] }
  public func addRoutes(to api: ServiceRoutes) { routes.add(to: api) }
}

import ContactRules
public import Contracts
public import Messaging
public import Postgres
public import ServiceKit
public import ServiceLifecycle

/// What happens at the door: the day's package for a collector, visits, positions and promises with ids made on the device, and what
/// becomes of the promises.
public struct VisitCaptureService: RondaService {
  public static let name = ServiceName.visitCapture
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module) } }

  private let consumers: Consumers
  private let worker: CutOffWorker
  private let routes: Routes
  private let promiseRoutes: PromiseRoutes

  public init(_ ground: ServiceGround) throws {
    let settings = try VisitCaptureSettings(ground.configuration)
    let rules = try ContactRules()
    let keeper = PromiseKeeper()
    consumers = Consumers(keeper: keeper)
    worker = CutOffWorker(database: ground.database, keeper: keeper, settings: settings, logger: ground.logger)
    let judge = VisitJudge(rules: rules, policy: settings.policy)
    routes = Routes(
      database: ground.database, recorder: BatchRecorder(judge: judge, keeper: keeper),
      packer: Packer(rules: rules, staleAfter: settings.staleAfter),
      desk: NegotiationDesk(rules: rules, policy: settings.policy),
      courier: settings.codeServer.map { CodeCourier(outbound: ground.outbound, server: $0, sender: settings.codeSender) })
    promiseRoutes = PromiseRoutes(database: ground.database, keeper: keeper)
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [worker] }
  public func addRoutes(to api: ServiceRoutes) {
    routes.add(to: api)
    promiseRoutes.add(to: api)
  }
}

import ContactLog
import ContactRules
public import Contracts
public import Hummingbird
public import Messaging
public import Postgres
import RoutePlanning
public import ServiceKit
public import ServiceLifecycle

/// Shares debtors out by zone, plans each collector's day within the law, and keeps the routes true while the day goes on.
public struct AssignmentRoutingService: RondaService {
  public static let name = ServiceName.assignmentRouting
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module) } }
  public static let extensions = ["postgis"]

  package let consumers: Consumers
  package let planner: DayPlanner
  package let assigner: OwnerAssigner
  private let planning: PlanningService
  private let zoneRoutes: ZoneRoutes
  private let zoneGroupRoutes: ZoneGroupRoutes
  private let routes: Routes
  private let handRoutes: HandRoutes
  private let agendaRoutes: AgendaRoutes
  private let jobRoutes: JobRoutes
  private let weightRoutes: WeightRoutes
  private let moveRoutes: MoveRoutes
  private let log: ContactLogRoutes
  private let watch: CalendarWatch
  private let ground: ServiceGround

  public init(_ ground: ServiceGround) throws {
    let settings = try RoutingSettings(ground.configuration)
    let rules = try LawSettings.rules(ground.configuration)
    let law = VisitLaw(rules)
    let threads = BlockingThreads(name: "planning", count: 1)
    let travel = try settings.travelSource.make(
      settings.policy, ground.outbound, threads, requestSide: settings.travelRequestSide)
    planner = DayPlanner(
      database: ground.database, law: law, policy: settings.policy, travel: travel.planning, reviewing: travel.reviewing,
      planner: LocalSearchPlanner(), threads: threads)
    assigner = OwnerAssigner(reviewer: planner.reviewer)
    consumers = Consumers(reviewer: planner.reviewer)
    let zoneImport = ZoneImport(law: law)
    planning = PlanningService(
      planner: planner, assigner: assigner, zoneImport: zoneImport, settings: settings, threads: threads, logger: ground.logger)
    zoneRoutes = ZoneRoutes(database: ground.database, zoneImport: zoneImport)
    zoneGroupRoutes = ZoneGroupRoutes(database: ground.database, law: law)
    routes = Routes(database: ground.database, planner: planner)
    let changer = OwnerChanger(reviewer: planner.reviewer)
    let desk = PinDesk(law: law, reviewer: planner.reviewer)
    jobRoutes = JobRoutes(database: ground.database, runner: JobRunner(desk: desk, changer: changer))
    agendaRoutes = AgendaRoutes(database: ground.database)
    handRoutes = HandRoutes(
      database: ground.database, desk: desk, urgency: UrgentDesk(planner: planner, desk: desk),
      distributions: DistributionRunner(policy: settings.policy, changer: changer))
    weightRoutes = WeightRoutes(database: ground.database, standard: settings.policy.weights)
    moveRoutes = MoveRoutes(database: ground.database)
    log = ContactLogRoutes(database: ground.database)
    watch = CalendarWatch(rules: rules, clock: ground.clock, logger: ground.logger)
    self.ground = ground
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [planning, watch] }
  public func prepare() async throws { try await ContactLogSchema.prepare(ground) }

  public func addRoutes(to api: ServiceRoutes) {
    zoneRoutes.add(to: api)
    zoneGroupRoutes.add(to: api)
    routes.add(to: api)
    handRoutes.add(to: api)
    agendaRoutes.add(to: api)
    jobRoutes.add(to: api)
    weightRoutes.add(to: api)
    moveRoutes.add(to: api)
    log.add(to: api)
  }
}

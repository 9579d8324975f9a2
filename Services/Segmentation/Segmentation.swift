import ContactLog
public import Contracts
public import Messaging
public import Postgres
public import ServiceKit
public import ServiceLifecycle

/// Decides who is worked and how: segments, stages, and for each active account a circuit of steps that raises tasks.
public struct SegmentationService: RondaService {
  public static let name = ServiceName.segmentation
  public static var migrations: [Migration] { get throws { try Migration.load(from: .module) } }

  private let consumers: Consumers
  private let circuits: Periodic
  private let routes: Routes
  private let flags: FlagRoutes
  private let lists: ListRoutes
  private let strategies: StrategyRoutes
  private let segments: SegmentRoutes
  private let filters: FilterRoutes
  private let tasks: TaskRoutes
  private let jobs: JobRoutes
  private let log: ContactLogRoutes
  private let watch: CalendarWatch
  private let ground: ServiceGround

  public init(_ ground: ServiceGround) throws {
    let rules = try LawSettings.rules(ground.configuration)
    let engine = TreatmentEngine(rules: rules)
    consumers = Consumers(engine: engine)
    let settings = try SegmentationSettings(ground.configuration)
    let worker = CircuitWorker(database: ground.database, engine: engine, settings: settings)
    circuits = Periodic("circuits could not go on; they are tried again", every: settings.workerInterval, logger: ground.logger) {
      try await worker.runOnce()
    }
    routes = Routes(database: ground.database)
    let keeper = RestrictionKeeper(engine: engine)
    flags = FlagRoutes(database: ground.database, keeper: keeper)
    lists = ListRoutes(database: ground.database, keeper: keeper)
    strategies = StrategyRoutes(database: ground.database)
    segments = SegmentRoutes(database: ground.database, engine: engine)
    filters = FilterRoutes(database: ground.database)
    tasks = TaskRoutes(database: ground.database, engine: engine)
    jobs = JobRoutes(database: ground.database, engine: engine)
    log = ContactLogRoutes(database: ground.database, isShared: true)
    watch = CalendarWatch(rules: rules, clock: ground.clock, logger: ground.logger)
    self.ground = ground
  }

  public var subscriptions: [Subscription] { consumers.subscriptions }
  public var background: [any ServiceLifecycle.Service] { [circuits, watch] }
  public func prepare() async throws { try await ContactLogSchema.prepare(ground) }
  public func addRoutes(to api: ServiceRoutes) {
    routes.add(to: api)
    flags.add(to: api)
    lists.add(to: api)
    strategies.add(to: api)
    segments.add(to: api)
    filters.add(to: api)
    tasks.add(to: api)
    jobs.add(to: api)
    log.add(to: api)
  }
}

import ContactLog
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
  package let oblivion: Oblivion
  private let cutOffs: Periodic
  package let sweeper: PhotoSweeper
  private let sweeps: Periodic
  package let alarms: AlarmClock
  private let alarming: Periodic
  private let alarmRoutes: AlarmRoutes
  private let routes: Routes
  private let promiseRoutes: PromiseRoutes
  private let historyRoutes: HistoryRoutes
  private let photoRoutes: PhotoRoutes
  private let quarantineRoutes: QuarantineRoutes
  private let trustRoutes: TrustRoutes
  private let checks: ContactCheckRoutes
  private let log: ContactLogRoutes
  private let watch: CalendarWatch
  private let ground: ServiceGround

  public init(_ ground: ServiceGround) throws {
    let settings = try VisitCaptureSettings(ground.configuration)
    let rules = try LawSettings.rules(ground.configuration)
    let keeper = PromiseKeeper()
    let people = People()
    let recorder = BatchRecorder(judge: VisitJudge(rules: rules, policy: settings.policy), keeper: keeper)
    let database = ground.database
    let vault = PhotoVault(directory: settings.photoDirectory(within: ground.dataDirectory))
    consumers = Consumers(keeper: keeper)
    oblivion = Oblivion(vault: vault)
    let worker = CutOffWorker(database: database, keeper: keeper, batch: settings.workerBatch)
    cutOffs = Periodic("promises could not be judged; they are tried again", every: settings.workerInterval, logger: ground.logger) {
      try await worker.runOnce()
    }
    checks = ContactCheckRoutes(database: database, judge: ContactJudge(rules: rules))
    log = ContactLogRoutes(database: database)
    watch = CalendarWatch(rules: rules, clock: ground.clock, logger: ground.logger)
    self.ground = ground
    routes = Routes(
      database: database, reception: Reception(database: database, recorder: recorder, people: people), recorder: recorder,
      packer: Packer(rules: rules, staleAfter: settings.staleAfter),
      desk: NegotiationDesk(rules: rules, policy: settings.policy),
      courier: settings.codeServer.map { CodeCourier(outbound: ground.outbound, server: $0, sender: settings.codeSender) }, people: people)
    promiseRoutes = PromiseRoutes(database: database, keeper: keeper)
    historyRoutes = HistoryRoutes(database: database)
    let sweeper = PhotoSweeper(database: database, vault: vault, abandonedAfter: settings.photosAbandonedAfter)
    sweeps = Periodic(
      "abandoned photographs could not be removed; it is tried again", every: PhotoSweeper.interval, logger: ground.logger
    ) { try await sweeper.runOnce() }
    self.sweeper = sweeper
    let alarms = AlarmClock(database: database, lead: settings.alarmLead)
    alarming = Periodic("terms could not be looked at; it is tried again", every: settings.alarmInterval, logger: ground.logger) {
      try await alarms.runOnce()
    }
    self.alarms = alarms
    alarmRoutes = AlarmRoutes(database: database)
    photoRoutes = PhotoRoutes(database: database, vault: vault, policy: settings.policy, people: people)
    quarantineRoutes = QuarantineRoutes(database: database, recorder: recorder)
    trustRoutes = TrustRoutes(database: database)
  }

  public var subscriptions: [Subscription] { consumers.subscriptions + [oblivion.subscription] }
  public var background: [any ServiceLifecycle.Service] { [cutOffs, watch, sweeps, alarming] }
  public func prepare() async throws { try await ContactLogSchema.prepare(ground) }

  public func addRoutes(to api: ServiceRoutes) {
    routes.add(to: api)
    promiseRoutes.add(to: api)
    historyRoutes.add(to: api)
    photoRoutes.add(to: api)
    quarantineRoutes.add(to: api)
    trustRoutes.add(to: api)
    alarmRoutes.add(to: api)
    checks.add(to: api)
    log.add(to: api)
  }
}

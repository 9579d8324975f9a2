import Contracts

/// One judgement under way: the treatment and its tasks as they change.
struct CircuitRun {
  let profile: Profile
  let placement: Placement
  let catalogue: Catalogue
  let now: Instant
  let identify: @Sendable (TaskKey) throws -> TaskID

  var treatment: Treatment
  /// The tasks of the present cycle.
  var tasks: [TaskID: StrategyTask]
  var changed: [StrategyTask] = []
  /// When the present step may go on by itself.
  var parkedUntil: Instant?
  private var stageChange: StageChange?

  var dossier: Dossier { profile.dossier }
  var standing: Standing { profile.standing }
  var calendar: LocalCalendar { profile.calendar }
  var today: CalendarDate { profile.today }

  init(
    _ profile: Profile, _ placement: Placement, catalogue: Catalogue, now: Instant,
    identify: @escaping @Sendable (TaskKey) throws -> TaskID
  ) {
    self.profile = profile
    self.placement = placement
    self.catalogue = catalogue
    self.now = now
    self.identify = identify
    let account = profile.dossier.account
    treatment =
      profile.dossier.treatment
      ?? Treatment(
        accountID: account.accountID, debtorID: account.debtorID, creditorID: account.creditorID, stage: profile.stage,
        stageSince: account.businessDate, bucket: profile.bucket, segmentIDs: [], strategyID: nil, strategyVersion: nil, cycle: 0,
        step: nil, stepSince: now, anchor: nil, state: .closed, nextAt: nil, version: 0, changedAt: now)
    tasks = Dictionary(uniqueKeysWithValues: profile.dossier.tasks.map { ($0.taskID, $0) })
  }

  /// Stage, bucket and segments.
  mutating func classify() {
    let before = dossier.treatment
    if before?.stage != profile.stage {
      treatment.stage = profile.stage
      treatment.stageSince = standing.clearedByPayment ? today : dossier.account.businessDate
      stageChange = StageChange(
        accountID: treatment.accountID, from: before?.stage, to: profile.stage, effectiveOn: treatment.stageSince, changedAt: now)
    }
    treatment.bucket = profile.bucket
    treatment.debtorID = dossier.account.debtorID
    treatment.segmentIDs = placement.segmentIDs
  }

  /// Puts the account on the circuit that takes it, and goes on as far as the time allows.
  mutating func follow() throws {
    let before = dossier.treatment
    let chosen = placement.strategy
    let anchor = chosen.circuit.restartsOnNewDueDate ? dossier.account.dueDate : nil
    let dueMovedOn = anchor.map { date in treatment.anchor.map { $0 < date } ?? false } ?? false
    if before == nil || treatment.state == .closed || treatment.strategyID != chosen.strategyID || dueMovedOn {
      enter(chosen)
    } else if let version = treatment.strategyVersion, version < chosen.version {
      migrate(to: chosen, catalogue.migration(of: chosen.strategyID, from: version))
    }
    treatment.anchor = anchor ?? treatment.anchor
    treatment.state = .active
    if dossier.debtor != nil {
      try advance()
      try answerBrokenWord()
    }
    try raiseBucketActions()
  }

  /// A case under way when a newer version was published.
  private mutating func migrate(to strategy: Strategy, _ migration: CaseMigration) {
    switch migration.policy {
    case .finish: break
    case .restart: enter(strategy)
    case .jump:
      // A finished circuit has nowhere to jump from: it stays finished.
      guard let step = treatment.step, let target = migration.target(from: step, in: strategy.circuit) else { return }
      treatment.strategyVersion = strategy.version
      guard target != step else { return }
      if let task = task(of: step), task.state == .open { close(task, .superseded) }
      treatment.step = target
      treatment.stepSince = now
    }
  }

  private mutating func enter(_ strategy: Strategy) {
    for task in openTasks() where task.cycle != TaskKey.outsideCycles { close(task, .superseded) }
    tasks = tasks.filter { $0.value.cycle == TaskKey.outsideCycles }
    treatment.strategyID = strategy.strategyID
    treatment.strategyVersion = strategy.version
    treatment.cycle += 1
    treatment.step = strategy.circuit.steps.first?.name
    treatment.stepSince = now
    treatment.anchor = nil
  }

  /// The account may not be worked for now: its circuit stands still where it is.
  mutating func pause() {
    closeOpenTasks(.paused)
    if treatment.strategyID == nil || treatment.state == .closed {
      enter(placement.strategy)
    }
    treatment.state = .paused
    // A flag lasts until somebody lifts it; the peace after an agreement ends by itself.
    if !dossier.history.keepsAgreement { parkedUntil = dossier.history.peaceEndsAt.flatMap { $0 > now ? $0 : nil } }
  }

  /// The account is not worked any more.
  mutating func close() {
    let cured = dossier.account.status == .cured
    closeOpenTasks(cured ? clearance(openedOn: nil) : .withdrawn)
    treatment.state = .closed
    treatment.step = nil
    treatment.anchor = nil
  }

  func clearance(openedOn: CalendarDate?) -> TaskCloseReason {
    standing.clearance(of: dossier.account, openedOn: openedOn ?? treatment.stageSince)
  }

  func verdict() -> Verdict {
    var treatment = treatment
    treatment.nextAt = nextAt()
    let before = dossier.treatment
    let isTreatmentChanged = before?.event != treatment.event
    if isTreatmentChanged {
      treatment.version += 1
      treatment.changedAt = now
    }
    return Verdict(
      treatment: treatment, isTreatmentChanged: isTreatmentChanged, isRowChanged: treatment != before, tasks: changed,
      stageChange: stageChange)
  }

  /// The next moment at which time alone changes something: a wait ends, a task expires, a promise falls due.
  private func nextAt() -> Instant? {
    if treatment.state == .paused { return parkedUntil }
    guard treatment.state == .active, dossier.debtor != nil else { return nil }
    let open = tasks.values.filter { $0.state == .open }
    let expiries = open.map { calendar.start(of: $0.expiresOn.advanced(byDays: 1)) }
    let breaches = open.filter { $0.breachedAt == nil }.compactMap(\.serviceDueAt)
    return (expiries + breaches + [parkedUntil].compactMap { $0 }).min()
  }
}

import Contracts

extension CircuitRun {
  /// More transitions than this at one time mean a circuit that the validation should have refused; the rest happens the next day.
  private static let transitionLimit = 64
  /// How long the judgement of a promise may take to arrive.
  private static let patience = Seconds(3_600)

  /// Goes from step to step until one has to wait.
  mutating func advance() throws {
    guard let id = treatment.strategyID, let version = treatment.strategyVersion,
      let circuit = catalogue[StrategyKey(id, version)]?.circuit
    else { return }
    for _ in 0..<Self.transitionLimit {
      guard let name = treatment.step, let step = circuit.step(named: name) else { return }
      guard step.when?.holds(for: profile) ?? true else {
        move(to: circuit.successor(of: step))
        continue
      }
      guard let target = try target(after: step, in: circuit) else { return }
      move(to: target.step)
    }
    parkedUntil = calendar.start(of: today.advanced(byDays: 1))
  }

  private struct Target { var step: String? }

  /// Where to go from `step` now; `nil` when it has to wait.
  private mutating func target(after step: Step, in circuit: Circuit) throws -> Target? {
    switch step.action {
    case .wait(let days):
      // A broken promise or agreement is answered the same day, not when the pause is over.
      if isWordBroken(since: treatment.stepSince) { return Target(step: circuit.successor(of: step)) }
      let until = calendar.start(of: calendar.date(of: treatment.stepSince).advanced(byDays: days))
      return isOver(until) ? Target(step: circuit.successor(of: step)) : nil
    case .waitForDue(let daysBefore):
      // Without a due date there is nothing to wait for but the account's next state.
      guard let due = dossier.account.dueDate else { return nil }
      return isOver(calendar.start(of: due.advanced(byDays: -daysBefore))) ? Target(step: circuit.successor(of: step)) : nil
    case .branch(let condition, let then, let otherwise):
      return Target(step: condition.holds(for: profile) ? then : otherwise ?? circuit.successor(of: step))
    case .raise(let order):
      guard try work(on: step.name, order) else { return nil }
      let isExpired = task(of: step.name)?.closeReason == .expired
      return Target(step: (isExpired ? order.onExpiry : nil) ?? circuit.successor(of: step))
    }
  }

  private mutating func isOver(_ until: Instant) -> Bool {
    if until <= now { return true }
    parkedUntil = until
    return false
  }

  private mutating func move(to step: String?) {
    treatment.step = step
    treatment.stepSince = now
  }

  /// Raises the task of a step, or finds out what became of it. True when the circuit may go on.
  private mutating func work(on step: String, _ order: TaskOrder) throws -> Bool {
    let task = task(of: step)
    if order.kind == .visit, let resumesOn = visitsPausedUntil {
      if let task, task.state == .open { close(task, .paused) }
      if task == nil || task?.state == .open || task?.closeReason == .paused {
        parkedUntil = resumesOn
        return false
      }
    }
    if order.kind == .visit, let task, task.closeReason == .paused, isKept(since: task.openedAt) {
      close(task, .paid)
      return true
    }
    guard let task else {
      let task = try open(taskKey(step), order)
      return order.effectiveQueue == .automatic || task.state == .closed
    }
    if order.effectiveQueue == .automatic { return true }
    if task.state == .open { return false }
    guard task.closeReason == .paused else { return true }
    reopen(task, order)
    return false
  }

  /// How long visits wait for an active promise: until it is judged, and somewhat longer, so that the judgement comes first.
  private var visitsPausedUntil: Instant? {
    let history = dossier.history
    let until =
      history.promiseOpenUntil.map { $0.advanced(by: Self.patience) }
      ?? history.promiseDueOn.map { calendar.start(of: $0.advanced(byDays: 1)) }
    return until.flatMap { $0 > now ? $0 : nil }
  }

  private func isWordBroken(since instant: Instant) -> Bool { dossier.history.brokenAt.map { $0 > instant } ?? false }

  /// When a promise or an agreement breaks and the circuit has nothing for people to do, somebody calls.
  mutating func answerBrokenWord() throws {
    guard let brokenAt = dossier.history.brokenAt, isWordBroken(since: treatment.stepSince), !standing.isCleared,
      !tasks.values.contains(where: { $0.state == .open && $0.queue != .automatic })
    else { return }
    let what = brokenAt == dossier.history.promiseBrokenAt ? "promise" : "agreement"
    let step = "\(what) broken on \(calendar.date(of: brokenAt))"
    if task(of: step) == nil { try open(taskKey(step), TaskOrder(.call, expiresAfterDays: 5)) }
  }

  /// What an account does on moving up into a bucket; on first sight its circuit says what to do.
  mutating func raiseBucketActions() throws {
    guard let before = dossier.treatment, before.state == .active, before.bucket != profile.bucket else { return }
    let scale = catalogue.policy.buckets
    let previous = scale.bands.firstIndex { $0.name == before.bucket } ?? 0
    guard scale.index(of: standing.daysPastDue) > previous else { return }
    for action in catalogue.policy.bucketActions where action.bucket == profile.bucket {
      guard action.when?.holds(for: profile) ?? true else { continue }
      if task(of: action.step) == nil {
        try open(
          taskKey(action.step), TaskOrder(action.kind, template: action.template, expiresAfterDays: action.expiresAfterDays))
      }
    }
  }

  /// The task that the step raised in this cycle, under whichever version: a step never has two.
  func task(of step: String) -> StrategyTask? {
    tasks.values.filter { $0.step == step && $0.cycle == treatment.cycle }.max { $0.strategyVersion < $1.strategyVersion }
  }

  private func taskKey(_ step: String) -> TaskKey {
    TaskKey(
      accountID: treatment.accountID, strategyID: treatment.strategyID ?? StrategyID(""),
      strategyVersion: treatment.strategyVersion ?? 0, step: step, cycle: treatment.cycle)
  }
}

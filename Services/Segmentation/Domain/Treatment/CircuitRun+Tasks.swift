import Contracts

extension CircuitRun {
  /// A visit task is refreshed when its amount changes or its priority moves by this much; smaller moves are not worth a new plan.
  private static let priorityStep = 50

  /// Ends the tasks that were done, whose debt is no longer overdue, or whose time is over.
  mutating func closeFinishedTasks() {
    for task in openTasks() {
      if isVisited(task) {
        close(task, .done)
      } else if task.kind == .visit, isKept(since: task.openedAt) {
        close(task, .paid)
      } else if standing.isCleared, task.daysPastDue > 0 {
        close(task, clearance(openedOn: calendar.date(of: task.openedAt)))
      } else if today > task.expiresOn {
        close(task, .expired)
      }
    }
  }

  /// Notes the tasks that people did not do within their service level. They stay open.
  mutating func noteBreaches() {
    for var task in openTasks() where task.breachedAt == nil {
      guard let due = task.serviceDueAt, due <= now else { continue }
      task.breachedAt = now
      put(task, isNewVersion: true)
    }
  }

  /// Whether what was promised has been paid since: then there is nothing to visit for.
  func isKept(since instant: Instant) -> Bool { dossier.history.promiseKeptAt.map { $0 >= instant } ?? false }

  private func isVisited(_ task: StrategyTask) -> Bool {
    if dossier.history.finishedTasks.contains(task.taskID) { return true }
    // A visit to the debtor does the account's visit task even when the gateway did not name it.
    return task.kind == .visit && dossier.history.lastVisitAt.map { $0 >= task.openedAt } ?? false
  }

  mutating func closeOpenTasks(_ reason: TaskCloseReason) {
    for task in openTasks() { close(task, reason) }
  }

  /// In a fixed order, so that the same change always yields the same events in the same order.
  func openTasks() -> [StrategyTask] {
    tasks.values.filter { $0.state == .open }.sorted { $0.taskID < $1.taskID }
  }

  @discardableResult
  mutating func open(_ key: TaskKey, _ order: TaskOrder) throws -> StrategyTask {
    let dueOn = firstDate(for: order.effectiveQueue)
    let taskID = try identify(key)
    // After a rebuild from the topics a visit can be known before the task that it did.
    let isDone = dossier.history.finishedTasks.contains(taskID)
    let task = StrategyTask(
      taskID: taskID, debtorID: treatment.debtorID, accountID: treatment.accountID, creditorID: treatment.creditorID, kind: order.kind,
      state: isDone ? .closed : .open, closeReason: isDone ? .done : nil, strategyID: key.strategyID, strategyVersion: key.strategyVersion,
      step: key.step,
      cycle: key.cycle, template: order.template, dueOn: dueOn, expiresOn: dueOn.advanced(byDays: order.expiresAfterDays),
      priority: priority(),
      amountMinor: standing.overdueMinor, currency: dossier.account.currency, daysPastDue: standing.daysPastDue,
      segmentIDs: treatment.segmentIDs, queue: order.effectiveQueue, serviceDueAt: order.serviceHours.map(serviceDue), version: 1,
      openedAt: now, changedAt: now)
    put(task)
    return task
  }

  /// Work that was interrupted goes on under the same identity.
  mutating func reopen(_ task: StrategyTask, _ order: TaskOrder) {
    var task = task
    task.state = .open
    task.closeReason = nil
    task.dueOn = firstDate(for: order.effectiveQueue)
    task.expiresOn = task.dueOn.advanced(byDays: order.expiresAfterDays)
    task.serviceDueAt = order.serviceHours.map(serviceDue)
    task.breachedAt = nil
    task.openedAt = now
    update(&task)
    put(task, isNewVersion: true)
  }

  mutating func close(_ task: StrategyTask, _ reason: TaskCloseReason) {
    var task = task
    task.state = .closed
    task.closeReason = reason
    put(task, isNewVersion: true)
  }

  mutating func refreshOpenTasks() {
    for task in openTasks() where task.queue != .automatic && !changed.contains(where: { $0.taskID == task.taskID }) {
      let score = priority()
      guard
        task.amountMinor != standing.overdueMinor || task.segmentIDs != treatment.segmentIDs
          || abs(task.priority - score) >= Self.priorityStep
      else { continue }
      var task = task
      update(&task)
      put(task, isNewVersion: true)
    }
  }

  private func update(_ task: inout StrategyTask) {
    task.priority = priority()
    task.amountMinor = standing.overdueMinor
    task.daysPastDue = standing.daysPastDue
    task.segmentIDs = treatment.segmentIDs
  }

  /// People go out from the next working date on; machines may act at once.
  private func firstDate(for queue: TaskQueue) -> CalendarDate {
    queue == .automatic ? today : catalogue.policy.workingWeek.next(after: today, country: dossier.debtor?.country ?? "")
  }

  private func serviceDue(after hours: Int) -> Instant { now.advanced(by: Seconds(hours * 3_600)) }

  private func priority() -> Int { catalogue.policy.priority.score(of: profile) }

  private mutating func put(_ task: StrategyTask, isNewVersion: Bool = false) {
    var task = task
    if let index = changed.firstIndex(where: { $0.taskID == task.taskID }) {
      // Changed twice in one judgement: one new version, the last state.
      task.version = changed[index].version
      task.changedAt = now
      changed[index] = task
    } else {
      if isNewVersion { task.version += 1 }
      task.changedAt = now
      changed.append(task)
    }
    tasks[task.taskID] = task
  }
}

package import Contracts

/// What a task's identity is made of: the same step of the same cycle is always the same task.
package struct TaskKey: Hashable, Sendable {
  package var accountID: AccountID
  package var strategyID: StrategyID
  package var strategyVersion: Int
  package var step: String
  package var cycle: Int

  /// In place of a cycle, for work that no circuit raised: it outlives a change of strategy.
  package static let outsideCycles = 0

  package var text: String { "\(accountID)/\(strategyID)/\(strategyVersion)/\(step)/\(cycle)" }
}

/// Work that a circuit raised.
package struct StrategyTask: Equatable, Sendable {
  package var taskID: TaskID
  package var debtorID: DebtorID
  package var accountID: AccountID
  package var creditorID: CreditorID
  package var kind: TaskKind
  package var state: TaskState
  package var closeReason: TaskCloseReason?
  package var strategyID: StrategyID
  package var strategyVersion: Int
  package var step: String
  package var cycle: Int
  package var template: String?
  package var dueOn: CalendarDate
  package var expiresOn: CalendarDate
  package var priority: Int
  package var amountMinor: Int64
  package var currency: Currency
  package var daysPastDue: Int
  package var segmentIDs: [SegmentID]
  /// Who does it.
  package var queue: TaskQueue
  /// The hour that was agreed with the debtor, of a call-back.
  package var dueAt: Instant?
  /// When the service level is breached.
  package var serviceDueAt: Instant?
  package var breachedAt: Instant?
  package var version: Int64
  package var openedAt: Instant
  package var changedAt: Instant

  package init(
    taskID: TaskID, debtorID: DebtorID, accountID: AccountID, creditorID: CreditorID, kind: TaskKind, state: TaskState,
    closeReason: TaskCloseReason?, strategyID: StrategyID, strategyVersion: Int, step: String, cycle: Int, template: String?,
    dueOn: CalendarDate, expiresOn: CalendarDate, priority: Int, amountMinor: Int64, currency: Currency, daysPastDue: Int,
    segmentIDs: [SegmentID], queue: TaskQueue, dueAt: Instant? = nil, serviceDueAt: Instant? = nil, breachedAt: Instant? = nil,
    version: Int64, openedAt: Instant, changedAt: Instant
  ) {
    self.taskID = taskID
    self.debtorID = debtorID
    self.accountID = accountID
    self.creditorID = creditorID
    self.kind = kind
    self.state = state
    self.closeReason = closeReason
    self.strategyID = strategyID
    self.strategyVersion = strategyVersion
    self.step = step
    self.cycle = cycle
    self.template = template
    self.dueOn = dueOn
    self.expiresOn = expiresOn
    self.priority = priority
    self.amountMinor = amountMinor
    self.currency = currency
    self.daysPastDue = daysPastDue
    self.segmentIDs = segmentIDs
    self.queue = queue
    self.dueAt = dueAt
    self.serviceDueAt = serviceDueAt
    self.breachedAt = breachedAt
    self.version = version
    self.openedAt = openedAt
    self.changedAt = changedAt
  }

  /// What the rest of Ronda sees of it.
  package var event: TaskChanged {
    TaskChanged(
      taskID: taskID, debtorID: debtorID, accountID: accountID, creditorID: creditorID, kind: kind, state: state,
      closeReason: closeReason, strategyID: strategyID, strategyVersion: strategyVersion, step: step, template: template, dueOn: dueOn,
      expiresOn: expiresOn, priority: priority, amountMinor: amountMinor, currency: currency, daysPastDue: daysPastDue,
      segmentIDs: segmentIDs, version: version, changedAt: changedAt, queue: queue, dueAt: dueAt, serviceDueAt: serviceDueAt,
      breachedAt: breachedAt)
  }
}

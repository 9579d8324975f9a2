package import Contracts

/// What a task's identity is made of: the same step of the same cycle is always the same task.
package struct TaskKey: Hashable, Sendable {
  package var accountID: AccountID
  package var strategyID: StrategyID
  package var strategyVersion: Int
  package var step: String
  package var cycle: Int

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
  package var version: Int64
  package var openedAt: Instant
  package var changedAt: Instant

  package init(
    taskID: TaskID, debtorID: DebtorID, accountID: AccountID, creditorID: CreditorID, kind: TaskKind, state: TaskState,
    closeReason: TaskCloseReason?, strategyID: StrategyID, strategyVersion: Int, step: String, cycle: Int, template: String?,
    dueOn: CalendarDate, expiresOn: CalendarDate, priority: Int, amountMinor: Int64, currency: Currency, daysPastDue: Int,
    segmentIDs: [SegmentID], version: Int64, openedAt: Instant, changedAt: Instant
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
      segmentIDs: segmentIDs, version: version, changedAt: changedAt)
  }
}

extension TaskKind {
  /// A message is done by a machine: the circuit does not wait for it.
  package var isMessage: Bool {
    switch self {
    case .email, .sms, .whatsapp, .letter, .fax: true
    case .visit, .call, .legal, .agency: false
    }
  }
}

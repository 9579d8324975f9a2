/// Work that a strategy raised for one account, and its end.
public struct TaskChanged: VersionedEvent {
  public static let type = "task.changed"
  public static let topic = Topics.task
  public var key: RecordKey { RecordKey(debtorID, taskID) }

  public var taskID: TaskID
  public var debtorID: DebtorID
  public var accountID: AccountID
  public var creditorID: CreditorID
  public var kind: TaskKind
  public var state: TaskState
  /// `nil` while the task is open.
  public var closeReason: TaskCloseReason?
  public var strategyID: StrategyID
  public var strategyVersion: Int
  public var step: String
  /// The template of a message task.
  public var template: String?
  /// The first business date on which it may be done.
  public var dueOn: CalendarDate
  /// The last one.
  public var expiresOn: CalendarDate
  /// 0 to 1000, higher first.
  public var priority: Int
  /// What is overdue, as known when the task last changed.
  public var amountMinor: Int64
  public var currency: Currency
  public var daysPastDue: Int
  public var segmentIDs: [SegmentID]
  public var version: Int64
  public var changedAt: Instant
  /// Who does it; absent in events from before there were queues.
  public var queue: TaskQueue?
  /// The hour that was agreed with the debtor, of a call-back.
  public var dueAt: Instant?
  /// When the service level is breached.
  public var serviceDueAt: Instant?
  /// When it was: the task goes on.
  public var breachedAt: Instant?

  public init(
    taskID: TaskID, debtorID: DebtorID, accountID: AccountID, creditorID: CreditorID, kind: TaskKind, state: TaskState,
    closeReason: TaskCloseReason?, strategyID: StrategyID, strategyVersion: Int, step: String, template: String?, dueOn: CalendarDate,
    expiresOn: CalendarDate, priority: Int, amountMinor: Int64, currency: Currency, daysPastDue: Int, segmentIDs: [SegmentID],
    version: Int64, changedAt: Instant, queue: TaskQueue? = nil, dueAt: Instant? = nil, serviceDueAt: Instant? = nil,
    breachedAt: Instant? = nil
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
    self.template = template
    self.dueOn = dueOn
    self.expiresOn = expiresOn
    self.priority = priority
    self.amountMinor = amountMinor
    self.currency = currency
    self.daysPastDue = daysPastDue
    self.segmentIDs = segmentIDs
    self.version = version
    self.changedAt = changedAt
    self.queue = queue
    self.dueAt = dueAt
    self.serviceDueAt = serviceDueAt
    self.breachedAt = breachedAt
  }

  private enum CodingKeys: String, CodingKey {
    case taskID = "task_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case creditorID = "creditor_id"
    case kind, state
    case closeReason = "close_reason"
    case strategyID = "strategy_id"
    case strategyVersion = "strategy_version"
    case step, template
    case dueOn = "due_on"
    case expiresOn = "expires_on"
    case priority
    case amountMinor = "amount_minor"
    case currency
    case daysPastDue = "days_past_due"
    case segmentIDs = "segment_ids"
    case version, queue
    case changedAt = "changed_at"
    case dueAt = "due_at"
    case serviceDueAt = "service_due_at"
    case breachedAt = "breached_at"
  }
}

public enum TaskKind: String, Codable, CaseIterable, Sendable {
  case visit
  case email
  case sms
  case whatsapp
  case letter
  case call
  case fax
  case legal
  case agency
}

/// Who does a task.
public enum TaskQueue: String, Codable, CaseIterable, Sendable {
  /// A machine.
  case automatic
  case collectors
  case phone
  case backOffice = "back_office"
  case lawyers
  case agencies
}

public enum TaskState: String, Codable, CaseIterable, Sendable {
  case open
  case closed
}

public enum TaskCloseReason: String, Codable, CaseIterable, Sendable {
  case done
  case paid
  case cured
  case expired
  case paused
  case superseded
  case withdrawn
}

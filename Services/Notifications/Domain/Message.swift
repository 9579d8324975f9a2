package import Contracts

/// Where a message is in its life.
package enum DeliveryState: String, CaseIterable, Sendable {
  case pending
  /// Waits for the law, or for a promise to fall due.
  case deferred
  /// A dispatcher is handing it to the mail server, and nobody else may.
  case sending
  case sent
  case suppressed
  case failed
  /// It was being handed over when the dispatcher or the connection broke: it may have been sent. It is not sent again.
  case uncertain

  /// Nothing will change it any more.
  package var isSettled: Bool {
    switch self {
    case .pending, .deferred, .sending: false
    case .sent, .suppressed, .failed, .uncertain: true
    }
  }

  /// What the rest of Ronda sees.
  var published: MessageState {
    switch self {
    case .pending, .sending: .pending
    case .deferred: .deferred
    case .sent: .sent
    case .suppressed: .suppressed
    case .failed, .uncertain: .failed
    }
  }
}

/// A message to a debtor.
package struct Message: Equatable, Sendable {
  package var messageID: MessageID
  package var debtorID: DebtorID
  package var accountID: AccountID
  package var taskID: TaskID?
  package var promiseID: PromiseID?
  /// The agreement of which an instalment falls due.
  package var agreementID: AgreementID?
  /// Whether the task, promise or instalment that it comes from still stands.
  package var isSourceOpen: Bool
  package var sourceCloseReason: String?
  package var channel: ContactChannel
  package var template: String
  /// 0 until it has been rendered.
  package var templateVersion: Int
  package var dueOn: CalendarDate
  package var expiresOn: CalendarDate
  /// About overdue debt, as against a reminder before the due date.
  package var isOverdue: Bool
  package var state: DeliveryState
  /// Why it was deferred, suppressed or failed, as a code.
  package var reason: String?
  package var ruleIDs: [String]
  package var notBefore: Instant?
  package var nextAt: Instant?
  package var attempt: Int
  package var attemptedAt: Instant?
  package var leaseUntil: Instant?
  package var sentAt: Instant?
  package var version: Int64
  package var changedAt: Instant

  package init(
    messageID: MessageID, debtorID: DebtorID, accountID: AccountID, taskID: TaskID?, promiseID: PromiseID?,
    agreementID: AgreementID? = nil, isSourceOpen: Bool, sourceCloseReason: String?, channel: ContactChannel, template: String,
    templateVersion: Int, dueOn: CalendarDate,
    expiresOn: CalendarDate, isOverdue: Bool, state: DeliveryState, reason: String?, ruleIDs: [String], notBefore: Instant?,
    nextAt: Instant?, attempt: Int, attemptedAt: Instant?, leaseUntil: Instant?, sentAt: Instant?, version: Int64, changedAt: Instant
  ) {
    self.messageID = messageID
    self.debtorID = debtorID
    self.accountID = accountID
    self.taskID = taskID
    self.promiseID = promiseID
    self.agreementID = agreementID
    self.isSourceOpen = isSourceOpen
    self.sourceCloseReason = sourceCloseReason
    self.channel = channel
    self.template = template
    self.templateVersion = templateVersion
    self.dueOn = dueOn
    self.expiresOn = expiresOn
    self.isOverdue = isOverdue
    self.state = state
    self.reason = reason
    self.ruleIDs = ruleIDs
    self.notBefore = notBefore
    self.nextAt = nextAt
    self.attempt = attempt
    self.attemptedAt = attemptedAt
    self.leaseUntil = leaseUntil
    self.sentAt = sentAt
    self.version = version
    self.changedAt = changedAt
  }

  /// Whether it reminds of what the debtor promised or agreed to pay, rather than of debt.
  package var isReminder: Bool { promiseID != nil || agreementID != nil }

  /// What the rest of Ronda sees of it.
  package var event: NotificationChanged {
    NotificationChanged(
      messageID: messageID, debtorID: debtorID, accountID: accountID, taskID: taskID, channel: channel, template: template,
      templateVersion: templateVersion, state: state.published, reason: reason, ruleIDs: ruleIDs, notBefore: notBefore, sentAt: sentAt,
      version: version, changedAt: changedAt)
  }
}

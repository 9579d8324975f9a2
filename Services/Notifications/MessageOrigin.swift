import Contracts
import ServiceKit

/// The message that follows from a task, a promise or an instalment of an agreement. The same source is always the same message.
enum MessageOrigin {
  private static let promiseReminder = "promise_reminder"
  private static let instalmentReminder = "instalment_reminder"
  /// A promise for tomorrow needs no reminder today.
  private static let shortestPromise = 2

  /// `nil` for work that is not a message, or that people do.
  static func of(_ task: TaskChanged, at now: Instant) throws -> MessageStore.Origin? {
    guard let channel = task.kind.messageChannel, task.queue ?? .automatic == .automatic else { return nil }
    let message = Message(
      messageID: try MessageID(naming: "message", "task", task.taskID.description), debtorID: task.debtorID, accountID: task.accountID,
      taskID: task.taskID, promiseID: nil, isSourceOpen: task.state == .open, sourceCloseReason: task.closeReason?.rawValue,
      channel: channel, template: task.template ?? "", templateVersion: 0, dueOn: task.dueOn, expiresOn: task.expiresOn,
      isOverdue: task.daysPastDue > 0, state: .pending, reason: nil, ruleIDs: [], notBefore: nil, nextAt: now, attempt: 0,
      attemptedAt: nil, leaseUntil: nil, sentAt: nil, version: 0, changedAt: now)
    return MessageStore.Origin(message: message, creditorID: task.creditorID, sourceVersion: task.version)
  }

  /// A reminder on the day before the promise falls due, taken back when it is kept or given up earlier.
  static func of(_ promise: PromiseChanged, at now: Instant) throws -> MessageStore.Origin {
    let isWorthIt = promise.dueOn.days(since: promise.madeAt.dateInUTC) >= shortestPromise
    let isActive = promise.state == .active
    let message = Message(
      messageID: try MessageID(naming: "message", "promise", promise.promiseID.description), debtorID: promise.debtorID,
      accountID: promise.accountID, taskID: nil, promiseID: promise.promiseID, isSourceOpen: isActive && isWorthIt,
      sourceCloseReason: isActive ? "promise_too_near" : "promise_\(promise.state.rawValue)", channel: .email, template: promiseReminder,
      templateVersion: 0, dueOn: promise.dueOn.advanced(byDays: -1), expiresOn: promise.dueOn, isOverdue: true, state: .pending,
      reason: nil, ruleIDs: [], notBefore: nil, nextAt: now, attempt: 0, attemptedAt: nil, leaseUntil: nil, sentAt: nil, version: 0,
      changedAt: now)
    return MessageStore.Origin(message: message, creditorID: nil, sourceVersion: promise.version)
  }

  /// A reminder on the day before the next instalment falls due, whatever the bank's books say of the account; `nil` when none is to be
  /// paid, or when it falls due today. Who is behind already is not reminded but called.
  static func of(_ agreement: AgreementChanged, at now: Instant) throws -> MessageStore.Origin? {
    guard agreement.state == .active, let dueOn = agreement.nextDueOn, dueOn > agreement.changedAt.dateInUTC else { return nil }
    let message = Message(
      messageID: try MessageID(naming: "message", "agreement", agreement.agreementID.description, dueOn.description),
      debtorID: agreement.debtorID, accountID: agreement.accountID, taskID: nil, promiseID: nil, agreementID: agreement.agreementID,
      isSourceOpen: true, sourceCloseReason: nil, channel: .email, template: instalmentReminder, templateVersion: 0,
      dueOn: dueOn.advanced(byDays: -1), expiresOn: dueOn, isOverdue: false, state: .pending, reason: nil, ruleIDs: [], notBefore: nil,
      nextAt: now, attempt: 0, attemptedAt: nil, leaseUntil: nil, sentAt: nil, version: 0, changedAt: now)
    return MessageStore.Origin(message: message, creditorID: agreement.creditorID, sourceVersion: agreement.version)
  }
}

extension TaskKind {
  /// The channel of a task that a machine can do.
  var messageChannel: ContactChannel? {
    switch self {
    case .email: .email
    case .sms: .sms
    case .whatsapp: .whatsapp
    case .letter: .letter
    case .fax: .fax
    case .visit, .call, .legal, .agency: nil
    }
  }
}

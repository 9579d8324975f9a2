/// A message to a debtor and its delivery.
public struct NotificationChanged: VersionedEvent {
  public static let type = "notification.changed"
  public static let topic = Topics.notification
  public var key: RecordKey { RecordKey(debtorID, messageID) }

  public var messageID: MessageID
  public var debtorID: DebtorID
  public var accountID: AccountID?
  public var taskID: TaskID?
  public var channel: ContactChannel
  public var template: String
  public var templateVersion: Int
  public var state: MessageState
  /// Why it was deferred, suppressed or failed, as a code.
  public var reason: String?
  /// The contact rules that decided.
  public var ruleIDs: [String]
  /// When a deferred message will be tried.
  public var notBefore: Instant?
  public var sentAt: Instant?
  public var version: Int64
  public var changedAt: Instant

  public init(
    messageID: MessageID, debtorID: DebtorID, accountID: AccountID?, taskID: TaskID?, channel: ContactChannel, template: String,
    templateVersion: Int, state: MessageState, reason: String?, ruleIDs: [String], notBefore: Instant?, sentAt: Instant?, version: Int64,
    changedAt: Instant
  ) {
    self.messageID = messageID
    self.debtorID = debtorID
    self.accountID = accountID
    self.taskID = taskID
    self.channel = channel
    self.template = template
    self.templateVersion = templateVersion
    self.state = state
    self.reason = reason
    self.ruleIDs = ruleIDs
    self.notBefore = notBefore
    self.sentAt = sentAt
    self.version = version
    self.changedAt = changedAt
  }

  private enum CodingKeys: String, CodingKey {
    case messageID = "message_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case taskID = "task_id"
    case channel, template
    case templateVersion = "template_version"
    case state, reason
    case ruleIDs = "rule_ids"
    case notBefore = "not_before"
    case sentAt = "sent_at"
    case version
    case changedAt = "changed_at"
  }
}

public enum MessageState: String, Codable, CaseIterable, Sendable {
  case pending
  case deferred
  case sent
  case suppressed
  case failed
}

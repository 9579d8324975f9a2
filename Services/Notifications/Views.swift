import Contracts

/// A message as the back office sees it: no text, and the address only as far as it takes to recognise it.
struct MessageView: Encodable, Sendable {
  let messageID: MessageID
  let debtorID: DebtorID
  let accountID: AccountID
  let taskID: TaskID?
  let promiseID: PromiseID?
  let agreementID: AgreementID?
  let channel: ContactChannel
  let template: String
  let templateVersion: Int
  let state: String
  let reason: String?
  let ruleIDs: [String]
  let address: String?
  let attempts: Int
  let notBefore: Instant?
  let sentAt: Instant?
  /// When it reached the debtor, as the gateway says.
  let deliveredAt: Instant?
  let changedAt: Instant

  init(_ message: Message, address: String?, deliveredAt: Instant?) {
    messageID = message.messageID
    debtorID = message.debtorID
    accountID = message.accountID
    taskID = message.taskID
    promiseID = message.promiseID
    agreementID = message.agreementID
    channel = message.channel
    template = message.template
    templateVersion = message.templateVersion
    state = message.state.rawValue
    reason = message.reason
    ruleIDs = message.ruleIDs
    self.address = address.map(Self.masked)
    attempts = message.attempt
    notBefore = message.notBefore
    sentAt = message.sentAt
    self.deliveredAt = deliveredAt
    changedAt = message.changedAt
  }

  /// `m•••@example.com`, `•••21`
  private static func masked(_ address: String) -> String {
    guard let at = address.lastIndex(of: "@") else { return "•••" + address.filter(\.isNumber).suffix(2) }
    return address.prefix(1) + "•••" + address[at...]
  }

  private enum CodingKeys: String, CodingKey {
    case messageID = "message_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case taskID = "task_id"
    case promiseID = "promise_id"
    case agreementID = "agreement_id"
    case channel, template, state, reason, address, attempts
    case templateVersion = "template_version"
    case ruleIDs = "rule_ids"
    case notBefore = "not_before"
    case sentAt = "sent_at"
    case deliveredAt = "delivered_at"
    case changedAt = "changed_at"
  }
}

import ContactLog
import ContactRules
import Contracts

/// A message that has been claimed, and what is handed over.
struct ClaimedMessage: Sendable {
  var message: Message
  var outgoing: OutgoingMessage
}

/// Decides about the letters of one batch, one after another: what is claimed counts towards the caps of those that follow.
struct BatchDecider {
  /// How long a message waits that needs something which has not come; its arrival wakes it earlier.
  private static let patience = Seconds(60)

  let judge: LetterJudge
  let carriers: Carriers
  let renderer: TemplateRenderer
  let policy: SendingPolicy
  let now: Instant

  private(set) var changed: [Message] = []
  private(set) var published: [NotificationChanged] = []
  private(set) var mails: [ClaimedMessage] = []
  /// What the law said, for the log.
  private(set) var decisions: [LoggedDecision] = []
  private var claimed: [DebtorID: [PriorContact]] = [:]

  init(judge: LetterJudge, carriers: Carriers, renderer: TemplateRenderer, policy: SendingPolicy, now: Instant) {
    self.judge = judge
    self.carriers = carriers
    self.renderer = renderer
    self.policy = policy
    self.now = now
  }

  mutating func decide(_ letter: Letter) throws {
    var letter = letter
    letter.message.channel = judge.channel(of: letter)
    letter.prior += claimed[letter.message.debtorID] ?? []
    let (decision, ruling) = judge.decide(letter, at: now)
    if let ruling { try log(ruling, decision, letter) }
    switch decision {
    case .send(let ruleIDs): claim(letter, ruleIDs: ruleIDs)
    case .deferred(let until, let reason, let ruleIDs):
      put(letter.message, letter.message.deferred(until: until, reason: reason, ruleIDs: ruleIDs, at: now))
    case .suppressed(let reason, let ruleIDs):
      put(letter.message, letter.message.settled(.suppressed, reason: reason, ruleIDs: ruleIDs, at: now))
    case .failed(let reason): put(letter.message, letter.message.settled(.failed, reason: reason, at: now))
    case .wait: put(letter.message, letter.message.waiting(until: now.advanced(by: Self.patience)))
    }
  }

  private mutating func log(_ ruling: LetterRuling, _ decision: LetterDecision, _ letter: Letter) throws {
    let outcome =
      switch decision {
      case .send: "sent"
      case .deferred: "deferred"
      case .suppressed, .failed, .wait: "suppressed"
      }
    decisions.append(
      try LoggedDecision(
        .send, outcome: outcome, about: letter.message.messageID, of: letter.message.debtorID, accountID: letter.message.accountID,
        creditorID: letter.account?.creditorID, ruling.request, ruling.decision, by: judge.rules, at: now))
  }

  private mutating func claim(_ letter: Letter, ruleIDs: [String]) {
    let message = letter.message
    guard let carrier = carriers[message.channel], let reach = letter.debtor?.reach[message.channel] else {
      return put(message, message.settled(.failed, reason: "channel_not_available", at: now))
    }
    do {
      let text = try renderer.render(letter)
      let claim = message.claimed(templateVersion: text.templateVersion, ruleIDs: ruleIDs, lease: policy.lease, at: now)
      let address = carrier.address(reach.address)
      let content = try carrier.compose(text, message.messageID, address, now)
      mails.append(
        ClaimedMessage(message: claim, outgoing: OutgoingMessage(messageID: message.messageID, address: address, content: content)))
      claimed[message.debtorID, default: []].append(PriorContact(message.channel, at: now))
      put(message, claim)
    } catch let fault as RenderingFault {
      put(message, message.settled(.failed, reason: fault.reason, at: now))
    } catch {
      put(message, message.settled(.failed, reason: "cannot_be_composed", at: now))
    }
  }

  private mutating func put(_ before: Message, _ after: Message) {
    changed.append(after)
    if after.version > before.version { published.append(after.event) }
  }
}

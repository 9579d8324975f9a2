import ContactRules
import Contracts

/// A message that has been claimed, and its mail.
struct ClaimedMail: Sendable {
  var message: Message
  var outgoing: OutgoingMail
}

/// Decides about the letters of one batch, one after another: what is claimed counts towards the caps of those that follow.
struct BatchDecider {
  /// How long a message waits that needs something which has not come; its arrival wakes it earlier.
  private static let patience = Seconds(60)

  let judge: LetterJudge
  let composer: MailComposer
  let renderer: TemplateRenderer
  let policy: SendingPolicy
  let now: Instant

  private(set) var changed: [Message] = []
  private(set) var published: [NotificationChanged] = []
  private(set) var mails: [ClaimedMail] = []
  private var claimed: [DebtorID: [PriorContact]] = [:]

  init(judge: LetterJudge, composer: MailComposer, renderer: TemplateRenderer, policy: SendingPolicy, now: Instant) {
    self.judge = judge
    self.composer = composer
    self.renderer = renderer
    self.policy = policy
    self.now = now
  }

  mutating func decide(_ letter: Letter) {
    var letter = letter
    letter.prior += claimed[letter.message.debtorID] ?? []
    switch judge.decide(letter, at: now) {
    case .send(let ruleIDs): claim(letter, ruleIDs: ruleIDs)
    case .deferred(let until, let reason, let ruleIDs):
      put(letter.message, letter.message.deferred(until: until, reason: reason, ruleIDs: ruleIDs, at: now))
    case .suppressed(let reason, let ruleIDs):
      put(letter.message, letter.message.settled(.suppressed, reason: reason, ruleIDs: ruleIDs, at: now))
    case .failed(let reason): put(letter.message, letter.message.settled(.failed, reason: reason, at: now))
    case .wait: put(letter.message, letter.message.waiting(until: now.advanced(by: Self.patience)))
    }
  }

  private mutating func claim(_ letter: Letter, ruleIDs: [String]) {
    let message = letter.message
    do {
      let text = try renderer.render(letter)
      let claim = message.claimed(templateVersion: text.templateVersion, ruleIDs: ruleIDs, lease: policy.lease, at: now)
      let address = letter.debtor?.email ?? ""
      let content = composer.compose(text, for: message.messageID, to: address, at: now)
      mails.append(
        ClaimedMail(message: claim, outgoing: OutgoingMail(messageID: message.messageID, address: address, content: content)))
      claimed[message.debtorID, default: []].append(PriorContact(message.channel, at: now))
      put(message, claim)
    } catch {
      put(message, message.settled(.failed, reason: error.reason, at: now))
    }
  }

  private mutating func put(_ before: Message, _ after: Message) {
    changed.append(after)
    if after.version > before.version { published.append(after.event) }
  }
}

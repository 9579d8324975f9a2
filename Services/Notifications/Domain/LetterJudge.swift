package import ContactRules
package import Contracts
import Foundation

/// What is to be done with a message now.
package enum LetterDecision: Equatable, Sendable {
  /// It may go out; the rules whose window is open.
  case send(ruleIDs: [String])
  case deferred(until: Instant, reason: String, ruleIDs: [String])
  case suppressed(reason: String, ruleIDs: [String])
  case failed(reason: String)
  /// Something that it needs has not come yet.
  case wait
}

/// What the law said about a message, and what it was asked.
package struct LetterRuling: Equatable, Sendable {
  package let request: ContactRequest
  package let decision: ContactDecision
}

/// Decides whether a message may go out now. Pure: the facts and the time are given.
package struct LetterJudge: Sendable {
  /// The order in which a reminder of a promise or an instalment is sent by what there is.
  private static let reminderChannels: [ContactChannel] = [.email, .whatsapp, .sms]

  let rules: ContactRules
  /// Those that messages can be sent by here.
  let channels: Set<ContactChannel>

  package init(rules: ContactRules, channels: Set<ContactChannel>) {
    self.rules = rules
    self.channels = channels
  }

  /// The channel of a message: that of its task, and for a reminder the first by which the debtor can and may be reached.
  package func channel(of letter: Letter) -> ContactChannel {
    guard letter.message.isReminder, let reach = letter.debtor?.reach else { return letter.message.channel }
    let usable = Self.reminderChannels.filter { channels.contains($0) && reach[$0] != nil }
    return usable.first { reach[$0]?.consent != false } ?? usable.first ?? letter.message.channel
  }

  /// What to do, and the ruling of the law if it was the law that decided.
  package func decide(_ letter: Letter, at now: Instant) -> (decision: LetterDecision, ruling: LetterRuling?) {
    if let obstacle = sourceObstacle(letter.message) { return (obstacle, nil) }
    guard let debtor = letter.debtor, let account = letter.account else { return (.wait, nil) }
    guard let today = rules.localDate(of: now, in: debtor.timeZone) else { return (.failed(reason: "unknown_time_zone"), nil) }
    let obstacle = timeObstacle(letter, today: today, debtor: debtor, now: now) ?? debtObstacle(letter.message, account)
    if let obstacle { return (obstacle, nil) }
    guard let reach = debtor.reach[letter.message.channel] else { return (.failed(reason: "no_address"), nil) }
    let ruling = ruling(letter, debtor: debtor, account: account, consent: reach.consent, now: now)
    return (consequence(ruling.decision, consent: reach.consent, at: now), ruling)
  }

  private func sourceObstacle(_ message: Message) -> LetterDecision? {
    if !message.isSourceOpen {
      return .suppressed(reason: message.sourceCloseReason ?? "withdrawn", ruleIDs: [])
    }
    return channels.contains(message.channel) ? nil : .failed(reason: "channel_not_available")
  }

  private func timeObstacle(_ letter: Letter, today: CalendarDate, debtor: DebtorFacts, now: Instant) -> LetterDecision? {
    let message = letter.message
    if today > message.expiresOn { return .suppressed(reason: "expired", ruleIDs: []) }
    if today < message.dueOn { return .deferred(until: start(of: message.dueOn, debtor, now), reason: "not_due", ruleIDs: []) }
    // Who has promised to pay is left in peace until the promise has fallen due, except for the reminder of that promise.
    if message.isOverdue, message.promiseID == nil, let due = letter.promiseDueOn, due >= today {
      return .deferred(until: start(of: due.advanced(byDays: 1), debtor, now), reason: "promise_active", ruleIDs: [])
    }
    return nil
  }

  private func debtObstacle(_ message: Message, _ account: AccountFacts) -> LetterDecision? {
    guard account.status.isWorked else { return .suppressed(reason: account.status.rawValue, ruleIDs: []) }
    return message.isOverdue && account.daysPastDue <= 0 ? .suppressed(reason: "paid", ruleIDs: []) : nil
  }

  private func ruling(
    _ letter: Letter, debtor: DebtorFacts, account: AccountFacts, consent: Bool?, now: Instant
  ) -> LetterRuling {
    let request = ContactRequest(
      jurisdictions: [rules.jurisdiction(of: debtor.country, state: debtor.state)], channel: letter.message.channel,
      product: account.productType,
      consent: ChannelConsent(consent), flags: ContactFlags(account.flags), instant: now, timeZone: debtor.timeZone, prior: letter.prior)
    return LetterRuling(request: request, decision: rules.decide(request))
  }

  private func consequence(_ decision: ContactDecision, consent: Bool?, at now: Instant) -> LetterDecision {
    let ruleIDs = decision.ruleIDs.map(\.rawValue)
    if decision.allowed { return .send(ruleIDs: ruleIDs) }
    if consent == false { return .suppressed(reason: "consent_refused", ruleIDs: ruleIDs) }
    let reason = decision.reasons.first?.code.rawValue ?? "forbidden"
    guard let next = decision.nextAllowedAt, next > now else { return .suppressed(reason: reason, ruleIDs: ruleIDs) }
    return .deferred(until: next, reason: reason, ruleIDs: ruleIDs)
  }

  /// The first instant of a later date in the debtor's zone.
  private func start(of date: CalendarDate, _ debtor: DebtorFacts, _ now: Instant) -> Instant {
    let zone = TimeZone(identifier: debtor.timeZone) ?? .gmt
    func offset(_ instant: Instant) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))) * 1_000
    }
    let midnight = Instant(milliseconds: Int64(date.daysSince1970) * 86_400_000)
    // The offset that counts is the one in force at the local midnight, not at the UTC one.
    let guess = midnight.advanced(milliseconds: -offset(midnight))
    return max(midnight.advanced(milliseconds: -offset(guess)), now.advanced(milliseconds: 1))
  }
}

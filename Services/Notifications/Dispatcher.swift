import ContactLog
import ContactRules
import Contracts
package import Messaging
import Postgres
import ServiceKit

/// Decides about messages that are due, and sends those that may go out.
///
/// A message is sent at most once. It is claimed in one transaction, handed over outside of any, and settled in another. If the dispatcher
/// dies in between, or the connection breaks after everything was said, the message may have been sent: it becomes `uncertain`, is
/// published as failed with the reason `delivery_unknown`, counts towards the legal caps, and is not sent again. Its `Message-ID` follows from the
/// message, so that an operator can look for it at the mail server. What was certainly not taken is tried again. A transport on which a
/// repetition leaves one message is simply asked again.
package struct Dispatcher: Sendable {
  /// Messages between two questions whether they are still wanted.
  private static let volley = 8

  private let database: ServiceDatabase
  private let judge: LetterJudge
  private let carriers: Carriers
  private let policy: SendingPolicy
  private let batch: Int
  private let metrics = NotificationMetrics()

  package init(
    database: ServiceDatabase, judge: LetterJudge, carriers: Carriers, policy: SendingPolicy, batch: Int
  ) {
    self.database = database
    self.judge = judge
    self.carriers = carriers
    self.policy = policy
    self.batch = batch
  }

  /// Everything that is due by the service's clock.
  ///
  /// - Returns: how many messages were looked at.
  @discardableResult
  package func runOnce() async throws -> Int {
    try await settleAbandoned()
    var total = 0
    while !Task.isCancelled {
      let round = try await claim()
      try await send(round.mails)
      total += round.looked
      if round.looked < batch { break }
    }
    return total
  }

  /// Messages that have been claimed, with what to send.
  private struct Round: Sendable {
    var looked = 0
    var mails: [ClaimedMessage] = []
  }

  /// Decides about a batch, and claims what may go out.
  private func claim() async throws -> Round {
    try await database.work { work in
      let due = try await MessageStore.takeDue(at: work.now, limit: batch, in: work.transaction)
      guard !due.isEmpty else { return Round() }
      let letters = try await LetterStore.letters(for: due, at: work.now, in: work.transaction)
      let renderer = TemplateRenderer(try await TemplateStore.current(in: work.transaction))
      var decider = BatchDecider(judge: judge, carriers: carriers, renderer: renderer, policy: policy, now: work.now)
      for letter in letters { try decider.decide(letter) }
      try await ContactLogStore.insert(decider.decisions, in: work.transaction)
      try await MessageStore.update(decider.changed, in: work.transaction)
      try work.publish(contentsOf: decider.published)
      metrics.count(decider.published)
      return Round(looked: due.count, mails: decider.mails)
    }
  }

  private func send(_ mails: [ClaimedMessage]) async throws {
    for start in stride(from: 0, to: mails.count, by: Self.volley) {
      let volley = Array(mails[start..<min(start + Self.volley, mails.count)])
      let unwanted = try await database.read { try await MessageStore.unwanted(among: volley.map(\.message.messageID), in: $0) }
      var outcomes: [MessageID: Outcome] = unwanted.mapValues(Outcome.unwanted)
      let wanted = volley.filter { unwanted[$0.message.messageID] == nil }
      for (messageID, outcome) in await deliver(wanted) { outcomes[messageID] = .delivery(outcome) }
      try await conclude(volley.map(\.message), outcomes)
    }
  }

  private enum Outcome: Sendable {
    case delivery(DeliveryOutcome)
    case unwanted(reason: String)
  }

  private func deliver(_ mails: [ClaimedMessage]) async -> [(MessageID, DeliveryOutcome)] {
    await withTaskGroup(of: (MessageID, DeliveryOutcome).self) { group in
      for mail in mails {
        // Claimed only when there is one.
        guard let transport = carriers[mail.message.channel]?.transport else { continue }
        group.addTask { (mail.message.messageID, await transport.deliver(mail.outgoing)) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  /// Writes down what became of claimed messages. As long as the database is away it is tried again: only this dispatcher knows.
  private func conclude(_ claims: [Message], _ outcomes: [MessageID: Outcome]) async throws {
    while true {
      do {
        return try await database.work { work in
          let claimed = try await MessageStore.takeClaimed(claims, in: work.transaction)
          try await write(
            claimed.compactMap { messageID, message in outcomes[messageID].map { (message, after(message, $0, at: work.now)) } }, in: work)
        }
      } catch let error as PostgresError where error.isTransient {
        try await Task.sleep(for: .milliseconds(500))
      }
    }
  }

  private func after(_ message: Message, _ outcome: Outcome, at now: Instant) -> Message {
    switch outcome {
    case .unwanted(let reason): message.settled(.suppressed, reason: reason, at: now)
    case .delivery(.sent): message.sent(at: now)
    case .delivery(.notNow): message.retried(policy, at: now)
    case .delivery(.refused(let reason)): message.settled(.failed, reason: reason, ruleIDs: message.ruleIDs, at: now)
    case .delivery(.unknown): doubtful(message, at: now)
    }
  }

  private func doubtful(_ message: Message, at now: Instant) -> Message {
    carriers[message.channel]?.transport.isIdempotent == true
      ? message.retried(policy, at: now)
      : message.settled(.uncertain, reason: "delivery_unknown", ruleIDs: message.ruleIDs, at: now)
  }

  /// Settles what a dispatcher left behind that was killed while it was sending.
  private func settleAbandoned() async throws {
    try await database.work { work in
      let abandoned = try await MessageStore.takeAbandoned(at: work.now, limit: 1_000, in: work.transaction)
      try await write(abandoned.map { ($0, doubtful($0, at: work.now)) }, in: work)
    }
  }

  private func write(_ changes: [(before: Message, after: Message)], in work: Work) async throws {
    try await MessageStore.update(changes.map(\.after), in: work.transaction)
    let events = changes.filter { $0.after.version > $0.before.version }.map(\.after.event)
    try work.publish(contentsOf: events)
    metrics.count(events)
  }
}

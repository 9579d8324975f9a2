import ContactLog
package import Contracts
package import Messaging
import Postgres
import ServiceKit

/// What notifications does with the events of others.
///
/// Each keeps what is news, and takes back the messages that are not wanted any more. Nothing is sent here: that is the dispatcher's work.
package struct Consumers: Sendable {
  private let files: [OutboxDirectory]

  /// - Parameter files: where messages stand as files.
  package init(files: [OutboxDirectory] = []) { self.files = files }

  package func tasks(_ events: [TaskChanged], _ work: Work) async throws {
    let origins = try events.compactMap { try MessageOrigin.of($0, at: work.now) }
    let changed = try await MessageStore.upsert(origins, in: work.transaction)
    try await withdraw(messages: changed, in: work)
    try await ContactHistoryStore.insert(madeByHand: events, at: work.now, in: work.transaction)
  }

  package func promises(_ events: [PromiseChanged], _ work: Work) async throws {
    let changed = try await FactsStore.upsert(events, in: work.transaction)
    let origins = try events.filter { changed.contains($0.promiseID) }.map { try MessageOrigin.of($0, at: work.now) }
    try await withdraw(messages: try await MessageStore.upsert(origins, in: work.transaction), in: work)
  }

  /// Reminds of the instalment that falls due next, and takes back what reminds of another one.
  package func agreements(_ events: [AgreementChanged], _ work: Work) async throws {
    let changed = try await AgreementStore.upsert(events, in: work.transaction)
    let news = events.filter { changed.contains($0.agreementID) }
    let wanted = try await MessageStore.upsert(try news.compactMap { try MessageOrigin.of($0, at: work.now) }, in: work.transaction)
    let former = try await AgreementStore.closeFormerReminders(news, in: work.transaction)
    try await withdraw(messages: wanted + former, in: work)
  }

  package func debtors(_ events: [DebtorUpdated], _ work: Work) async throws {
    try await FactsStore.upsert(events.map(DebtorFacts.init), at: work.now, in: work.transaction)
  }

  package func accounts(_ events: [AccountUpdated], _ work: Work) async throws {
    let changed = try await FactsStore.upsert(events.map(\.withoutChargesBeforeDue), at: work.now, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    try await withdraw(accounts: changed, in: work)
  }

  package func restrictions(_ events: [RestrictionsChanged], _ work: Work) async throws {
    let changed = try await RestrictionStore.upsert(events, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    try await MessageStore.wake(to: changed, at: work.now, in: work.transaction)
  }

  package func payments(_ events: [PaymentRecorded], _ work: Work) async throws {
    var newest: [AccountID: PaymentRecorded] = [:]
    for event in events where newest[event.accountID].map({ $0.recordedAt <= event.recordedAt }) ?? true {
      newest[event.accountID] = event
    }
    let news = try await FactsStore.mark(newest.values.sorted { $0.accountID < $1.accountID }, in: work.transaction)
    work.tally(.stale, events.count - news.count)
    try await withdraw(accounts: news, in: work)
  }

  /// Visits count towards the caps of messages.
  package func visits(_ events: [VisitRecorded], _ work: Work) async throws {
    try await ContactHistoryStore.insert(events, at: work.now, in: work.transaction)
  }

  /// So do the visits that are planned: whoever is visited tomorrow may have had their contact of the week.
  package func routes(_ events: [RoutePlanned], _ work: Work) async throws {
    try await ContactHistoryStore.replace(events, at: work.now, in: work.transaction)
  }

  /// Messages that stand as files go; that there were messages stays.
  package func erasures(_ events: [DebtorErased], _ work: Work) async throws {
    let messages = try await ErasureStore.forget(events.map(\.debtorID), in: work.transaction)
    guard !messages.isEmpty else { return }
    for directory in files { try await directory.remove(messages) }
  }

  private func withdraw(messages: [MessageID] = [], accounts: [AccountID] = [], in work: Work) async throws {
    guard !messages.isEmpty || !accounts.isEmpty else { return }
    let unwanted = try await MessageStore.takeUnwanted(messages: messages, accounts: accounts, in: work.transaction)
    let settled = unwanted.map { $0.message.settled(.suppressed, reason: $0.reason, at: work.now) }
    try await MessageStore.update(settled, in: work.transaction)
    try work.publish(contentsOf: settled.map(\.event))
  }

  var subscriptions: [Subscription] {
    [
      .to(DebtorErased.self) { batch, work in try await erasures(batch.newestByKey(tallying: work), work) },
      .to(TaskChanged.self) { batch, work in try await tasks(batch.newestByKey(tallying: work), work) },
      .to(PromiseChanged.self) { batch, work in try await promises(batch.newestByKey(tallying: work), work) },
      .to(AgreementChanged.self) { batch, work in try await agreements(batch.newestByKey(tallying: work), work) },
      .to(DebtorUpdated.self) { batch, work in try await debtors(batch.newestByKey(tallying: work), work) },
      .to(AccountUpdated.self) { batch, work in try await accounts(batch.newestByKey(tallying: work), work) },
      .to(RestrictionsChanged.self) { batch, work in try await restrictions(batch.newestByKey(tallying: work), work) },
      .to(VisitRecorded.self) { batch, work in try await visits(batch.events.map(\.event), work) },
      .to(RoutePlanned.self) { batch, work in try await routes(batch.newestByKey(tallying: work), work) },
      .to(PaymentRecorded.self) { batch, work in try await payments(batch.events.map(\.event), work) },
    ]
  }
}

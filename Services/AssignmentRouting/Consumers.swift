import ContactLog
package import Contracts
package import Messaging

/// What assignment-routing does with the events of others: it keeps what is news, takes stops off routes at once where nothing warrants
/// them any more, and marks for the planner what decides about owner or plan.
///
/// Given the same events again nothing is news, so nothing changes and nothing is published.
package struct Consumers: Sendable {
  private let reviewer: RouteReviewer

  package init(reviewer: RouteReviewer) {
    self.reviewer = reviewer
  }

  package func staff(_ events: [StaffChanged], _ work: Work) async throws {
    let codes = try await CollectorStore.upsert(events, in: work.transaction)
    try await DebtorStore.touch(zones: codes, in: work.transaction)
    try await QueueStore.add(codes: codes, in: work.transaction)
  }

  /// Who owns the debtors of a segment follows from whom it was given to.
  package func segments(_ events: [SegmentChanged], _ work: Work) async throws {
    let changed = try await SegmentStore.upsert(events, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    try await DebtorStore.touch(segments: changed, in: work.transaction)
  }

  package func debtors(_ events: [DebtorUpdated], _ work: Work) async throws {
    let (moved, news) = try await DebtorStore.upsert(events, in: work.transaction)
    work.tally(.stale, events.count - news)
    try await reviewer.review(moved, work)
  }

  package func accounts(_ events: [AccountUpdated], _ work: Work) async throws {
    let changes = try await AccountStore.upsert(events.map(\.withoutChargesBeforeDue), in: work.transaction)
    work.tally(.stale, events.count - changes.reduce(0) { $0 + $1.accounts })
    try await DebtorStore.touchWorked(changes.filter(\.isDecisive).map(\.debtorID), in: work.transaction)
    try await reviewer.review(changes.map(\.debtorID), work)
  }

  package func restrictions(_ events: [RestrictionsChanged], _ work: Work) async throws {
    let changed = try await RestrictionStore.upsert(events, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    try await DebtorStore.touchWorked(changed, in: work.transaction)
    try await reviewer.review(changed, work)
  }

  package func payments(_ events: [PaymentRecorded], _ work: Work) async throws {
    let byAccount = Self.newest(events, by: \.accountID).sorted { $0.accountID < $1.accountID }
    var news = try await AccountStore.apply(byAccount, in: work.transaction)
    let cleared = Self.newest(events) { DebtAndCurrency(debtorID: $0.debtorID, currency: $0.currency) }
      .filter { $0.debtorOverdueMinor == 0 }
    news.formUnion(try await AccountStore.clear(cleared, in: work.transaction))
    let owingAgain = events.filter { $0.kind == .reversed && news.contains($0.debtorID) }.map(\.debtorID)
    try await DebtorStore.touchWorked(owingAgain, in: work.transaction)
    try await reviewer.review(news, work)
  }

  package func tasks(_ events: [TaskChanged], _ work: Work) async throws {
    let visits = events.filter { $0.kind == .visit }
    try await AccountStore.expect(visits, in: work.transaction)
    let changes = try await TaskStore.upsert(visits, in: work.transaction)
    work.tally(.stale, visits.count - changes.tasks)
    try await DebtorStore.touch(changes.opened, in: work.transaction)
    let called = try await ContactHistoryStore.insert(madeByHand: events, at: work.now, in: work.transaction)
    try await DebtorStore.touchWorked(called.sorted(), in: work.transaction)
    try await reviewer.review(called.union(changes.closed), work)
  }

  package func visits(_ events: [VisitRecorded], _ work: Work) async throws {
    let known = try await VisitStore.insert(events, in: work.transaction)
    let news = events.filter { known.contains($0.visitID) }
    work.tally(.duplicate, events.count - news.count)
    guard !news.isEmpty else { return }
    try await reviewer.markVisited(news, work)
    try await PinStore.release(news, in: work.transaction)
    try await reviewer.review(news.map(\.debtorID), work)
  }

  /// A message can use up what the law allows in a day or a week.
  package func messages(_ events: [NotificationChanged], _ work: Work) async throws {
    let debtors = try await ContactHistoryStore.insert(events, at: work.now, in: work.transaction)
    try await DebtorStore.touchWorked(debtors.sorted(), in: work.transaction)
    try await reviewer.review(debtors, work)
  }

  package func erasures(_ events: [DebtorErased], _ work: Work) async throws { try await reviewer.forget(events, work) }

  var subscriptions: [Subscription] {
    [
      .to(DebtorErased.self) { batch, work in try await erasures(batch.newestByKey(tallying: work), work) },
      .to(StaffChanged.self) { batch, work in try await staff(batch.newestByKey(tallying: work), work) },
      .to(SegmentChanged.self) { batch, work in try await segments(batch.newestByKey(tallying: work), work) },
      .to(DebtorUpdated.self) { batch, work in try await debtors(batch.newestByKey(tallying: work), work) },
      .to(AccountUpdated.self) { batch, work in try await accounts(batch.newestByKey(tallying: work), work) },
      .to(RestrictionsChanged.self) { batch, work in try await restrictions(batch.newestByKey(tallying: work), work) },
      .to(PaymentRecorded.self) { batch, work in try await payments(batch.events.map(\.event), work) },
      .to(TaskChanged.self) { batch, work in try await tasks(batch.newestByKey(tallying: work), work) },
      .to(NotificationChanged.self) { batch, work in try await messages(batch.newestByKey(tallying: work), work) },
      .to(VisitRecorded.self) { batch, work in try await visits(batch.events.map(\.event), work) },
    ]
  }

  private struct DebtAndCurrency: Hashable {
    let debtorID: DebtorID
    let currency: Currency
  }

  /// The newest payment of each key; of two from the same instant the later in the batch.
  private static func newest<Key: Hashable>(_ events: [PaymentRecorded], by key: (PaymentRecorded) -> Key) -> [PaymentRecorded] {
    var newest: [Key: PaymentRecorded] = [:]
    for event in events where newest[key(event)].map({ $0.recordedAt <= event.recordedAt }) ?? true { newest[key(event)] = event }
    return Array(newest.values)
  }
}

import ContactLog
package import Contracts
package import Messaging

/// What segmentation does with the events of others.
///
/// Each keeps what is news, then has the accounts judged that it is about. Given the same events again nothing is news, so nothing is
/// judged and nothing published.
package struct Consumers: Sendable {
  private let engine: TreatmentEngine
  private let keeper: RestrictionKeeper

  package init(engine: TreatmentEngine) {
    self.engine = engine
    keeper = RestrictionKeeper(engine: engine)
  }

  package func accounts(_ events: [AccountUpdated], _ work: Work) async throws {
    let changed = try await AccountStore.upsert(events.map { AccountFacts($0.withoutChargesBeforeDue) }, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    // A flag of the person holds for every account of the debtor.
    let debtors = Set(changed.filter(\.areFlagsNew).map(\.debtorID)).sorted()
    let siblings = try await AccountStore.ofDebtors(debtors, in: work.transaction)
    try await engine.judge(Set(changed.map(\.accountID) + siblings).sorted(), in: work)
  }

  package func exclusions(_ events: [ExclusionChanged], _ work: Work) async throws {
    try await ListStore.expect(Set(events.map(\.listID)), in: work.transaction)
    let members = events.map { event in
      let member = ListStore.Member(
        debtorID: event.debtorID, accountID: event.accountID, kind: event.kind, active: event.active, validUntil: event.validUntil,
        version: event.version)
      return (event.listID, member)
    }
    let changed = try await ListStore.put(members, at: work.now, in: work.transaction)
    try await keeper.refresh(changed, in: work)
  }

  package func debtors(_ events: [DebtorUpdated], _ work: Work) async throws {
    let accounts = try await DebtorStore.upsert(events.map(DebtorFacts.init), in: work.transaction)
    try await engine.judge(accounts, in: work)
    // Where and in which hours a debtor may be called, and whether the debtor agreed, may be news.
    try await engine.calls.reviewHeld(Set(events.map(\.debtorID)), in: work)
  }

  package func payments(_ events: [PaymentRecorded], _ work: Work) async throws {
    var newest: [AccountID: PaymentRecorded] = [:]
    for event in events where newest[event.accountID].map({ $0.recordedAt <= event.recordedAt }) ?? true {
      newest[event.accountID] = event
    }
    let payments = newest.values.sorted { $0.accountID < $1.accountID }
    let news = try await AccountStore.mark(payments, in: work.transaction)
    work.tally(.stale, events.count - news.count)
    try await engine.judge(news.sorted(), in: work)
  }

  package func visits(_ events: [VisitRecorded], _ work: Work) async throws {
    let accounts = try await HistoryStore.insert(events, in: work.transaction)
    let visited = try await ContactHistoryStore.insert(events, at: work.now, in: work.transaction)
    try await engine.calls.hold(visited, in: work)
    try await engine.judge(accounts, in: work)
    try await engine.calls.reviewHeld(visited, in: work)
  }

  package func promises(_ events: [PromiseChanged], _ work: Work) async throws {
    let accounts = try await HistoryStore.upsert(events, in: work.transaction)
    try await engine.judge(accounts, in: work)
  }

  /// A message can use up what the law allows in a day or a week.
  package func messages(_ events: [NotificationChanged], _ work: Work) async throws {
    let written = try await ContactHistoryStore.insert(events, at: work.now, in: work.transaction)
    try await engine.calls.review(written, in: work)
  }

  /// So can a visit that is planned.
  package func routes(_ events: [RoutePlanned], _ work: Work) async throws {
    let planned = try await ContactHistoryStore.replace(events, at: work.now, in: work.transaction)
    try await engine.calls.review(planned, in: work)
  }

  /// Who can work which segment; nothing is judged for it.
  package func staff(_ events: [StaffChanged], _ work: Work) async throws {
    let news = try await StaffStore.upsert(events, in: work.transaction)
    work.tally(.stale, events.count - news)
  }

  package func agreements(_ events: [AgreementChanged], _ work: Work) async throws {
    let accounts = try await HistoryStore.upsert(events, in: work.transaction)
    try await engine.judge(accounts, in: work)
  }

  package func erasures(_ events: [DebtorErased], _ work: Work) async throws {
    try await ErasureStore.forget(events.map(\.debtorID), in: work.transaction)
  }

  var subscriptions: [Subscription] {
    [
      .to(DebtorErased.self) { batch, work in try await erasures(batch.newestByKey(tallying: work), work) },
      .to(StaffChanged.self) { batch, work in try await staff(batch.newestByKey(tallying: work), work) },
      .to(AccountUpdated.self) { batch, work in try await accounts(batch.newestByKey(tallying: work), work) },
      .to(DebtorUpdated.self) { batch, work in try await debtors(batch.newestByKey(tallying: work), work) },
      .to(ExclusionChanged.self) { batch, work in try await exclusions(batch.newestByKey(tallying: work), work) },
      .to(PaymentRecorded.self) { batch, work in try await payments(batch.events.map(\.event), work) },
      .to(NotificationChanged.self) { batch, work in try await messages(batch.newestByKey(tallying: work), work) },
      .to(RoutePlanned.self) { batch, work in try await routes(batch.newestByKey(tallying: work), work) },
      .to(VisitRecorded.self) { batch, work in try await visits(batch.events.map(\.event), work) },
      .to(PromiseChanged.self) { batch, work in try await promises(batch.newestByKey(tallying: work), work) },
      .to(AgreementChanged.self) { batch, work in try await agreements(batch.newestByKey(tallying: work), work) },
    ]
  }
}

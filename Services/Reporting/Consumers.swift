package import Contracts
package import Messaging
import Postgres

/// What reporting does with the events of others.
///
/// Facts count once under their natural key, states only forward. Given the same events again nothing is news: no figure changes, nothing
/// is published and no screen is told.
package struct Consumers: Sendable {
  package init() {}

  package func accounts(_ heard: [Heard<AccountUpdated>], _ work: Work) async throws {
    let events = heard.newest(by: \.accountID)
    let changed = try await StateStore.upsert(accounts: events, in: work.transaction)
    work.tally(.stale, heard.count - changed.count)
    let causes = heard.causes(\.accountID)
    try await PublicationStore.publish(accounts: causes.limited(to: changed), in: work)
  }

  package func treatments(_ heard: [Heard<TreatmentChanged>], _ work: Work) async throws {
    let events = heard.newest(by: \.accountID)
    let changed = try await StateStore.upsert(treatments: events, in: work.transaction)
    work.tally(.stale, heard.count - changed.count)
    let causes = heard.causes(\.accountID)
    try await PublicationStore.publish(accounts: causes.limited(to: changed), in: work)
  }

  /// Every version is kept, not only the newest: each says whose the payments of its time were.
  package func assignments(_ heard: [Heard<AssignmentChanged>], _ work: Work) async throws {
    let causes = heard.causes(\.debtorID)
    try await OwnerStore.lock(causes.keys.sorted(), in: work.transaction)
    let changed = try await OwnerStore.add(heard.map(\.event), in: work.transaction)
    work.tally(.duplicate, heard.count - changed.count)
    let debtors = Set(changed).sorted()
    try await OwnerStore.attributePayments(of: debtors, in: work.transaction)
    let accounts = try await StateStore.accounts(ofDebtors: debtors, in: work.transaction)
    let touched = accounts.map { ($0.0, causes[$0.1] ?? "") }
    try await PublicationStore.publish(accounts: Dictionary(touched) { first, _ in first }, in: work)
  }

  package func debtors(_ events: [DebtorUpdated], _ work: Work) async throws {
    let changed = try await StateStore.upsert(debtors: events, in: work.transaction)
    work.tally(.stale, events.count - changed)
  }

  package func tasks(_ events: [TaskChanged], _ work: Work) async throws {
    let changed = try await StateStore.upsert(tasks: events.sorted { $0.taskID < $1.taskID }, in: work.transaction)
    work.tally(.stale, events.count - changed)
  }

  package func notifications(_ events: [NotificationChanged], _ work: Work) async throws {
    let changed = try await StateStore.upsert(notifications: events.sorted { $0.messageID < $1.messageID }, in: work.transaction)
    work.tally(.stale, events.count - changed)
  }

  package func staff(_ events: [StaffChanged], _ work: Work) async throws {
    let changed = try await FieldStore.upsert(staff: events, in: work.transaction)
    work.tally(.stale, events.count - changed)
  }

  package func routes(_ events: [RoutePlanned], _ work: Work) async throws {
    let changed = try await FieldStore.upsert(routes: events, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    let news = try changed.filter { isNews($0.plannedAt, work) }.map { route in
      try LiveEntry(
        .route, teamID: route.teamID, collectorID: route.collectorID, businessDate: route.businessDate, payload: LiveRoute(route))
    }
    try await LiveStore.insert(news, at: work.now, in: work.transaction)
  }

  package func positions(_ events: [PositionReported], _ work: Work) async throws {
    var newest: [StaffID: PositionReported] = [:]
    for event in events where newest[event.collectorID].map({ $0.capturedAt < event.capturedAt }) ?? true {
      newest[event.collectorID] = event
    }
    let last = newest.values.sorted { $0.collectorID < $1.collectorID }
    let moved = try await FieldStore.upsert(positions: last, in: work.transaction)
    work.tally(.stale, events.count - moved.count)
    let news = try last.filter { moved.contains($0.collectorID) && isNews($0.receivedAt, work) }.map { position in
      try LiveEntry(
        .position, teamID: position.teamID, collectorID: position.collectorID, businessDate: nil, payload: LivePosition(position))
    }
    try await LiveStore.insert(news, at: work.now, in: work.transaction)
  }

  /// A visit counts on the date of its capture: one that comes late changes the figures of that day, past as it may be.
  package func visits(_ heard: [Heard<VisitRecorded>], _ work: Work) async throws {
    let first = heard.first(by: \.visitID)
    let fresh = try await FactStore.insert(visits: first, in: work.transaction)
    work.tally(.duplicate, heard.count - fresh.count)
    try await PublicationStore.publish(visits: heard.causes(\.visitID).limited(to: fresh), in: work)
    let news = try first.filter { fresh.contains($0.visitID) && isNews($0.receivedAt, work) }.map { visit in
      try LiveEntry(
        .visit, teamID: visit.teamID, collectorID: visit.collectorID, accountIDs: visit.accountIDs, businessDate: visit.businessDate,
        payload: LiveVisit(event: visit))
    }
    try await LiveStore.insert(news, at: work.now, in: work.transaction)
  }

  package func payments(_ heard: [Heard<PaymentRecorded>], _ work: Work) async throws {
    let first = heard.first(by: \.naturalKey)
    try await OwnerStore.lock(Set(first.map(\.debtorID)).sorted(), in: work.transaction)
    let fresh = try await FactStore.insert(payments: first, in: work.transaction)
    work.tally(.duplicate, heard.count - fresh.count)
    let added = first.filter { fresh[$0.naturalKey] != nil }
    try await PublicationStore.publish(accounts: heard.causes(\.accountID).limited(to: added.map(\.accountID)), in: work)
    let news = try added.filter { isNews($0.recordedAt, work) }.map { payment in
      let owner = fresh[payment.naturalKey] ?? PaymentOwner()
      return try LiveEntry(
        .payment, teamID: owner.teamID, collectorID: owner.collectorID, accountIDs: [payment.accountID], businessDate: payment.valueDate,
        payload: LivePayment(payment, owner: owner))
    }
    try await LiveStore.insert(news, at: work.now, in: work.transaction)
  }

  package func promises(_ heard: [Heard<PromiseChanged>], _ work: Work) async throws {
    let events = heard.newest(by: \.promiseID)
    let changed = try await FactStore.upsert(promises: events, in: work.transaction)
    work.tally(.stale, heard.count - changed.count)
    let causes = heard.causes(\.promiseID)
    let visits = events.filter { changed.contains($0.promiseID) }.compactMap { event in
      event.visitID.map { ($0, causes[event.promiseID] ?? "") }
    }
    try await PublicationStore.publish(visits: Dictionary(visits) { _, last in last }, in: work)
  }

  package func agreements(_ events: [AgreementChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await FactStore.upsert(agreements: events, in: work.transaction)))
  }

  private func isNews(_ instant: Instant, _ work: Work) -> Bool {
    instant.advanced(by: LiveEntry.horizon) >= work.now
  }

  var subscriptions: [Subscription] {
    [
      .to(StaffChanged.self) { batch, work in try await staff(batch.newestByKey(tallying: work), work) },
      .to(DebtorUpdated.self) { batch, work in try await debtors(batch.newestByKey(tallying: work), work) },
      .to(AccountUpdated.self) { batch, work in try await accounts(batch.heard, work) },
      .to(TreatmentChanged.self) { batch, work in try await treatments(batch.heard, work) },
      .to(TaskChanged.self) { batch, work in try await tasks(batch.newestByKey(tallying: work), work) },
      .to(AssignmentChanged.self) { batch, work in try await assignments(batch.heard, work) },
      .to(RoutePlanned.self) { batch, work in try await routes(batch.newestByKey(tallying: work), work) },
      .to(VisitRecorded.self) { batch, work in try await visits(batch.heard, work) },
      .to(PositionReported.self) { batch, work in try await positions(batch.events.map(\.event), work) },
      .to(PromiseChanged.self) { batch, work in try await promises(batch.heard, work) },
      .to(AgreementChanged.self) { batch, work in try await agreements(batch.newestByKey(tallying: work), work) },
      .to(PaymentRecorded.self) { batch, work in try await payments(batch.heard, work) },
      .to(NotificationChanged.self) { batch, work in try await notifications(batch.newestByKey(tallying: work), work) },
    ]
  }
}

extension EventBatch {
  /// Each event with its id; its place on the topic when it came without one.
  fileprivate var heard: [Heard<E>] {
    events.map { Heard($0.event, id: $0.eventID ?? "\($0.origin.topic)/\($0.origin.partition)/\($0.origin.offset)") }
  }
}

extension Dictionary where Value == String {
  fileprivate func limited(to keys: some Sequence<Key>) -> [Key: String] {
    let wanted = Set(keys)
    return filter { wanted.contains($0.key) }
  }
}

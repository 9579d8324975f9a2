package import Contracts
package import Messaging
import Postgres

/// What reporting does with the events of others.
///
/// Facts count once under their natural key, states only forward. Given the same events again nothing is news: no figure changes, nothing
/// is published and no screen is told.
package struct Consumers: Sendable {
  /// In which a day is meant where nobody's own zone is known.
  private let timeZone: String

  package init(timeZone: String) { self.timeZone = timeZone }

  package func accounts(_ heard: [Heard<AccountUpdated>], _ work: Work) async throws {
    let events = heard.newest(by: \.accountID)
    try await HistoryStore.record(heard.map(\.event), in: work.transaction)
    let changed = try await StateStore.upsert(accounts: events, in: work.transaction)
    work.tally(.stale, heard.count - changed.count)
    let causes = heard.causes(\.accountID)
    try await markToday(changed.first.flatMap { causes[$0] }, work)
    try await PublicationStore.publish(accounts: causes.limited(to: changed), in: work)
  }

  package func treatments(_ heard: [Heard<TreatmentChanged>], _ work: Work) async throws {
    let events = heard.newest(by: \.accountID)
    try await HistoryStore.recordSegments(events, in: work.transaction)
    let changed = try await StateStore.upsert(treatments: events, in: work.transaction)
    work.tally(.stale, heard.count - changed.count)
    let causes = heard.causes(\.accountID)
    try await markToday(changed.first.flatMap { causes[$0] }, work)
    try await PublicationStore.publish(accounts: causes.limited(to: changed), in: work)
  }

  /// Every version is kept, not only the newest: each says whose the payments of its time were.
  package func assignments(_ heard: [Heard<AssignmentChanged>], _ work: Work) async throws {
    let causes = heard.causes(\.debtorID)
    try await OwnerStore.lock(causes.keys.sorted(), in: work.transaction)
    let changed = try await OwnerStore.add(heard.map(\.event), in: work.transaction)
    work.tally(.duplicate, heard.count - changed.count)
    let debtors = Set(changed).sorted()
    let attributed = try await OwnerStore.attributePayments(of: debtors, in: work.transaction)
    let moved = attributed.payments.mapValues { causes[$0] ?? "" }
    try await PublicationStore.publish(payments: moved, in: work)
    try await MarkStore.add(payments: moved, in: work.transaction)
    let cause = heard.last?.id ?? ""
    try await MarkStore.add(Dictionary(attributed.left.map { ($0, cause) }) { first, _ in first }, in: work.transaction)
    let accounts = try await StateStore.accounts(ofDebtors: debtors, in: work.transaction)
    let touched = accounts.map { ($0.0, causes[$0.1] ?? "") }
    try await PublicationStore.publish(accounts: Dictionary(touched) { first, _ in first }, in: work)
  }

  package func debtors(_ events: [DebtorUpdated], _ work: Work) async throws {
    let changed = try await StateStore.upsert(debtors: events, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    let moved = try await FactStore.restatePromises(of: changed, timeZone: timeZone, in: work.transaction)
    let causes = moved.mapValues { _ in "debtor.updated" }
    try await MarkStore.add(Dictionary(moved.values.map { ($0, "debtor.updated") }) { first, _ in first }, in: work.transaction)
    try await MarkStore.add(promises: causes, in: work.transaction)
    try await PublicationStore.publish(promises: causes, in: work)
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

  /// Every version is looked at, not only the newest: an earlier one may say what was meant before the day began.
  package func routes(_ events: [RoutePlanned], _ work: Work) async throws {
    try await PlanStore.record(events, in: work.transaction)
    let newest = Dictionary(events.map { ($0.key.text, $0) }) { $1.version > $0.version ? $1 : $0 }.sorted { $0.key < $1.key }.map(\.value)
    let changed = try await FieldStore.upsert(routes: newest, in: work.transaction)
    work.tally(.stale, events.count - changed.count)
    let days = changed.map { (MarkStore.CollectorDay(collectorID: $0.collectorID, date: $0.businessDate), $0.routeID.description) }
    try await MarkStore.add(Dictionary(days) { first, _ in first }, in: work.transaction)
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
    let trails = try await TrailStore.insert(events, timeZone: timeZone, in: work.transaction)
    try await MarkStore.add(trails, in: work.transaction)
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
    let causes = heard.causes(\.visitID).limited(to: fresh)
    try await PublicationStore.publish(visits: causes, in: work)
    try await restatePromises(madeAt: causes, work)
    try await MarkStore.add(visits: causes, in: work.transaction)
    let news = try first.filter { fresh.contains($0.visitID) && isNews($0.receivedAt, work) }.map { visit in
      try LiveEntry(
        .visit, teamID: visit.teamID, collectorID: visit.collectorID, accountIDs: visit.accountIDs, businessDate: visit.businessDate,
        payload: LiveVisit(event: visit))
    }
    try await LiveStore.insert(news, at: work.now, in: work.transaction)
  }

  /// A correction changes the figures of the day of its visit.
  package func corrections(_ heard: [Heard<VisitCorrected>], _ work: Work) async throws {
    let visits = try await CorrectionStore.insert(heard.first(by: \.correctionID), in: work.transaction)
    work.tally(.duplicate, heard.count - visits.count)
    let causes = heard.causes(\.visitID).limited(to: visits)
    try await PublicationStore.publish(visits: causes, in: work)
    try await MarkStore.add(visits: causes, in: work.transaction)
  }

  package func payments(_ heard: [Heard<PaymentRecorded>], _ work: Work) async throws {
    let first = heard.first(by: \.naturalKey)
    try await OwnerStore.lock(Set(first.map(\.debtorID)).sorted(), in: work.transaction)
    let fresh = try await FactStore.insert(payments: first, in: work.transaction)
    work.tally(.duplicate, heard.count - fresh.count)
    let added = first.filter { fresh[$0.naturalKey] != nil }
    try await PublicationStore.publish(accounts: heard.causes(\.accountID).limited(to: added.map(\.accountID)), in: work)
    let causes = heard.causes(\.naturalKey).limited(to: fresh.keys)
    try await PublicationStore.publish(payments: causes, in: work)
    try await MarkStore.add(payments: causes, in: work.transaction)
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
    let changed = try await FactStore.upsert(promises: events, timeZone: timeZone, in: work.transaction)
    work.tally(.stale, heard.count - changed.count)
    let causes = heard.causes(\.promiseID).limited(to: changed)
    try await PublicationStore.publish(promises: causes, in: work)
    try await MarkStore.add(promises: causes, in: work.transaction)
    let visits = events.filter { changed.contains($0.promiseID) }.compactMap { event in
      event.visitID.map { ($0, causes[event.promiseID] ?? "") }
    }
    try await PublicationStore.publish(visits: Dictionary(visits) { _, last in last }, in: work)
  }

  /// The rows of promises say in which zone they were made, which only their visit knows.
  private func restatePromises(madeAt visits: [VisitID: String], _ work: Work) async throws {
    let promises = try await FactStore.promises(madeAt: visits.keys.sorted(), in: work.transaction)
    try await PublicationStore.publish(promises: promises.mapValues { visits[$0] ?? "" }, in: work)
  }

  private func markToday(_ cause: String?, _ work: Work) async throws {
    guard let cause else { return }
    try await MarkStore.addToday(cause: cause, at: work.now, in: work.transaction)
  }

  package func agreements(_ events: [AgreementChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await FactStore.upsert(agreements: events, in: work.transaction)))
  }

  package func erasures(_ events: [DebtorErased], _ work: Work) async throws {
    work.tally(.duplicate, events.count - (try await ErasureStore.forget(events, in: work.transaction)).count)
  }

  private func isNews(_ instant: Instant, _ work: Work) -> Bool {
    instant.advanced(by: LiveEntry.horizon) >= work.now
  }
}

extension Dictionary where Value == String {
  fileprivate func limited(to keys: some Sequence<Key>) -> [Key: String] {
    let wanted = Set(keys)
    return filter { wanted.contains($0.key) }
  }
}

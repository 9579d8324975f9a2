import ContactLog
import Contracts
package import Messaging
import Postgres
import ServiceKit

/// Takes batches in one transaction: what is new is kept and published, what is known is recognised, and each record gets its answer.
///
/// Sent again, in any order and at the same time, the same records leave the same rows and events as once: an id is taken by whoever
/// inserts it first, and its events go out with that transaction only. However many batches there are, each question to the database is
/// asked once; nothing is asked about what none of them has.
package struct BatchRecorder: Sendable {
  private let judge: VisitJudge
  private let promiseJudge: PromiseJudge
  private let keeper: PromiseKeeper
  private let rulebooks = RulebookShelf()
  let desk: NegotiationDesk

  package init(judge: VisitJudge, keeper: PromiseKeeper) {
    self.judge = judge
    promiseJudge = PromiseJudge(rules: judge.rules, policy: judge.policy)
    self.keeper = keeper
    desk = NegotiationDesk(rules: judge.rules, policy: judge.policy)
  }

  /// The answers: visits, positions, promises, agreements, each in the order of its list.
  package func record(_ batch: Batch, by recorder: Recorder, in work: Work) async throws -> [RecordAnswer] {
    try await record([Sheet(batch: batch, recorder: recorder)], in: work)[0].answers
  }

  /// Takes the batches of several people, which must not have a record or a debtor in common: one would not see the other's.
  func record(_ sheets: [Sheet], in work: Work) async throws -> [RecordedSheet] {
    var open = try sheets.map(OpenSheet.init)
    // Always in this order, so that two transactions never wait for each other in a circle.
    let promised = Set(sheets.flatMap(\.batch.promisedAccounts)).sorted()
    let negotiated = sheets.flatMap { $0.batch.agreements.compactMap { $0.value?.accountID } }
    try await PromiseStore.hold(Set(promised + negotiated).sorted(), in: work.transaction)
    var book = try await keeper.book(of: promised, in: work)
    try await takeVisits(&open, &book, in: work)
    try await takePositions(&open, in: work)
    try await takePromises(&open, &book, in: work)
    try await PromiseStore.update(book.replaced, in: work.transaction)
    try work.publish(contentsOf: book.replaced.map(\.event))
    try await keeper.rematch(promised, in: work)
    for place in open.indices where !open[place].agreements.candidates.isEmpty {
      try await take(&open[place].agreements, by: open[place].recorder, in: work)
    }
    return open.map { $0.finished() }
  }

  // MARK: Visits

  private func takeVisits(_ open: inout [OpenSheet], _ book: inout PromiseBook, in work: Work) async throws {
    let ids = open.flatMap(\.visits.ids)
    guard !ids.isEmpty else { return }
    let complements = open.map { Self.complement(of: $0, at: work.now) }
    let (known, found, edition, stops, contacts) = try await work.transaction.ask(
      VisitStore.fingerprints(of: ids), DossierStore.dossiers(open.map(Self.question)), RulebookStore.edition,
      DossierStore.stops(for: complements), DossierStore.contacts(for: complements))
    for place in open.indices { open[place].visits.settle(known: known) }
    guard open.contains(where: { !$0.visits.candidates.isEmpty }) else { return }
    let rulebook = try await rulebooks.rulebook(of: edition, in: work.transaction)
    var dossiers = found
    DossierStore.complete(&dossiers, by: complements, stops, contacts)
    let sittings = try await hear(&open, &book, rulebook, dossiers, in: work)
    try await keep(sittings, &open, in: work)
  }

  private static func question(about sheet: OpenSheet) -> DossierStore.Question {
    DossierStore.Question(recorder: sheet.recorder, debtors: Set(sheet.visits.candidates.map(\.report.debtorID)).sorted())
  }

  private static func complement(of sheet: OpenSheet, at now: Instant) -> DossierStore.Complement {
    let reports = sheet.visits.candidates.map(\.report)
    return DossierStore.Complement(
      debtors: Set(reports.map(\.debtorID)).sorted(), collectorID: sheet.recorder.collectorID, stopIDs: reports.compactMap(\.stopID),
      since: reports.map(\.capturedAt).min() ?? now)
  }

  /// Judges the visits, each sheet's in a sitting of its own.
  private func hear(
    _ open: inout [OpenSheet], _ book: inout PromiseBook, _ rulebook: Rulebook, _ dossiers: [[DebtorID: Dossier]], in work: Work
  ) async throws -> [VisitSitting] {
    let takenPromises = try await PromiseStore.fingerprints(
      of: open.flatMap { $0.visits.candidates.compactMap(\.report.promise?.promiseID) }, in: work.transaction)
    var sittings: [VisitSitting] = []
    for place in open.indices {
      var sitting = VisitSitting(
        judge: judge, promiseJudge: promiseJudge, recorder: open[place].recorder, rulebook: rulebook, takenPromises: takenPromises,
        drift: open[place].clockDrift(at: work.now), now: work.now, dossiers: dossiers[place], book: book)
      try sitting.hear(&open[place].visits)
      book = sitting.book
      sittings.append(sitting)
    }
    return sittings
  }

  private func keep(_ sittings: [VisitSitting], _ open: inout [OpenSheet], in work: Work) async throws {
    let drifts = zip(sittings, open).flatMap { sitting, sheet in sitting.visits.map { _ in sheet.clockDrift(at: work.now) } }
    let inserted = try await VisitStore.insert(sittings.flatMap(\.visits), clockDrifts: drifts, in: work.transaction)
    var judged: [JudgedVisit] = []
    for (place, sitting) in sittings.enumerated() {
      try await conclude(&open[place].visits, inserted) { try await work.transaction.ask(VisitStore.fingerprints(of: $0)) }
      let own = sitting.visits.map(\.value).filter { inserted.contains($0.event.visitID) }
      open[place].recorded = own.map(\.event)
      try open[place].publish(open[place].recorded, in: work)
      judged += own
    }
    try await log(judged, in: work)
    let promises = sittings.map { sitting in
      sitting.promises.filter { promise in promise.value.event.visitID.map { inserted.contains($0) } ?? false }
    }
    try await PromiseStore.insertAll(promises.flatMap(\.self), in: work.transaction)
    for (sheet, promises) in zip(open, promises) { try sheet.publish(promises.map(\.value.event), in: work) }
  }

  /// What the law said about the visits, allowed or not.
  private func log(_ visits: [JudgedVisit], in work: Work) async throws {
    let decisions = try visits.flatMap { visit in
      try visit.rulings.map { ruling in
        try LoggedDecision(
          .visit, outcome: "recorded", about: visit.event.visitID, of: visit.event.debtorID, accountID: ruling.accountID,
          creditorID: ruling.creditorID, teamID: visit.event.teamID, ruling.request, ruling.decision, by: judge.rules, at: work.now)
      }
    }
    try await ContactLogStore.insert(decisions, in: work.transaction)
  }

  // MARK: Positions

  private func takePositions(_ open: inout [OpenSheet], in work: Work) async throws {
    let ids = open.flatMap(\.positions.ids)
    guard !ids.isEmpty else { return }
    let known = try await PositionStore.fingerprints(of: ids, in: work.transaction)
    var accepted: [[Fingerprinted<PositionReported>]] = []
    for place in open.indices {
      open[place].positions.settle(known: known)
      let drift = open[place].clockDrift(at: work.now)
      accepted.append(read(&open[place].positions, by: open[place].recorder, drift, at: work.now))
    }
    let inserted = try await PositionStore.insert(accepted.flatMap(\.self), in: work.transaction)
    for place in open.indices {
      try await conclude(&open[place].positions, inserted) { try await PositionStore.fingerprints(of: $0, in: work.transaction) }
      let events = accepted[place].map(\.value).filter { inserted.contains($0.positionID) }
      try open[place].publish(events.sorted { ($0.capturedAt, $0.positionID) < ($1.capturedAt, $1.positionID) }, in: work)
    }
  }

  private func read(
    _ intake: inout Intake<PositionReport>, by recorder: Recorder, _ drift: Seconds?, at now: Instant
  ) -> [Fingerprinted<PositionReported>] {
    var accepted: [Fingerprinted<PositionReported>] = []
    for candidate in intake.candidates {
      do {
        let event = try candidate.report.event(by: recorder, judge.policy, drift: drift, at: now)
        accepted.append(Fingerprinted(event, candidate.fingerprint))
      } catch {
        intake.answer(candidate, .rejected, error)
      }
    }
    return accepted
  }

  // MARK: Promises

  private func takePromises(_ open: inout [OpenSheet], _ book: inout PromiseBook, in work: Work) async throws {
    let ids = open.flatMap(\.promises.ids)
    guard !ids.isEmpty else { return }
    let known = try await PromiseStore.fingerprints(of: ids, in: work.transaction)
    for place in open.indices { open[place].promises.settle(known: known) }
    guard open.contains(where: { !$0.promises.candidates.isEmpty }) else { return }
    let dossiers = try await DossierStore.load(
      open.map { sheet in
        DossierStore.Question(recorder: sheet.recorder, accounts: Set(sheet.promises.candidates.map(\.report.accountID)).sorted())
      }, in: work.transaction)
    let policies = try await rulebooks.current(in: work.transaction).promises
    var accepted: [[Fingerprinted<PromiseRecord>]] = []
    for place in open.indices {
      accepted.append(
        try judge(&open[place], Array(dossiers[place].values), policies, &book, at: work.now))
    }
    try await PromiseStore.insertAll(accepted.flatMap(\.self), in: work.transaction)
    for (place, promises) in accepted.enumerated() {
      let taken = Set(promises.map(\.value.event.promiseID))
      for candidate in open[place].promises.candidates where taken.contains(candidate.report.promiseID) {
        open[place].promises.answer(candidate, .accepted)
      }
      try open[place].publish(promises.map(\.value.event), in: work)
    }
  }

  private func judge(
    _ open: inout OpenSheet, _ dossiers: [Dossier], _ policies: PromisePolicies, _ book: inout PromiseBook, at now: Instant
  ) throws -> [Fingerprinted<PromiseRecord>] {
    let (candidates, drift) = (open.promises.candidates, open.clockDrift(at: now))
    var accepted: [Fingerprinted<PromiseRecord>] = []
    // The first date of a promise before the others, whichever stands first in the batch.
    let order = candidates.filter { !$0.report.isFurtherDate } + candidates.filter(\.report.isFurtherDate)
    for candidate in order {
      let accountID = candidate.report.accountID
      do {
        guard let dossier = dossiers.first(where: { $0.accounts.contains { $0.accountID == accountID } }) else {
          throw RecordProblem("out_of_scope", "account_id", "The account does not exist or is outside of the collector's scope.")
        }
        let record = try promiseJudge.judge(
          candidate.report, by: open.recorder, dossier, policies, into: &book, drift: drift, at: now)
        accepted.append(Fingerprinted(record, candidate.fingerprint))
      } catch let problem as RecordProblem {
        open.promises.answer(candidate, .rejected, problem)
      }
    }
    return accepted
  }

  /// Answers what was inserted, and what another transaction inserted in the meantime.
  func conclude<Report: DeviceReport>(
    _ intake: inout Intake<Report>, _ inserted: Set<Report.ID>, _ fingerprints: ([Report.ID]) async throws -> [Report.ID: [UInt8]]
  ) async throws {
    for candidate in intake.candidates where inserted.contains(candidate.report.id) { intake.answer(candidate, .accepted) }
    let lost = intake.open
    if !lost.isEmpty { intake.settle(known: try await fingerprints(lost)) }
  }
}

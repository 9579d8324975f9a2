import ContactLog
package import Contracts
package import Messaging
import Postgres
import ServiceKit

/// The records that a device has queued up.
package struct Batch: Sendable {
  package var visits: [Submitted<VisitReport>]
  package var positions: [Submitted<PositionReport>]
  package var promises: [Submitted<PromiseReport>]
  package var agreements: [Submitted<AgreementReport>]
  /// The time by the device's clock when it sent the batch.
  package var sentAt: Instant?

  package init(
    visits: [Submitted<VisitReport>] = [], positions: [Submitted<PositionReport>] = [], promises: [Submitted<PromiseReport>] = [],
    agreements: [Submitted<AgreementReport>] = [], sentAt: Instant? = nil
  ) {
    self.visits = visits
    self.positions = positions
    self.promises = promises
    self.agreements = agreements
    self.sentAt = sentAt
  }

  package var count: Int { visits.count + positions.count + promises.count + agreements.count }

  /// The answers of a batch that nobody has looked into.
  func keptAside() -> [RecordAnswer] {
    visits.enumerated().map { $1.keptAside(at: $0) } + positions.enumerated().map { $1.keptAside(at: $0) }
      + promises.enumerated().map { $1.keptAside(at: $0) } + agreements.enumerated().map { $1.keptAside(at: $0) }
  }

  /// The accounts about which something is promised.
  fileprivate var promisedAccounts: [AccountID] {
    let atTheDoor = visits.compactMap { $0.value?.promise }.flatMap { [$0.accountID] + ($0.moreAccountIDs ?? []) }
    let apart = promises.compactMap(\.value).flatMap { [$0.accountID] + ($0.moreAccountIDs ?? []) }
    return Set(atTheDoor + apart).sorted()
  }
}

/// Takes a batch in one transaction: what is new is kept and published, what is known is recognised, and each record gets its answer.
///
/// Sent again, in any order and at the same time, the same records leave the same rows and events as once: an id is taken by whoever
/// inserts it first, and its events go out with that transaction only.
package struct BatchRecorder: Sendable {
  private let judge: VisitJudge
  private let promiseJudge: PromiseJudge
  private let keeper: PromiseKeeper
  let desk: NegotiationDesk

  package init(judge: VisitJudge, keeper: PromiseKeeper) {
    self.judge = judge
    promiseJudge = PromiseJudge(rules: judge.rules, policy: judge.policy)
    self.keeper = keeper
    desk = NegotiationDesk(rules: judge.rules, policy: judge.policy)
  }

  /// The answers: visits, positions, promises, agreements, each in the order of its list.
  package func record(_ batch: Batch, by recorder: Recorder, in work: Work) async throws -> [RecordAnswer] {
    var visits = try Intake(batch.visits, by: recorder)
    var positions = try Intake(batch.positions, by: recorder)
    var promises = try Intake(batch.promises, by: recorder)
    var agreements = try Intake(batch.agreements, by: recorder)
    // Always in this order, so that two batches never wait for each other in a circle.
    let promised = batch.promisedAccounts
    let negotiated = batch.agreements.compactMap { $0.value?.accountID }
    try await PromiseStore.hold(Set(promised + negotiated).sorted(), in: work.transaction)
    var book = try await keeper.book(of: promised, in: work)
    let drift = batch.sentAt.map { work.now.seconds(since: $0) }
    try await take(&visits, &book, drift, by: recorder, in: work)
    try await take(&positions, drift, by: recorder, in: work)
    try await take(&promises, &book, drift, by: recorder, in: work)
    try await PromiseStore.update(book.replaced, in: work.transaction)
    try work.publish(contentsOf: book.replaced.map(\.event))
    try await keeper.rematch(promised, in: work)
    try await take(&agreements, by: recorder, in: work)
    return visits.finished() + positions.finished() + promises.finished() + agreements.finished()
  }

  // MARK: Visits

  private func take(
    _ intake: inout Intake<VisitReport>, _ book: inout PromiseBook, _ drift: Seconds?, by recorder: Recorder, in work: Work
  ) async throws {
    intake.settle(known: try await VisitStore.fingerprints(of: intake.ids, in: work.transaction))
    guard !intake.candidates.isEmpty else { return }
    let reports = intake.candidates.map(\.report)
    var dossiers = try await DossierStore.load(
      debtors: Set(reports.map(\.debtorID)).sorted(), accounts: [], for: recorder, in: work.transaction)
    try await DossierStore.complete(
      &dossiers, named: reports.compactMap(\.stopID), since: reports.map(\.capturedAt).min() ?? work.now, for: recorder,
      in: work.transaction)
    var sitting = VisitSitting(
      judge: judge, promiseJudge: promiseJudge, recorder: recorder, rulebook: try await RulebookStore.load(in: work.transaction),
      takenPromises: try await PromiseStore.fingerprints(of: reports.compactMap(\.promise?.promiseID), in: work.transaction), drift: drift,
      now: work.now, dossiers: dossiers, book: book)
    try sitting.hear(&intake)
    book = sitting.book
    let inserted = try await VisitStore.insert(sitting.visits, clockDrift: drift, in: work.transaction)
    try await conclude(&intake, inserted) { try await VisitStore.fingerprints(of: $0, in: work.transaction) }
    try await log(sitting.visits.map(\.value).filter { inserted.contains($0.event.visitID) }, in: work)
    try work.publish(contentsOf: sitting.visits.map(\.value.event).filter { inserted.contains($0.visitID) })
    let promises = sitting.promises.filter { promise in promise.value.event.visitID.map { inserted.contains($0) } ?? false }
    let kept = try await PromiseStore.insert(promises, in: work.transaction)
    // Somebody else took the id after it was looked up. Nothing of the batch is kept; sent again, it gets that record's answer.
    guard kept.count == promises.count else { throw Problem.unavailable("try_again", retryAfter: 1) }
    try work.publish(contentsOf: promises.map(\.value.event))
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

  private func take(_ intake: inout Intake<PositionReport>, _ drift: Seconds?, by recorder: Recorder, in work: Work) async throws {
    intake.settle(known: try await PositionStore.fingerprints(of: intake.ids, in: work.transaction))
    var accepted: [Fingerprinted<PositionReported>] = []
    for candidate in intake.candidates {
      do {
        let event = try candidate.report.event(by: recorder, judge.policy, drift: drift, at: work.now)
        accepted.append(Fingerprinted(event, candidate.fingerprint))
      } catch {
        intake.answer(candidate, .rejected, error)
      }
    }
    let inserted = try await PositionStore.insert(accepted, in: work.transaction)
    try await conclude(&intake, inserted) { try await PositionStore.fingerprints(of: $0, in: work.transaction) }
    let events = accepted.map(\.value).filter { inserted.contains($0.positionID) }
    try work.publish(contentsOf: events.sorted { ($0.capturedAt, $0.positionID) < ($1.capturedAt, $1.positionID) })
  }

  // MARK: Promises

  private func take(
    _ intake: inout Intake<PromiseReport>, _ book: inout PromiseBook, _ drift: Seconds?, by recorder: Recorder, in work: Work
  ) async throws {
    intake.settle(known: try await PromiseStore.fingerprints(of: intake.ids, in: work.transaction))
    guard !intake.candidates.isEmpty else { return }
    let accounts = Set(intake.candidates.map(\.report.accountID)).sorted()
    let dossiers = try await DossierStore.load(debtors: [], accounts: accounts, for: recorder, in: work.transaction)
    let policies = try await RulebookStore.policies(in: work.transaction)
    var accepted: [Fingerprinted<PromiseRecord>] = []
    // The first date of a promise before the others, whichever stands first in the batch.
    let order = intake.candidates.filter { !$0.report.isFurtherDate } + intake.candidates.filter(\.report.isFurtherDate)
    for candidate in order {
      let accountID = candidate.report.accountID
      do {
        guard let dossier = dossiers.values.first(where: { $0.accounts.contains { $0.accountID == accountID } }) else {
          throw RecordProblem("out_of_scope", "account_id", "The account does not exist or is outside of the collector's scope.")
        }
        let record = try promiseJudge.judge(candidate.report, by: recorder, dossier, policies, into: &book, drift: drift, at: work.now)
        accepted.append(Fingerprinted(record, candidate.fingerprint))
      } catch let problem as RecordProblem {
        intake.answer(candidate, .rejected, problem)
      }
    }
    let inserted = try await PromiseStore.insert(accepted, in: work.transaction)
    // Somebody else took an id after it was looked up: nothing of the batch is kept, so that nothing was replaced in vain.
    guard inserted.count == accepted.count else { throw Problem.unavailable("try_again", retryAfter: 1) }
    for candidate in intake.candidates where inserted.contains(candidate.report.promiseID) { intake.answer(candidate, .accepted) }
    try work.publish(contentsOf: accepted.map(\.value.event))
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

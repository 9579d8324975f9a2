import Contracts

/// Judges the visits of one batch in the order in which they took place: each counts towards the caps of those after it.
struct VisitSitting {
  let judge: VisitJudge
  let promiseJudge: PromiseJudge
  let recorder: Recorder
  let rulebook: Rulebook
  let takenPromises: [PromiseID: [UInt8]]
  /// Our clock less the device's, where it said its time.
  let drift: Seconds?
  let now: Instant
  var dossiers: [DebtorID: Dossier]
  /// What has been promised so far.
  private(set) var book: PromiseBook

  private(set) var visits: [Fingerprinted<JudgedVisit>] = []
  private(set) var promises: [Fingerprinted<PromiseRecord>] = []
  private var promised: Set<PromiseID> = []

  init(
    judge: VisitJudge, promiseJudge: PromiseJudge, recorder: Recorder, rulebook: Rulebook, takenPromises: [PromiseID: [UInt8]],
    drift: Seconds?, now: Instant, dossiers: [DebtorID: Dossier], book: PromiseBook
  ) {
    self.judge = judge
    self.promiseJudge = promiseJudge
    self.recorder = recorder
    self.rulebook = rulebook
    self.takenPromises = takenPromises
    self.drift = drift
    self.now = now
    self.dossiers = dossiers
    self.book = book
  }

  /// Answers the visits that are refused; the others wait to be inserted.
  mutating func hear(_ intake: inout Intake<VisitReport>) throws {
    let order = intake.candidates.sorted {
      ($0.report.capturedAt, $0.report.visitID) < ($1.report.capturedAt, $1.report.visitID)
    }
    for candidate in order {
      do {
        guard let dossier = dossiers[candidate.report.debtorID] else {
          throw RecordProblem("out_of_scope", "debtor_id", "The debtor does not exist or is outside of the collector's scope.")
        }
        let visit = try judge.judge(candidate.report, by: recorder, dossier, rulebook, drift: drift, at: now)
        if let report = visit.promise, try !take(report, dossier) {
          intake.answer(
            candidate, .conflict,
            RecordProblem("id_taken", "promise.promise_id", "Another promise was taken under this id: nothing was changed."))
          continue
        }
        visits.append(Fingerprinted(visit, candidate.fingerprint))
        remember(visit.event)
      } catch let problem as RecordProblem {
        intake.answer(candidate, .rejected, problem)
      }
    }
  }

  /// - Returns: `false` when the promise's id belongs to another one.
  private mutating func take(_ report: PromiseReport, _ dossier: Dossier) throws -> Bool {
    let fingerprint = try Intake.fingerprint(report, recorder)
    if let taken = takenPromises[report.promiseID] { return taken == fingerprint }
    guard promised.insert(report.promiseID).inserted else { return false }
    do {
      let promise = try promiseJudge.judge(report, by: recorder, dossier, rulebook.promises, into: &book, drift: drift, at: now)
      promises.append(Fingerprinted(promise, fingerprint))
    } catch {
      promised.remove(report.promiseID)
      throw RecordProblem(error.code, "promise.\(error.field)", error.message)
    }
    return true
  }

  private mutating func remember(_ visit: VisitRecorded) {
    dossiers[visit.debtorID]?.prior.append(
      EarlierContact(channel: .visit, at: visit.capturedAt, reached: visit.contactType == .rightParty, accountIDs: visit.accountIDs))
  }
}

import Contracts
import Messaging
import Postgres

extension BatchRecorder {
  /// One after the other: an account has at most one agreement under way. New ones are held against the payments that there are.
  func take(_ intake: inout Intake<AgreementReport>, by recorder: Recorder, in work: Work) async throws {
    intake.settle(known: try await AgreementStore.fingerprints(of: intake.ids, in: work.transaction))
    var struck: Set<AgreementID> = []
    var accounts: [AccountID] = []
    for candidate in intake.candidates {
      do {
        guard try await desk.strike(candidate.report, candidate.fingerprint, by: recorder, in: work) else { continue }
        struck.insert(candidate.report.agreementID)
        accounts.append(candidate.report.accountID)
      } catch let problem as RecordProblem {
        intake.answer(candidate, .rejected, problem)
      }
    }
    try await conclude(&intake, struck) { try await AgreementStore.fingerprints(of: $0, in: work.transaction) }
    try await AgreementKeeper().follow(accounts, in: work)
  }
}

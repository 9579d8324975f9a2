import ContactLog
import ContactRules
import Contracts
import Postgres

/// Collects what the law said about visits that are planned, left out or withdrawn.
struct PlanLog {
  enum Outcome: String {
    case planned
    case leftOut = "left_out"
    case withdrawn
  }

  private let law: VisitLaw
  private let now: Instant
  private var decisions: [LoggedDecision] = []

  init(law: VisitLaw, now: Instant) {
    self.law = law
    self.now = now
  }

  /// A stop, for each of its accounts. Of a withdrawn one only what the law refuses.
  mutating func add(
    _ stop: RouteVisit, of debtor: VisitCase, on date: CalendarDate, outcome: Outcome, teamID: TeamID? = nil
  ) throws {
    for accountID in stop.accountIDs {
      let ruling = law.ruling(for: debtor, account: accountID, on: date)
      if outcome == .withdrawn, ruling.decision.allowed { continue }
      try append(stop.stopID, accountID, debtor, ruling, outcome, teamID)
    }
  }

  /// A task that the law leaves out.
  mutating func add(_ taskID: TaskID, of debtor: VisitCase, on date: CalendarDate) throws {
    guard let task = debtor.tasks.first(where: { $0.taskID == taskID }) else { return }
    try append(taskID, task.accountID, debtor, law.ruling(for: debtor, account: task.accountID, on: date), .leftOut, nil)
  }

  func write(in transaction: PostgresTransaction) async throws {
    try await ContactLogStore.insert(decisions, in: transaction)
  }

  private mutating func append<Subject>(
    _ subject: Identifier<Subject>, _ accountID: AccountID, _ debtor: VisitCase, _ ruling: VisitRuling, _ outcome: Outcome,
    _ teamID: TeamID?
  ) throws {
    decisions.append(
      try LoggedDecision(
        .plan, outcome: outcome.rawValue, about: subject, of: debtor.debtor.debtorID, accountID: accountID,
        creditorID: debtor.tasks.first { $0.accountID == accountID }?.creditorID, teamID: teamID, ruling.request, ruling.decision,
        by: law.rules, at: now))
  }
}

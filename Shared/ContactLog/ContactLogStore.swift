import ContactRules
public import Contracts
import Foundation
import Messaging
public import Postgres
public import ServiceKit

/// The table `contact_decisions` of a service: every decision of the contact rules on which it acted.
public enum ContactLogStore {
  /// Adds decisions; one that is there already changes nothing.
  public static func insert(_ decisions: [LoggedDecision], in transaction: PostgresTransaction) async throws {
    guard !decisions.isEmpty else { return }
    // Always in this order, so that two transactions never wait for each other in a circle.
    let decisions = decisions.sorted { UUIDText.precedes($0.decisionID, $1.decisionID) }
    try await transaction.executeWithNext(
      """
      insert into contact_decisions (decision_id, decided_at, action, outcome, subject_id, debtor_id, account_id, creditor_id, team_id,
        channel, contact_at, allowed, rule_ids, reasons, next_allowed_at, law_version, inputs)
      select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, string_to_array(u.m, ','), string_to_array(u.n, ','), u.o, u.p,
        u.q::jsonb
      from unnest(\(decisions.map(\.decisionID)), \(decisions.map(\.decidedAt)), \(decisions.map(\.action.rawValue)),
        \(decisions.map(\.outcome)), \(decisions.map(\.subjectID)), \(decisions.map(\.debtorID)), \(decisions.map(\.accountID)),
        \(decisions.map(\.creditorID)), \(decisions.map(\.teamID)), \(decisions.map(\.inputs.channel)), \(decisions.map(\.inputs.instant)),
        \(decisions.map(\.allowed)), \(decisions.map { $0.ruleIDs.map(\.rawValue).joined(separator: ",") }),
        \(decisions.map { $0.reasons.map(\.rawValue).joined(separator: ",") }), \(decisions.map(\.nextAllowedAt)),
        \(decisions.map(\.lawVersion)), \(decisions.map(\.inputsText))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
      on conflict (decision_id) do nothing
      """)
  }

  /// What is asked for; `nil` is any.
  public struct Filter: Sendable {
    public var debtorID: DebtorID?
    public var accountID: AccountID?
    public var allowed: Bool?
    public var ruleID: String?
    public var from: Instant?
    public var to: Instant?
    /// The decision that the page before ended with.
    public var after: Identifier<LoggedDecision>?

    public init() {}
  }

  /// The decisions that a viewer may see, the newest first: about debts to the own creditors; those who are bound to a team see what is
  /// the team's, and with `isShared` what is no team's.
  public static func list(
    _ filter: Filter, for viewer: Viewer, isShared: Bool, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [ContactDecisionView] {
    try await transaction.query(
      """
      select c.* from contact_decisions c
      where (\(filter.debtorID)::uuid is null or c.debtor_id = \(filter.debtorID))
        and (\(filter.accountID)::uuid is null or c.account_id = \(filter.accountID))
        and (\(filter.allowed)::boolean is null or c.allowed = \(filter.allowed))
        and (\(filter.ruleID)::text is null or \(filter.ruleID)::text = any(c.rule_ids))
        and (\(filter.from)::timestamptz is null or c.decided_at >= \(filter.from))
        and (\(filter.to)::timestamptz is null or c.decided_at < \(filter.to))
        and (\(filter.after)::uuid is null or (c.decided_at, c.decision_id) < (
          select k.decided_at, k.decision_id from contact_decisions k where k.decision_id = \(filter.after)::uuid))
        and (cardinality(\(viewer.creditorIDs)) = 0 or c.creditor_id = any(\(viewer.creditorIDs)))
        and (\(viewer.teamScope)::text is null or c.team_id = \(viewer.teamScope)::text or (c.team_id is null and \(isShared)))
      order by c.decided_at desc, c.decision_id desc
      limit \(Int64(limit))
      """
    ).map(ContactDecisionView.init)
  }
}

import Contracts
import Messaging
import Postgres

/// Who has agreed to what, and who stands in for whom.
enum ApprovalStore {
  static func given(_ agreementID: AgreementID, in transaction: PostgresTransaction) async throws -> [GivenApproval] {
    try await transaction.query(
      "select approver_id, authority_of from agreement_approvals where agreement_id = \(agreementID) order by at, approver_id"
    ).map { GivenApproval(approverID: try $0.decode("approver_id"), authorityOf: try $0.decode("authority_of")) }
  }

  static func add(
    _ approval: GivenApproval, to agreementID: AgreementID, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into agreement_approvals (agreement_id, approver_id, authority_of, at)
      values (\(agreementID), \(approval.approverID), \(approval.authorityOf), \(now))
      """)
  }

  /// Those who have asked somebody to stand in, with the roles that they have now.
  static func delegations(to staffID: StaffID, at now: Instant, in transaction: PostgresTransaction) async throws -> [ApprovalDelegation] {
    try await transaction.query(
      """
      select d.delegator_id, s.roles, d.valid_from, d.valid_to from approval_delegations d
      join staff s on s.staff_id = d.delegator_id and s.active
      where d.delegate_id = \(staffID) and d.valid_from <= \(now) and d.valid_to > \(now)
      order by d.delegator_id, d.valid_from
      """
    ).map { row in
      ApprovalDelegation(
        delegatorID: try row.decode("delegator_id"),
        delegatorRoles: Set(try row.decode([String].self, "roles").compactMap(StaffRole.init(rawValue:))),
        validFrom: try row.decode("valid_from"), validTo: try row.decode("valid_to"))
    }
  }

  static func delegate(
    from delegatorID: StaffID, to delegateID: StaffID, validFrom: Instant, validTo: Instant, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into approval_delegations (delegator_id, delegate_id, valid_from, valid_to, made_at)
      values (\(delegatorID), \(delegateID), \(validFrom), \(validTo), \(now))
      on conflict (delegator_id, delegate_id, valid_from) do update set valid_to = excluded.valid_to, made_at = excluded.made_at
      """)
  }
}

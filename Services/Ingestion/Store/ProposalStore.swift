import Contracts
import Messaging
import Postgres

extension Proposal.Kind: PostgresCodable {}
extension Proposal.State: PostgresCodable {}

/// The SQL of proposals. They stay after they were decided: they are the history of what was found.
enum ProposalStore {
  /// - Returns: whether it is new; the same id again leaves what is there.
  static func insert(_ proposal: Proposal, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute(
      """
      insert into proposal (\(unsafeRaw: columns))
      values (\(proposal.proposalID), \(proposal.debtorID), \(proposal.kind), \(proposal.addressID), \(PostgresJSON(bytes: proposal.body)),
        \(proposal.accuracy.map { Int32($0.value) }), \(proposal.evidence), \(proposal.visitID), \(proposal.state),
        \(proposal.proposedBy), \(proposal.proposedAt), \(proposal.decidedBy), \(proposal.decidedAt), \(proposal.reason))
      on conflict (proposal_id) do nothing
      """) == 1
  }

  static func decide(_ proposal: Proposal, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update proposal set state = \(proposal.state), decided_by = \(proposal.decidedBy), decided_at = \(proposal.decidedAt),
        reason = \(proposal.reason) where proposal_id = \(proposal.proposalID)
      """)
  }

  /// Locked until the transaction ends.
  static func find(_ id: ProposalID, in transaction: PostgresTransaction) async throws -> Proposal? {
    try await transaction.first("select \(unsafeRaw: columns) from proposal where proposal_id = \(id) for update").map(proposal)
  }

  /// Whose it is; never changes, and so needs no lock.
  static func debtor(of id: ProposalID, in transaction: PostgresTransaction) async throws -> DebtorID? {
    try await transaction.first("select debtor_id from proposal where proposal_id = \(id)")?.decode(at: 0)
  }

  /// The oldest first, of debtors with an account of the creditors in `scope`.
  static func page(
    state: Proposal.State?, debtor: DebtorID?, scope: [CreditorID], after cursor: ProposalID?, limit: Int,
    in transaction: PostgresTransaction
  ) async throws -> [Proposal] {
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns) from proposal p
      where (\(state)::text is null or state = \(state)) and (\(debtor)::uuid is null or debtor_id = \(debtor))
        and (cardinality(\(scope)) = 0
          or exists (select from account a where a.debtor_id = p.debtor_id and a.creditor_id = any(\(scope))))
        and (\(cursor)::uuid is null
          or (proposed_at, proposal_id) > (select proposed_at, proposal_id from proposal where proposal_id = \(cursor)))
      order by proposed_at, proposal_id limit \(Int64(limit))
      """)
    return try rows.map(proposal)
  }

  private static let columns = """
    proposal_id, debtor_id, kind, address_id, body, accuracy_m, evidence, visit_id, state, proposed_by, proposed_at, decided_by, decided_at, \
    reason
    """

  private static func proposal(_ row: PostgresRow) throws -> Proposal {
    Proposal(
      proposalID: try row.decode(at: 0), debtorID: try row.decode(at: 1), kind: try row.decode(at: 2), addressID: try row.decode(at: 3),
      body: try row.decode(at: 4, as: PostgresJSON.self).bytes,
      accuracy: try row.decode(at: 5, as: Int32?.self).map { Metres(Int($0)) }, evidence: try row.decode(at: 6),
      visitID: try row.decode(at: 7), state: try row.decode(at: 8), proposedBy: try row.decode(at: 9), proposedAt: try row.decode(at: 10),
      decidedBy: try row.decode(at: 11), decidedAt: try row.decode(at: 12), reason: try row.decode(at: 13))
  }
}

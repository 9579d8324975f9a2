import Contracts
import Messaging
import Postgres
import ServiceKit

/// What was said afterwards about visits.
enum CorrectionStore {
  /// The visit as the viewer may see it: whose it is, the version of its tree and the debtor's country.
  static func visit(
    _ visitID: VisitID, for viewer: Viewer, in transaction: PostgresTransaction
  ) async throws -> (debtorID: DebtorID, treeVersion: Int, country: String)? {
    let row = try await transaction.first(
      """
      select v.debtor_id, v.tree_version, coalesce(d.event->>'country', '') as country
      from visits v left join debtors d using (debtor_id) where v.visit_id = \(visitID) and \(VisitStore.isVisible(to: viewer))
      """)
    return try row.map { row in
      (
        debtorID: try row.decode("debtor_id"), treeVersion: Int(try row.decode(Int32.self, "tree_version")),
        country: try row.decode("country")
      )
    }
  }

  /// - Returns: the fingerprint of what stands under the id afterwards, and whether it is new.
  static func insert(
    _ correction: Fingerprinted<Correction>, contactType: ContactType, of visitID: VisitID, by staffID: StaffID, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws -> (fingerprint: [UInt8], isNew: Bool) {
    let value = correction.value
    let count = try await transaction.execute(
      """
      insert into visit_corrections (correction_id, fingerprint, visit_id, staff_id, contact_type, outcome, note, why, made_at)
      values (\(value.correctionID), decode(\(correction.hex), 'hex'), \(visitID), \(staffID), \(contactType), \(value.outcome),
        \(value.note), \(value.why), \(now))
      on conflict (correction_id) do nothing
      """)
    let row = try await transaction.first("select fingerprint from visit_corrections where correction_id = \(value.correctionID)")
    return (try row?.decode([UInt8].self, "fingerprint") ?? [], count == 1)
  }
}

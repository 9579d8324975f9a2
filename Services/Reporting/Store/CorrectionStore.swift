import Contracts
import Messaging
import Postgres

/// What visits should have said.
enum CorrectionStore {
  /// - Parameter corrections: each key once.
  /// - Returns: the visits of those that were not known.
  static func insert(_ corrections: [VisitCorrected], in transaction: PostgresTransaction) async throws -> [VisitID] {
    guard !corrections.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into fact_correction (correction_id, visit_id, staff_id, outcome, contact_type, made_at)
      select * from unnest(\(corrections.map(\.correctionID)), \(corrections.map(\.visitID)), \(corrections.map(\.staffID)),
        \(corrections.map(\.outcome)), \(corrections.map(\.contactType)), \(corrections.map(\.madeAt))) order by 1
      on conflict do nothing returning visit_id
      """)
    return try rows.map { try $0.decode("visit_id") }
  }

  /// Lets the last correction of each visit count. The rows of the visits must be locked (`PublicationStore.lock`): a visit and its
  /// correction may come at the same time, and whoever is second then sees what the first one wrote.
  static func apply(to visits: [VisitID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update fact_visit v set outcome = n.outcome, contact_type = n.contact_type, corrected_at = n.made_at
      from (
        select distinct on (visit_id) * from fact_correction where visit_id = any(\(visits))
        order by visit_id, made_at desc, correction_id desc
      ) n
      where v.visit_id = n.visit_id
        and (v.outcome, v.contact_type, v.corrected_at) is distinct from (n.outcome, n.contact_type, n.made_at)
      """)
  }
}

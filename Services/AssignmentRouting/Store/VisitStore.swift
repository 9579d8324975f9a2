import Contracts
import Messaging
import Postgres

/// Visits that took place, for gaps, caps and scores.
enum VisitStore {
  /// - Returns: those that were not known.
  static func insert(_ visits: [VisitRecorded], in transaction: PostgresTransaction) async throws -> Set<VisitID> {
    guard !visits.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into visits (visit_id, debtor_id, business_date, captured_at, reached)
      select * from unnest(\(visits.map(\.visitID)), \(visits.map(\.debtorID)), \(visits.map(\.businessDate)),
        \(visits.map(\.capturedAt)), \(visits.map { $0.contactType == .rightParty })) order by 1
      on conflict do nothing returning visit_id
      """)
    return Set(try rows.map { try $0.decode(VisitID.self, "visit_id") })
  }
}

import Contracts
import Messaging
import Postgres

/// What is known of debtors who have to be forgotten.
enum ErasureStore {
  /// - Returns: those that were not forgotten before.
  static func note(_ erasures: [DebtorErased], in transaction: PostgresTransaction) async throws -> [DebtorID] {
    try await transaction.query(
      """
      insert into erased_debtors (debtor_id, erased_at)
      select * from unnest(\(erasures.map(\.debtorID)), \(erasures.map(\.erasedAt))) order by 1
      on conflict do nothing returning debtor_id
      """
    ).map { try $0.decode(at: 0) }
  }

  /// Blanks words and places; that somebody went, when, and what came of it stays. Debtors' and accounts' own states are replaced by those
  /// that say nothing personal.
  static func forget(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update visits set event = event - \(VisitRecorded.personalFields), reason = null where debtor_id = any(\(debtors))
      """)
    try await transaction.execute(
      """
      update visit_corrections c set note = null, why = '' from visits v where v.visit_id = c.visit_id and v.debtor_id = any(\(debtors))
      """)
    try await transaction.execute("update route_stops set latitude_e6 = 0, longitude_e6 = 0 where debtor_id = any(\(debtors))")
    try await forgetAgreements(of: debtors, in: transaction)
    try await forgetHeldBatches(of: debtors, in: transaction)
    try await RecordErasure.blank(VisitRecorded.personalFields, on: Topics.visit, of: debtors, in: transaction)
    try await RecordErasure.drop([], of: debtors, in: transaction)
  }

  /// What was signed holds name and document. That it was signed stays, as the fingerprint in the agreement's states.
  private static func forgetAgreements(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    for table in ["agreement_documents", "agreement_codes"] {
      try await transaction.execute(
        "delete from \(identifier: table) x using agreements a where a.agreement_id = x.agreement_id and a.debtor_id = any(\(debtors))")
    }
    try await transaction.execute(
      """
      update agreement_steps s set note = null from agreements a
      where a.agreement_id = s.agreement_id and a.debtor_id = any(\(debtors)) and s.note is not null
      """)
  }

  /// Visits that devices of people who have left sent, whether somebody lets them count or not.
  private static func forgetHeldBatches(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update quarantined_batches b set body = jsonb_set(b.body, '{visits}', (
        select coalesce(jsonb_agg(v order by n), '[]') from jsonb_array_elements(b.body->'visits') with ordinality e(v, n)
        where not coalesce(v->>'debtor_id' = any(\(debtors.map(\.description))), false)))
      where jsonb_typeof(b.body->'visits') = 'array' and exists (
        select from jsonb_array_elements(b.body->'visits') v where v->>'debtor_id' = any(\(debtors.map(\.description))))
      """)
  }

  /// Takes the photographs of visits at the debtors' out of the tables.
  ///
  /// - Returns: those whose files are to be removed.
  static func takePhotos(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [PhotoID] {
    try await transaction.query(
      "delete from photos p using visits v where v.visit_id = p.visit_id and v.debtor_id = any(\(debtors)) returning p.photo_id"
    ).map { try $0.decode(at: 0) }
  }
}

extension VisitRecorded {
  /// What a visit says of a person, and not only of the work.
  static let personalFields = ["note", "location", "accuracy_metres", "distance_metres"]
}

import Contracts
import Messaging
import Postgres

/// The SQL of forgetting debtors.
enum ErasureStore {
  /// The debtors that became this one.
  static func merged(into debtor: DebtorID, in transaction: PostgresTransaction) async throws -> [DebtorID] {
    try await transaction.query("select debtor_id from debtor where merged_into = \(debtor) order by 1").map { try $0.decode(at: 0) }
  }

  /// What says who the debtors are, as it would stand in a line of a file or in a record that could not be used.
  static func texts(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [String] {
    try await transaction.query(
      """
      select distinct t.text from (
        select unnest(array[d.id_number, d.full_name]) as text from debtor d where d.debtor_id = any(\(debtors))
        union select c->>'value' from debtor d, jsonb_array_elements(d.contacts) c where d.debtor_id = any(\(debtors))
        union select a->>'lines' from debtor d, jsonb_array_elements(d.addresses) a where d.debtor_id = any(\(debtors))
        union select a.account_number from account a where a.debtor_id = any(\(debtors))
      ) t where length(t.text) > 3 order by 1
      """
    ).map { try $0.decode(at: 0) }
  }

  /// Deletes what was said of the debtors, and blanks what of it has to stay for its figures. Their own rows and those of their accounts
  /// must have been blanked before.
  static func forget(_ debtors: [DebtorID], holding texts: [String], in transaction: PostgresTransaction) async throws {
    for table in ["supplement", "consent", "proposal"] {
      try await transaction.execute("delete from \(identifier: table) where debtor_id = any(\(debtors))")
    }
    for table in ["account_profile", "party", "payment_waiting"] {
      try await transaction.execute(
        "delete from \(identifier: table) x using account a where a.account_id = x.account_id and a.debtor_id = any(\(debtors))")
    }
    try await transaction.execute(
      "delete from debtor_match where first_debtor_id = any(\(debtors)) or second_debtor_id = any(\(debtors))")
    // The fingerprints stay: by them the bank's words of before are known again.
    try await transaction.execute("update account set details = '{}', event_id = null where debtor_id = any(\(debtors))")
    try await forgetPayments(of: debtors, in: transaction)
    try await transaction.execute(
      "delete from import_error e where exists (select from unnest(\(texts)) t where position(t in e.raw) > 0)")
  }

  /// Receipts are the bank's words. A payment over several accounts is kept as it was reported until nobody can take it back: without
  /// that, what takes back all of it is refused.
  private static func forgetPayments(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      delete from payment_divided v using payment p
      where p.debtor_id = any(\(debtors)) and p.part_of = v.payment_id and p.creditor_id = v.creditor_id
      """)
    try await transaction.execute("update payment set receipt = null where debtor_id = any(\(debtors)) and receipt is not null")
  }

  static func note(
    _ debtors: [DebtorID], reference: String?, by staffID: StaffID?, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into erasure (debtor_id, reference, asked_by, erased_at)
      select x, \(reference), \(staffID), \(now) from unnest(\(debtors)) x order by x on conflict do nothing
      """)
  }

  /// Makes rows of debtors that nobody has heard of, so that nothing is taken when somebody speaks of them.
  static func expect(_ debtors: [DebtorID], at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into debtor (debtor_id, id_type, id_number, full_name, person_type, language, country, time_zone, addresses, contacts, totals,
        version, revision, created_at, updated_at, erased_at)
      select x, '', '', '', 'natural', '', '', '', '[]', '[]', '[]', 0, 1, \(now), \(now), \(now) from unnest(\(debtors)) x order by x
      on conflict do nothing
      """)
  }

  static func find(_ debtor: DebtorID, in transaction: PostgresTransaction) async throws -> ErasureView? {
    try await transaction.first(
      "select debtor_id, reference, asked_by, erased_at from erasure where debtor_id = \(debtor)"
    ).map { row in
      ErasureView(
        debtorID: try row.decode("debtor_id"), reference: try row.decode("reference"), askedBy: try row.decode("asked_by"),
        erasedAt: try row.decode("erased_at"))
    }
  }
}

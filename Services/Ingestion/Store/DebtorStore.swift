import Contracts
import Messaging
import Postgres

/// The SQL of debtors.
enum DebtorStore {
  /// Locks and reads the debtors named and those of the accounts named, as far as they exist.
  ///
  /// It also passes the gate that a transaction closes when it puts a payment aside for an account it could not find, so that either
  /// this transaction sees that payment or the other one sees the account. The gate comes before the debtors in every transaction.
  static func lock(
    _ debtors: [DebtorID], ofAccounts accounts: [AccountID], in transaction: PostgresTransaction
  ) async throws -> [Debtor] {
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns) from debtor
      where (select pg_advisory_xact_lock_shared(hashtext(current_schema()), 1)::text is not null)
        and debtor_id = any(array(
          select debtor_id from account where account_id = any(\(accounts)) union select * from unnest(\(debtors))))
      order by debtor_id for update
      """)
    return try rows.map(debtor)
  }

  /// Locks and reads the debtors named.
  static func lock(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [Debtor] {
    let rows = try await transaction.query(
      "select \(unsafeRaw: columns) from debtor where debtor_id = any(\(debtors)) order by debtor_id for update")
    return try rows.map(debtor)
  }

  /// Holds debtors before what belongs to them is moved; passes the same gate as everybody who locks debtors.
  static func lockForMerge(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    _ = try await lock(debtors, ofAccounts: [], in: transaction)
  }

  /// Keeps accounts from appearing until the transaction ends.
  static func closeGate(in transaction: PostgresTransaction) async throws {
    try await transaction.execute("select pg_advisory_xact_lock(hashtext(current_schema()), 1)")
  }

  /// Writes debtors whose revision is one above that of the stored row, or one for a new row. Fails with `Overtaken` when another
  /// transaction has written one of them in between.
  static func write(_ debtors: [Debtor], at now: Instant, in pipeline: inout PostgresPipeline) throws {
    guard !debtors.isEmpty else { return }
    let count = debtors.count
    try pipeline.execute(
      """
      insert into debtor as d (\(unsafeRaw: columns), created_at, updated_at)
      select \(unsafeRaw: columns), \(now), \(now) from unnest(
        \(debtors.map(\.debtorID)), \(debtors.map(\.idType)), \(debtors.map(\.idNumber)), \(debtors.map(\.fullName)),
        \(debtors.map(\.personType)), \(debtors.map(\.birthDate)), \(debtors.map(\.language)), \(debtors.map(\.country)),
        \(debtors.map(\.timeZone)), \(debtors.map { PostgresJSON(bytes: $0.addresses.directJSON()) }), \(debtors.map { PostgresJSON(bytes: $0.contacts.directJSON()) }),
        \(debtors.map { PostgresJSON(bytes: $0.totals.directJSON()) }), \(debtors.map { PostgresJSON(bytes: $0.parties.directJSON()) }), \(debtors.map(\.version)), \(debtors.map(\.revision)),
        \(debtors.map(\.mergedInto)), \(debtors.map(\.erasedAt))
      ) as r(\(unsafeRaw: columns))
      on conflict (debtor_id) do update set \(unsafeRaw: assignments), updated_at = excluded.updated_at
      where d.revision = excluded.revision - 1
      """
    ) { guard $0 == count else { throw Overtaken.error("debtor") } }
  }

  static let columns = """
    debtor_id, id_type, id_number, full_name, person_type, birth_date, language, country, time_zone, addresses, contacts, totals, parties, \
    version, revision, merged_into, erased_at
    """

  private static let assignments = columns.split(separator: ", ").dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")

  static func debtor(_ row: PostgresRow) throws -> Debtor {
    Debtor(
      debtorID: try row.decode(at: 0), idType: try row.decode(at: 1), idNumber: try row.decode(at: 2), fullName: try row.decode(at: 3),
      personType: try row.decode(at: 4), birthDate: try row.decode(at: 5), language: try row.decode(at: 6),
      country: try row.decode(at: 7), timeZone: try row.decode(at: 8),
      addresses: try DebtorDocuments.addresses(row.decode(at: 9)), contacts: try DebtorDocuments.contacts(row.decode(at: 10)),
      parties: try DebtorDocuments.parties(row.decode(at: 12)), totals: try DebtorDocuments.totals(row.decode(at: 11)),
      version: try row.decode(at: 13), revision: try row.decode(at: 14), mergedInto: try row.decode(at: 15),
      erasedAt: try row.decode(at: 16))
  }
}

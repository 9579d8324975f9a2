import Contracts
import Messaging
import Postgres

extension StatementSource: PostgresCodable {}

/// The SQL of accounts.
enum AccountStore {
  /// The accounts named and all accounts of the debtors named. The caller holds the debtors' locks, which accounts change under.
  static func load(
    ofDebtors debtors: [DebtorID], orNamed accounts: [AccountID], in transaction: PostgresTransaction
  ) async throws -> [Account] {
    let rows = try await transaction.query(
      "select \(unsafeRaw: loaded) from account where debtor_id = any(\(debtors)) or account_id = any(\(accounts))")
    return try rows.map(account)
  }

  /// The accounts of the debtors whose creditor is in `scope`; an empty scope is all creditors.
  static func load(ofDebtors debtors: [DebtorID], within scope: [CreditorID], in transaction: PostgresTransaction) async throws -> [Account]
  {
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: loaded) from account
      where debtor_id = any(\(debtors)) and (cardinality(\(scope)) = 0 or creditor_id = any(\(scope)))
      """)
    return try rows.map(account)
  }

  /// By these positions `account(_:)` reads a row.
  private static let loaded = """
    account_id, creditor_id, account_number, debtor_id, currency, product_code, product_type, branch_code, stated_status, \
    stated_overdue_minor, stated_as_of, stated_days_past_due, stated_oldest_due_date, stated_last_payment_date, \
    stated_last_payment_minor, overdue_principal_minor, overdue_interest_minor, overdue_late_interest_minor, overdue_fees_minor, \
    overdue_insurance_minor, total_due_minor, last_payment_date, last_payment_minor, next_due_date, next_due_minor, risk_score, flags, \
    attributes, business_date, source, sequence, event_id, event_hash_high, event_hash_low, file_hash_high, file_hash_low, \
    profile_hash_high, profile_hash_low, profile_since, latest_movement, version, revision
    """

  /// What the last rows of files about the accounts said, of those that a file has named before.
  static func fileHashes(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [AccountID: ContentHash] {
    let rows = try await transaction.query(
      "select account_id, file_hash_high, file_hash_low from account where account_id = any(\(accounts)) and file_hash_high is not null")
    return try rows.reduce(into: [:]) { $0[try $1.decode(at: 0)] = ContentHash(high: try $1.decode(at: 1), low: try $1.decode(at: 2)) }
  }

  /// The debtors of those of the accounts that exist.
  static func debtors(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [AccountID: DebtorID] {
    let rows = try await transaction.query("select account_id, debtor_id from account where account_id = any(\(accounts))")
    return try rows.reduce(into: [:]) { $0[try $1.decode(AccountID.self, "account_id")] = try $1.decode(DebtorID.self, "debtor_id") }
  }

  /// Writes accounts whose revision is one above that of the stored row, or one for a new row. Fails with `Overtaken` when another
  /// transaction has written one of them in between.
  static func write(_ accounts: [Account], at now: Instant, in pipeline: inout PostgresPipeline) throws {
    guard !accounts.isEmpty else { return }
    let count = accounts.count
    try pipeline.execute(
      """
      insert into account as a (\(unsafeRaw: columns), created_at, updated_at)
      select \(unsafeRaw: columns.replacing("details", with: "coalesce(details, '{}')")), \(now), \(now)
      from unnest(\(values(of: accounts))) as r(\(unsafeRaw: columns))
      on conflict (account_id) do update set \(unsafeRaw: assignments), updated_at = excluded.updated_at
      where a.revision = excluded.revision - 1
      """
    ) { guard $0 == count else { throw Overtaken.error("account") } }
  }

  /// Accounts of the creditors that a full file no longer names and that are still worked or paused, in the order of their ids.
  static func notNamed(
    byImport importID: ImportID, creditors: [CreditorID], asOf date: CalendarDate, after last: AccountID?, limit: Int,
    in transaction: PostgresTransaction
  ) async throws -> [(accountID: AccountID, creditorID: CreditorID, accountNumber: String)] {
    let rows = try await transaction.query(
      """
      select account_id, creditor_id, account_number from account a
      where creditor_id = any(\(creditors)) and stated_status in ('active', 'paused', 'charged_off') and business_date <= \(date)
        and (\(last)::uuid is null or account_id > \(last))
        and not exists (select from import_seen s where s.import_id = \(importID) and s.subject_id = a.account_id)
      order by account_id limit \(Int64(limit))
      """)
    return try rows.map { row in
      (
        try row.decode(AccountID.self, "account_id"), try row.decode(CreditorID.self, "creditor_id"),
        try row.decode(String.self, "account_number")
      )
    }
  }

  private static let columns = """
    account_id, creditor_id, account_number, debtor_id, currency, product_code, product_type, branch_code, status, stated_status, \
    stated_overdue_minor, stated_as_of, stated_days_past_due, stated_oldest_due_date, stated_last_payment_date, \
    stated_last_payment_minor, overdue_principal_minor, overdue_interest_minor, overdue_late_interest_minor, overdue_fees_minor, \
    overdue_insurance_minor, total_due_minor, last_payment_date, last_payment_minor, next_due_date, next_due_minor, risk_score, flags, \
    attributes, details, business_date, source, sequence, event_id, event_hash_high, event_hash_low, file_hash_high, file_hash_low, \
    profile_hash_high, profile_hash_low, profile_since, latest_movement, version, revision
    """

  private static let neverChanged: Set<String> = ["account_id", "creditor_id"]

  /// Details are laid over those that are stored: a payment brings none, and a short event only some.
  private static let assignments = columns.split(separator: ", ").filter { !neverChanged.contains(String($0)) }
    .map { $0 == "details" ? "details = a.details || excluded.details" : "\($0) = excluded.\($0)" }.joined(separator: ", ")

  /// One array a column, in the order of `columns`.
  private static func values(of accounts: [Account]) -> SQL {
    let identity: SQL = """
      \(accounts.map(\.accountID)), \(accounts.map(\.creditorID)), \(accounts.map(\.accountNumber)), \(accounts.map(\.debtorID)),
      \(accounts.map(\.currency)), \(accounts.map(\.productCode)), \(accounts.map(\.productType)), \(accounts.map(\.branchCode)),
      \(accounts.map(\.status))
      """
    let stated: SQL = """
      \(accounts.map(\.stated.status)), \(accounts.map(\.stated.overdueMinor)), \(accounts.map(\.stated.asOf)),
      \(accounts.map { Int32($0.stated.daysPastDue) }), \(accounts.map(\.stated.oldestDueDate)),
      \(accounts.map(\.stated.lastPayment?.date)), \(accounts.map(\.stated.lastPayment?.amountMinor))
      """
    let balances: SQL = """
      \(accounts.map(\.overdue.principal)), \(accounts.map(\.overdue.interest)), \(accounts.map(\.overdue.lateInterest)),
      \(accounts.map(\.overdue.fees)), \(accounts.map(\.overdue.insurance)), \(accounts.map(\.totalDue)),
      \(accounts.map(\.lastPayment?.date)), \(accounts.map(\.lastPayment?.amountMinor)), \(accounts.map(\.nextDue?.date)),
      \(accounts.map(\.nextDue?.amountMinor))
      """
    let rest: SQL = """
      \(accounts.map { $0.riskScore.map(Int32.init) }), \(accounts.map { $0.flags.bits }),
      \(accounts.map { PostgresJSON(bytes: JSONWriter.object($0.attributes)) }), \(accounts.map { $0.details.map(PostgresJSON.init(bytes:)) }),
      \(accounts.map(\.businessDate)), \(accounts.map(\.source)), \(accounts.map(\.sequence)), \(accounts.map(\.eventID)),
      \(accounts.map(\.eventHash?.high)), \(accounts.map(\.eventHash?.low)), \(accounts.map(\.fileHash?.high)),
      \(accounts.map(\.fileHash?.low)), \(accounts.map(\.profileHash?.high)), \(accounts.map(\.profileHash?.low)),
      \(accounts.map(\.profileSince)), \(accounts.map(\.latestMovement)), \(accounts.map(\.version)), \(accounts.map(\.revision))
      """
    return [identity, stated, balances, rest].joined(separator: ", ")
  }
}

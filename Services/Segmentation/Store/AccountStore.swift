import Contracts
import Messaging
import Postgres

/// What the accounts' and payments' topics told.
enum AccountStore {
  /// Keeps the states that are newer than what is known.
  ///
  /// Also makes sure that each account's debtor has a row: the debtor's own event takes the same row's lock, so that either it finds the
  /// account or the account finds it, however the two transactions overlap.
  ///
  /// - Returns: the accounts that changed, and whether something that concerns the debtor's other accounts did.
  static func upsert(
    _ accounts: [AccountFacts], in transaction: PostgresTransaction
  ) async throws -> [(accountID: AccountID, debtorID: DebtorID, areFlagsNew: Bool)] {
    guard !accounts.isEmpty else { return [] }
    try await transaction.execute(
      "insert into debtors (debtor_id) select distinct x from unnest(\(accounts.map(\.debtorID))) x order by x on conflict do nothing")
    let flags = try accounts.map { String(decoding: try EventCoding.encode($0.flags), as: UTF8.self) }
    let attributes = try accounts.map { String(decoding: try EventCoding.encode($0.attributes), as: UTF8.self) }
    let rows = try await transaction.query(
      """
      with old as (select account_id, flags from accounts where account_id = any(\(accounts.map(\.accountID)))),
      changed as (
      insert into accounts (account_id, debtor_id, creditor_id, product_code, product_type, branch_code, currency, status, days_past_due,
        oldest_due_date, total_due_minor, overdue_minor, next_due_date, next_due_minor, last_payment_date, risk_score, flags, attributes,
        business_date, version, updated_at)
      select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n, u.o, u.p, u.q::jsonb, u.r::jsonb, u.s, u.t, u.u
      from unnest(\(accounts.map(\.accountID)), \(accounts.map(\.debtorID)), \(accounts.map(\.creditorID)),
        \(accounts.map(\.productCode)), \(accounts.map(\.productType)), \(accounts.map(\.branchCode)), \(accounts.map(\.currency)),
        \(accounts.map(\.status)), \(accounts.map { Int64($0.daysPastDue) }), \(accounts.map(\.oldestDueDate)),
        \(accounts.map(\.totalDueMinor)), \(accounts.map(\.overdueMinor)), \(accounts.map(\.nextDueDate)),
        \(accounts.map(\.nextDueMinor)), \(accounts.map(\.lastPaymentDate)), \(accounts.map { $0.riskScore.map(Int64.init) }), \(flags),
        \(attributes), \(accounts.map(\.businessDate)), \(accounts.map(\.version)), \(accounts.map(\.updatedAt))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u)
      order by 1
      on conflict (account_id) do update set
        debtor_id = excluded.debtor_id, creditor_id = excluded.creditor_id, product_code = excluded.product_code,
        product_type = excluded.product_type, branch_code = excluded.branch_code, currency = excluded.currency, status = excluded.status,
        days_past_due = excluded.days_past_due, oldest_due_date = excluded.oldest_due_date, total_due_minor = excluded.total_due_minor,
        overdue_minor = excluded.overdue_minor, next_due_date = excluded.next_due_date, next_due_minor = excluded.next_due_minor,
        last_payment_date = excluded.last_payment_date, risk_score = excluded.risk_score, flags = excluded.flags,
        attributes = excluded.attributes, business_date = excluded.business_date, version = excluded.version,
        updated_at = excluded.updated_at
      where accounts.version < excluded.version
      returning account_id, debtor_id, flags
      )
      select c.account_id, c.debtor_id, c.flags is distinct from o.flags as are_flags_new from changed c left join old o using (account_id)
      """)
    return try rows.map { (try $0.decode("account_id"), try $0.decode("debtor_id"), try $0.decode("are_flags_new")) }
  }

  static func ofDebtors(_ debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [AccountID] {
    let rows = try await transaction.query("select account_id from accounts where debtor_id = any(\(debtorIDs)) order by 1")
    return try rows.map { try $0.decode("account_id") }
  }

  /// Keeps what the newest payment of each account says is overdue.
  ///
  /// - Parameter payments: one an account.
  /// - Returns: the accounts for which it was news.
  static func mark(_ payments: [PaymentRecorded], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !payments.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into payment_marks (account_id, overdue_minor, recorded_at)
      select * from unnest(\(payments.map(\.accountID)), \(payments.map(\.accountOverdueMinor)), \(payments.map(\.recordedAt))) order by 1
      on conflict (account_id) do update set overdue_minor = excluded.overdue_minor, recorded_at = excluded.recorded_at
      where payment_marks.recorded_at < excluded.recorded_at
        or payment_marks.recorded_at = excluded.recorded_at and payment_marks.overdue_minor <> excluded.overdue_minor
      returning account_id
      """)
    return try rows.map { try $0.decode(AccountID.self, "account_id") }
  }

  /// Which of `accountIDs` have an account state.
  static func known(_ accountIDs: [AccountID], in transaction: PostgresTransaction) async throws -> [AccountID] {
    let rows = try await transaction.query(
      "select account_id from accounts where account_id = any(\(accountIDs)) order by account_id")
    return try rows.map { try $0.decode(AccountID.self, "account_id") }
  }
}

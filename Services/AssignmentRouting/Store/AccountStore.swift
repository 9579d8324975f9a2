import ContactRules
package import Contracts
import Messaging
import Postgres

/// What the law and the debt say about accounts.
package enum AccountStore {
  /// What an account state changed for a debtor.
  package struct Change: Sendable {
    package let debtorID: DebtorID
    /// A flag, the product, an authorisation, or that something is owed again.
    package let isDecisive: Bool
    /// How many accounts' states were news.
    package let accounts: Int
  }

  /// Whose the accounts are; those that are not known are left out.
  static func debtors(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [AccountID: DebtorID] {
    guard !accounts.isEmpty else { return [:] }
    let rows = try await transaction.query("select account_id, debtor_id from accounts where account_id = any(\(accounts))")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("account_id"), try $0.decode("debtor_id")) })
  }

  /// Keeps the states that are newer than what is known.
  static func upsert(_ accounts: [AccountUpdated], in transaction: PostgresTransaction) async throws -> [Change] {
    guard !accounts.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      with given as (
        select * from unnest(\(accounts.map(\.accountID)), \(accounts.map(\.debtorID)), \(accounts.map(\.currency)),
          \(accounts.map(\.productType)), \(accounts.map { Int32(ContactFlags($0.flags).rawValue) }),
          \(accounts.map(\.flags.visitAuthorized)), \(accounts.map(\.status.isWorked)), \(accounts.map(\.overdueMinor)),
          \(accounts.map(\.updatedAt)), \(accounts.map(\.version)))
        u(account_id, debtor_id, currency, product_type, flags, visit_authorised, is_worked, overdue_minor, overdue_at, version)
      ), old as (
        select a.* from accounts a join given using (account_id)
      ), changed as (
        insert into accounts as a (account_id, debtor_id, currency, product_type, flags, visit_authorised, is_worked, overdue_minor,
          overdue_at, version)
        select * from given order by 1
        on conflict (account_id) do update set debtor_id = excluded.debtor_id, currency = excluded.currency,
          product_type = excluded.product_type, flags = excluded.flags, visit_authorised = excluded.visit_authorised,
          is_worked = excluded.is_worked,
          overdue_minor = case when excluded.overdue_at >= a.overdue_at then excluded.overdue_minor else a.overdue_minor end,
          overdue_at = greatest(a.overdue_at, excluded.overdue_at), version = excluded.version
        where a.version < excluded.version
        returning *
      )
      select c.debtor_id, bool_or(o.account_id is null
          or row(c.product_type, c.flags, c.visit_authorised, c.is_worked)
            is distinct from row(o.product_type, o.flags, o.visit_authorised, o.is_worked)
          or (o.overdue_minor <= 0 and c.overdue_minor > 0)) as is_decisive, count(*) as accounts
      from changed c left join old o using (account_id) group by 1 order by 1
      """)
    return try rows.map { row in
      Change(debtorID: try row.decode("debtor_id"), isDecisive: try row.decode("is_decisive"), accounts: try row.decode("accounts"))
    }
  }

  /// Makes a row for the accounts of tasks that came before the account's own state.
  static func expect(_ tasks: [TaskChanged], in transaction: PostgresTransaction) async throws {
    guard !tasks.isEmpty else { return }
    try await transaction.execute(
      """
      insert into accounts (account_id, debtor_id, currency, overdue_minor, overdue_at)
      select distinct on (u.a) u.a, u.b, u.c, u.d, 'epoch'::timestamptz
      from unnest(\(tasks.map(\.accountID)), \(tasks.map(\.debtorID)), \(tasks.map(\.currency)), \(tasks.map(\.amountMinor))) u(a, b, c, d)
      order by u.a on conflict do nothing
      """)
  }

  /// Keeps what payments say is overdue, unless something newer is known.
  ///
  /// - Parameter payments: the newest of each account.
  /// - Returns: the debtors for whom it was news.
  static func apply(_ payments: [PaymentRecorded], in transaction: PostgresTransaction) async throws -> Set<DebtorID> {
    guard !payments.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into accounts as a (account_id, debtor_id, currency, overdue_minor, overdue_at)
      select * from unnest(\(payments.map(\.accountID)), \(payments.map(\.debtorID)), \(payments.map(\.currency)),
        \(payments.map(\.accountOverdueMinor)), \(payments.map(\.recordedAt))) order by 1
      on conflict (account_id) do update set overdue_minor = excluded.overdue_minor, overdue_at = excluded.overdue_at
      where a.overdue_at < excluded.overdue_at or a.overdue_at = excluded.overdue_at and a.overdue_minor <> excluded.overdue_minor
      returning debtor_id
      """)
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  /// Nothing is overdue any more on any account of these debtors in the payment's currency.
  ///
  /// - Returns: the debtors for whom it was news.
  static func clear(_ payments: [PaymentRecorded], in transaction: PostgresTransaction) async throws -> Set<DebtorID> {
    guard !payments.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      update accounts a set overdue_minor = 0, overdue_at = p.at
      from unnest(\(payments.map(\.debtorID)), \(payments.map(\.currency)), \(payments.map(\.recordedAt))) p(debtor_id, currency, at)
      where a.debtor_id = p.debtor_id and a.currency = p.currency and a.overdue_at <= p.at and a.overdue_minor > 0
      returning a.debtor_id
      """)
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }
}

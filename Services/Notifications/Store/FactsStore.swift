import Contracts
import Messaging
import Postgres

/// What the topics told about debtors, accounts, payments and promises, as far as messages need it.
enum FactsStore {
  /// Keeps the debtors' states that are newer than what is known, and wakes the messages that waited for them.
  static func upsert(_ debtors: [DebtorFacts], at now: Instant, in transaction: PostgresTransaction) async throws {
    guard !debtors.isEmpty else { return }
    try await transaction.execute(
      """
      with changed as (
        insert into debtors as d (debtor_id, full_name, language, country, time_zone, reach, version, state)
        select u.a, u.b, u.c, u.d, u.e, u.f::jsonb, u.g, u.h from unnest(\(debtors.map(\.debtorID)), \(debtors.map(\.fullName)), \(debtors.map(\.language)),
          \(debtors.map(\.country)), \(debtors.map(\.timeZone)),
          \(try debtors.map { String(decoding: try EventCoding.encode($0.reach.byName), as: UTF8.self) }), \(debtors.map(\.version)),
          \(debtors.map(\.state))) u(a, b, c, d, e, f, g, h) order by 1
        on conflict (debtor_id) do update set
          full_name = excluded.full_name, language = excluded.language, country = excluded.country, time_zone = excluded.time_zone,
          reach = excluded.reach, version = excluded.version, state = excluded.state
        where d.version < excluded.version
        returning debtor_id
      )
      update messages m set next_at = least(m.next_at, \(now)) from changed c
      where m.debtor_id = c.debtor_id and m.state = 'pending' and m.next_at > \(now) and m.attempt = 0
      """)
  }

  /// Keeps the accounts' states that are newer than what is known, and wakes the messages that waited for them.
  ///
  /// - Returns: the accounts that changed.
  static func upsert(_ accounts: [AccountUpdated], at now: Instant, in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !accounts.isEmpty else { return [] }
    let flags = try accounts.map { String(decoding: try EventCoding.encode($0.flags), as: UTF8.self) }
    let rows = try await transaction.query(
      """
      insert into accounts (account_id, debtor_id, creditor_id, account_number, product_type, currency, status, days_past_due,
        oldest_due_date, total_due_minor, overdue_minor, next_due_date, next_due_minor, flags, version, updated_at)
      select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n::jsonb, u.o, u.p
      from unnest(\(accounts.map(\.accountID)), \(accounts.map(\.debtorID)), \(accounts.map(\.creditorID)),
        \(accounts.map(\.accountNumber)), \(accounts.map(\.productType)), \(accounts.map(\.currency)), \(accounts.map(\.status)),
        \(accounts.map { Int64($0.daysPastDue) }), \(accounts.map(\.oldestDueDate)), \(accounts.map(\.totalDueMinor)),
        \(accounts.map(\.overdueMinor)), \(accounts.map(\.nextDueDate)), \(accounts.map(\.nextDueMinor)), \(flags),
        \(accounts.map(\.version)), \(accounts.map(\.updatedAt))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
      order by 1
      on conflict (account_id) do update set
        debtor_id = excluded.debtor_id, creditor_id = excluded.creditor_id, account_number = excluded.account_number,
        product_type = excluded.product_type, currency = excluded.currency, status = excluded.status,
        days_past_due = excluded.days_past_due, oldest_due_date = excluded.oldest_due_date, total_due_minor = excluded.total_due_minor,
        overdue_minor = excluded.overdue_minor, next_due_date = excluded.next_due_date, next_due_minor = excluded.next_due_minor,
        flags = excluded.flags, version = excluded.version, updated_at = excluded.updated_at
      where accounts.version < excluded.version
      returning account_id
      """)
    let changed = try rows.map { try $0.decode(AccountID.self, "account_id") }
    try await transaction.execute(
      """
      update messages set next_at = \(now)
      where account_id = any(\(changed)) and state = 'pending' and next_at > \(now) and attempt = 0
      """)
    return changed
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

  /// Keeps the promises' states that are newer than what is known.
  ///
  /// - Returns: the promises that changed.
  static func upsert(_ promises: [PromiseChanged], in transaction: PostgresTransaction) async throws -> Set<PromiseID> {
    guard !promises.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into promises (promise_id, account_id, debtor_id, amount_minor, currency, due_on, state, version)
      select * from unnest(\(promises.map(\.promiseID)), \(promises.map(\.accountID)), \(promises.map(\.debtorID)),
        \(promises.map(\.amountMinor)), \(promises.map(\.currency)), \(promises.map(\.dueOn)), \(promises.map(\.state)),
        \(promises.map(\.version))) order by 1
      on conflict (promise_id) do update set
        account_id = excluded.account_id, debtor_id = excluded.debtor_id, amount_minor = excluded.amount_minor,
        currency = excluded.currency, due_on = excluded.due_on, state = excluded.state, version = excluded.version
      where promises.version < excluded.version
      returning promise_id
      """)
    return Set(try rows.map { try $0.decode(PromiseID.self, "promise_id") })
  }
}

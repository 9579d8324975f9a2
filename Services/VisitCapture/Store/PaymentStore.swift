import Contracts
import Messaging
import Postgres

/// The payments that ingestion matched, and their reversals.
enum PaymentStore {
  /// - Returns: the accounts of those that are new.
  static func insert(_ payments: [PaymentRecorded], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !payments.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into payments (creditor_id, payment_id, account_id, debtor_id, amount_minor, currency, kind, reversal_of, value_date, posted_at)
      select * from unnest(\(payments.map(\.creditorID)), \(payments.map(\.paymentID)), \(payments.map(\.accountID)),
        \(payments.map(\.debtorID)), \(payments.map(\.amountMinor)), \(payments.map(\.currency)), \(payments.map(\.kind)),
        \(payments.map(\.reversalOf)), \(payments.map(\.valueDate)), \(payments.map(\.postedAt)))
      order by 1, 2
      on conflict (creditor_id, payment_id) do nothing
      returning account_id
      """)
    return try rows.map { try $0.decode(AccountID.self, "account_id") }
  }

  /// The payments to the accounts, less what was taken back.
  static func net(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [NetPayment] {
    try await transaction.query(
      """
      select p.account_id, p.value_date, p.currency, p.amount_minor - coalesce((
        select sum(r.amount_minor)::bigint from payments r
        where r.account_id = p.account_id and r.creditor_id = p.creditor_id and r.kind = 'reversed' and r.reversal_of = p.payment_id), 0) as net
      from payments p
      where p.account_id = any(\(accounts)) and p.kind = 'posted'
      order by p.value_date, p.account_id, p.payment_id
      """
    ).map { row in
      NetPayment(
        accountID: try row.decode("account_id"), valueDate: try row.decode("value_date"), amountMinor: try row.decode("net"),
        currency: try row.decode("currency"))
    }.filter { $0.amountMinor > 0 }
  }
}

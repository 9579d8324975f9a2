import Contracts
import Messaging
import Postgres

/// The SQL of payments that wait for their account, and of reversals that wait for their payment.
enum WaitingPaymentStore {
  /// Those of the accounts, and those with one of the keys.
  static func load(
    of accounts: [AccountID], orNamed keys: [PaymentKey] = [], in transaction: PostgresTransaction
  ) async throws -> [WaitingPayment] {
    guard !accounts.isEmpty || !keys.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select payment_key, account_id, creditor_id, payment_id, kind, source, hash_high, hash_low, body, origin
      from payment_waiting where account_id = any(\(accounts)) or payment_key = any(\(keys))
      """)
    return try rows.map { row in
      WaitingPayment(
        key: try row.decode(at: 0), accountID: try row.decode(at: 1), creditorID: try row.decode(at: 2),
        paymentID: try row.decode(at: 3), kind: try row.decode(at: 4), source: try row.decode(at: 5),
        bodyHash: ContentHash(high: try row.decode(at: 6), low: try row.decode(at: 7)), body: try row.decode(at: 8),
        origin: try row.decode(at: 9))
    }
  }

  /// Fails with `Overtaken` when another transaction has put one of them aside in between.
  static func insert(_ payments: [WaitingPayment], at now: Instant, in pipeline: inout PostgresPipeline) throws {
    guard !payments.isEmpty else { return }
    let count = payments.count
    try pipeline.execute(
      """
      insert into payment_waiting (
        payment_key, account_id, creditor_id, payment_id, kind, source, hash_high, hash_low, body, origin, waiting_since)
      select *, \(now) from unnest(
        \(payments.map(\.key)), \(payments.map(\.accountID)), \(payments.map(\.creditorID)), \(payments.map(\.paymentID)),
        \(payments.map(\.kind)), \(payments.map(\.source)), \(payments.map(\.bodyHash.high)), \(payments.map(\.bodyHash.low)),
        \(payments.map(\.body)), \(payments.map(\.origin)))
      on conflict (payment_key) do nothing
      """
    ) { guard $0 == count else { throw Overtaken.error("waiting payment") } }
  }

  static func delete(_ keys: [PaymentKey], in pipeline: inout PostgresPipeline) throws {
    guard !keys.isEmpty else { return }
    try pipeline.execute("delete from payment_waiting where payment_key = any(\(keys))")
  }
}

import Contracts
import Messaging
import Postgres

/// The SQL of payments over several accounts and of reversals of all that a payment brought.
enum DividedPaymentStore {
  /// Those with one of the keys, and the reversals that wait for one of them.
  static func load(_ keys: [PaymentKey], in transaction: PostgresTransaction) async throws -> [DividedPayment] {
    guard !keys.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns) from payment_divided
      where payment_key = any(\(keys)) or (waits and reversal_key = any(\(keys)))
      """)
    return try rows.map { row in
      DividedPayment(
        head: PaymentHead(
          key: try row.decode(at: 0), paymentID: try row.decode(at: 2), creditorID: try row.decode(at: 1), kind: try row.decode(at: 3),
          reversalOf: try row.decode(at: 4), reversalKey: try row.decode(at: 5), valueDate: try row.decode(at: 6)),
        source: try row.decode(at: 7), bodyHash: ContentHash(high: try row.decode(at: 8), low: try row.decode(at: 9)),
        body: try row.decode(at: 10), origin: try row.decode(at: 11), isWaiting: try row.decode(at: 12))
    }
  }

  /// Keeps a reversal of all and its payment from missing each other: who brings one of the former is alone with payments, everybody else
  /// shares. It is a statement of its own, since the next one has to see what was committed while this one waited.
  static func passGate(alone: Bool, in transaction: PostgresTransaction) async throws {
    if alone {
      try await transaction.execute("select pg_advisory_xact_lock(hashtext(current_schema()), 2)")
    } else {
      try await transaction.execute("select pg_advisory_xact_lock_shared(hashtext(current_schema()), 2)")
    }
  }

  static func write(_ payments: [DividedPayment], at now: Instant, in pipeline: inout PostgresPipeline) throws {
    guard !payments.isEmpty else { return }
    let heads = payments.map(\.head)
    try pipeline.execute(
      """
      insert into payment_divided (\(unsafeRaw: columns), recorded_at)
      select *, \(now) from unnest(
        \(heads.map(\.key)), \(heads.map(\.creditorID)), \(heads.map(\.paymentID)), \(heads.map(\.kind)), \(heads.map(\.reversalOf)),
        \(heads.map(\.reversalKey)), \(heads.map(\.valueDate)), \(payments.map(\.source)), \(payments.map(\.bodyHash.high)),
        \(payments.map(\.bodyHash.low)), \(payments.map(\.body)), \(payments.map(\.origin)), \(payments.map(\.isWaiting)))
      on conflict (payment_key) do update set waits = excluded.waits
      """)
  }

  private static let columns = """
    payment_key, creditor_id, payment_id, kind, reversal_of, reversal_key, value_date, source, hash_high, hash_low, body, origin, waits
    """
}

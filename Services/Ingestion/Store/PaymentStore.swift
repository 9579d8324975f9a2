import Contracts
import Messaging
import Postgres

/// The SQL of payments that were matched with an account.
enum PaymentStore {
  static func load(_ keys: Set<PaymentKey>, in transaction: PostgresTransaction) async throws -> [Payment] {
    guard !keys.isEmpty else { return [] }
    let rows = try await transaction.query("select \(unsafeRaw: columns) from payment where payment_key = any(\(keys.sorted()))")
    return try rows.map(payment)
  }

  /// The payments of the accounts that took effect after `date`, in the order of their dates.
  static func load(
    of accounts: Set<AccountID>, effectiveAfter date: CalendarDate, in transaction: PostgresTransaction
  ) async throws -> [Payment] {
    guard !accounts.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns) from payment where account_id = any(\(accounts.sorted())) and effective_date > \(date)
      order by effective_date, posted_at, payment_key
      """)
    return try rows.map(payment)
  }

  /// Fails with `Overtaken` when another transaction has recorded one of them in between.
  static func insert(_ payments: [Payment], in pipeline: inout PostgresPipeline) throws {
    guard !payments.isEmpty else { return }
    let count = payments.count
    try pipeline.execute(
      """
      insert into payment (\(unsafeRaw: columns))
      select * from unnest(\(identity(of: payments)), \(effects(of: payments)), \(payments.map(\.partOf)))
      on conflict (payment_key) do nothing
      """
    ) { guard $0 == count else { throw Overtaken.error("payment") } }
  }

  /// Writes how payments were used and how much of them was taken back.
  static func update(_ payments: [Payment], in pipeline: inout PostgresPipeline) throws {
    guard !payments.isEmpty else { return }
    try pipeline.execute(
      """
      update payment p set used_principal_minor = r.principal, used_interest_minor = r.interest, used_late_interest_minor = r.late_interest,
        used_fees_minor = r.fees, used_insurance_minor = r.insurance, beyond_minor = r.beyond, excess_minor = r.excess,
        reversed_minor = r.reversed, used_order = r.used_order
      from unnest(\(payments.map(\.key)), \(effects(of: payments)))
        as r(payment_key, principal, interest, late_interest, fees, insurance, beyond, excess, reversed, recorded_at, used_order)
      where p.payment_key = r.payment_key
      """)
  }

  private static let columns = """
    payment_key, creditor_id, payment_id, account_id, debtor_id, kind, reversal_of, reversal_key, amount_minor, currency, value_date, \
    effective_date, posted_at, channel, receipt, source, hash_high, hash_low, given, used_principal_minor, used_interest_minor, \
    used_late_interest_minor, used_fees_minor, used_insurance_minor, beyond_minor, excess_minor, reversed_minor, recorded_at, \
    used_order, part_of
    """

  private static func identity(of payments: [Payment]) -> SQL {
    """
    \(payments.map(\.key)), \(payments.map(\.creditorID)), \(payments.map(\.paymentID)), \(payments.map(\.accountID)),
    \(payments.map(\.debtorID)), \(payments.map(\.kind)), \(payments.map(\.reversalOf)), \(payments.map(\.reversalKey)),
    \(payments.map(\.amountMinor)), \(payments.map(\.currency)), \(payments.map(\.valueDate)), \(payments.map(\.effectiveDate)),
    \(payments.map(\.postedAt)), \(payments.map(\.channel)), \(payments.map(\.receipt)), \(payments.map(\.source)),
    \(payments.map(\.bodyHash.high)), \(payments.map(\.bodyHash.low)), \(payments.map { $0.given.map(json) })
    """
  }

  private static func effects(of payments: [Payment]) -> SQL {
    """
    \(payments.map(\.allocation.overdue.principal)), \(payments.map(\.allocation.overdue.interest)),
    \(payments.map(\.allocation.overdue.lateInterest)), \(payments.map(\.allocation.overdue.fees)),
    \(payments.map(\.allocation.overdue.insurance)), \(payments.map(\.allocation.beyond)), \(payments.map(\.allocation.excess)),
    \(payments.map(\.reversedMinor)), \(payments.map(\.recordedAt)),
    \(payments.map { $0.allocation.order == .standard ? nil : $0.allocation.order.text })
    """
  }

  private static func json(_ given: OverdueBalances) -> PostgresJSON {
    PostgresJSON("[\(given.principal),\(given.interest),\(given.lateInterest),\(given.fees),\(given.insurance)]")
  }

  private static func balances(_ json: PostgresJSON?) throws -> OverdueBalances? {
    guard let json else { return nil }
    let parts = try EventCoding.decode([Int64].self, from: json.bytes)
    guard parts.count == 5 else { throw PostgresError(kind: .decoding, message: "payment.given has \(parts.count) parts, not 5") }
    return OverdueBalances(principal: parts[0], interest: parts[1], lateInterest: parts[2], fees: parts[3], insurance: parts[4])
  }

  /// Null is the standard order.
  private static func order(_ text: String?) throws -> AllocationOrder {
    guard let text else { return .standard }
    guard let order = AllocationOrder(text) else {
      throw PostgresError(kind: .decoding, message: "payment.used_order is no order of components")
    }
    return order
  }

  private static func payment(_ row: PostgresRow) throws -> Payment {
    Payment(
      key: try row.decode(at: 0), paymentID: try row.decode(at: 2), partOf: try row.decode(at: 29), creditorID: try row.decode(at: 1),
      accountID: try row.decode(at: 3),
      debtorID: try row.decode(at: 4), kind: try row.decode(at: 5), reversalOf: try row.decode(at: 6), reversalKey: try row.decode(at: 7),
      amountMinor: try row.decode(at: 8), currency: try row.decode(at: 9), valueDate: try row.decode(at: 10),
      effectiveDate: try row.decode(at: 11), postedAt: try row.decode(at: 12), channel: try row.decode(at: 13),
      receipt: try row.decode(at: 14), source: try row.decode(at: 15),
      bodyHash: ContentHash(high: try row.decode(at: 16), low: try row.decode(at: 17)), given: try balances(row.decode(at: 18)),
      allocation: Allocation(
        overdue: OverdueBalances(
          principal: try row.decode(at: 19), interest: try row.decode(at: 20), lateInterest: try row.decode(at: 21),
          fees: try row.decode(at: 22), insurance: try row.decode(at: 23)),
        beyond: try row.decode(at: 24), excess: try row.decode(at: 25), order: try order(row.decode(at: 28))),
      reversedMinor: try row.decode(at: 26), recordedAt: try row.decode(at: 27))
  }
}

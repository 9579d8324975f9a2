import Contracts
import Messaging
import Postgres

/// The rows of promises and payments.
extension PublicationStore {
  /// Publishes promises whose rows changed. The zone and the team are those of the visit at which it was made, else the collector's.
  static func publish(promises causes: Causes<PromiseID>, in work: Work) async throws {
    guard !causes.isEmpty else { return }
    let promises = causes.keys.sorted()
    try await lock(promises: promises, in: work.transaction)
    let rows = try await work.transaction.query(
      """
      update pub_promise p set row_version = p.row_version + 1, account_id = n.account_id, visit_id = n.visit_id,
        collector_id = n.collector_id, team_id = n.team_id, zone_id = n.zone_id, business_date = n.business_date,
        amount_minor = n.amount_minor, currency = n.currency, due_on = n.due_on, state = n.state, paid_minor = n.paid_minor
      from (
        select m.*, coalesce(v.team_id, s.team_id) as team_id, v.zone_id
        from fact_promise m left join fact_visit v on v.visit_id = m.visit_id left join staff_state s on s.staff_id = m.collector_id
        where m.promise_id = any(\(promises))
      ) n
      where p.promise_id = n.promise_id
        and (p.account_id, p.visit_id, p.collector_id, p.team_id, p.zone_id, p.business_date, p.amount_minor, p.currency, p.due_on, p.state,
          p.paid_minor)
        is distinct from (n.account_id, n.visit_id, n.collector_id, n.team_id, n.zone_id, n.business_date, n.amount_minor, n.currency,
          n.due_on, n.state, n.paid_minor)
      returning n.*, p.row_version
      """)
    for row in rows { try work.publish(try promise(row, causes: causes)) }
  }

  private static func lock(promises: [PromiseID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("insert into pub_promise (promise_id) select unnest(\(promises)) on conflict do nothing")
    try await transaction.execute("select 1 from pub_promise where promise_id = any(\(promises)) order by promise_id for update")
  }

  private static func promise(_ row: PostgresRow, causes: Causes<PromiseID>) throws -> PublicPromise {
    let promiseID: PromiseID = try row.decode("promise_id")
    return PublicPromise(
      eventID: causes[promiseID] ?? "", schemaVersion: Contract.schemaVersion, rowVersion: try row.decode("row_version"),
      promiseID: promiseID, debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"),
      visitID: try row.decode("visit_id"), collectorID: try row.decode("collector_id"), teamID: try row.decode("team_id"),
      zoneID: try row.decode("zone_id"), businessDate: try row.decode("business_date"), amountMinor: try row.decode("amount_minor"),
      currency: try row.decode("currency"), dueOn: try row.decode("due_on"), state: try row.decode("state"),
      paidMinor: try row.decode("paid_minor"), madeAtMs: try row.decode(Instant.self, "made_at").milliseconds,
      changedAtMs: try row.decode(Instant.self, "changed_at").milliseconds)
  }

  /// Publishes payments as they stand. `causes` names those that are new or were attributed to somebody else, and no others: their rows
  /// have another version.
  static func publish(payments causes: Causes<PaymentKey>, in work: Work) async throws {
    guard !causes.isEmpty else { return }
    let keys = causes.keys.sorted()
    let rows = try await work.transaction.query(
      """
      select f.* from fact_payment f join unnest(\(keys.map(\.creditorID)), \(keys.map(\.paymentID))) k(a, b)
        on f.creditor_id = k.a and f.payment_id = k.b
      order by f.creditor_id, f.payment_id
      """)
    for row in rows { try work.publish(try payment(row, causes: causes)) }
  }

  private static func payment(_ row: PostgresRow, causes: Causes<PaymentKey>) throws -> PublicPayment {
    let key = PaymentKey(creditorID: try row.decode("creditor_id"), paymentID: try row.decode("payment_id"))
    return PublicPayment(
      eventID: causes[key] ?? "", schemaVersion: Contract.schemaVersion, rowVersion: try row.decode("row_version"),
      creditorID: key.creditorID, paymentID: key.paymentID, accountID: try row.decode("account_id"),
      debtorID: try row.decode("debtor_id"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"),
      kind: try row.decode("kind"), reversalOf: try row.decode("reversal_of"), partOf: try row.decode("part_of"),
      businessDate: try row.decode("business_date"),
      channel: try row.decode("channel"), collectorID: try row.decode("collector_id"), teamID: try row.decode("team_id"),
      zoneID: try row.decode("zone_id"), postedAtMs: try row.decode(Instant.self, "posted_at").milliseconds,
      recordedAtMs: try row.decode(Instant.self, "recorded_at").milliseconds)
  }
}

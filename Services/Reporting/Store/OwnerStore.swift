import Contracts
import Messaging
import Postgres

/// Who works a debtor, now and at any time before.
enum OwnerStore {
  /// Waits for every other transaction that changes owners of these debtors or attributes payments to them, so that neither misses
  /// what the other adds.
  static func lock(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    guard !debtors.isEmpty else { return }
    try await transaction.execute(
      "insert into assignment_state (debtor_id) select distinct d from unnest(\(debtors)) d order by d on conflict do nothing")
    try await transaction.execute(
      "select 1 from assignment_state where debtor_id = any(\(debtors)) order by debtor_id for update")
  }

  /// Adds every assignment that is not known to the history and moves the current one where it is newer.
  ///
  /// - Returns: the debtors of whom something new was heard.
  static func add(_ events: [AssignmentChanged], in transaction: PostgresTransaction) async throws -> [DebtorID] {
    guard !events.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into assignment_change (debtor_id, version, zone_id, collector_id, team_id, changed_at)
      select * from unnest(\(events.map(\.debtorID)), \(events.map(\.version)), \(events.map(\.zoneID)), \(events.map(\.collectorID)),
        \(events.map(\.teamID)), \(events.map(\.changedAt))) order by 1, 2
      on conflict do nothing returning debtor_id
      """)
    let changed = try rows.map { try $0.decode(DebtorID.self, "debtor_id") }
    try await transaction.execute(
      """
      update assignment_state s set zone_id = n.zone_id, collector_id = n.collector_id, team_id = n.team_id, version = n.version,
        changed_at = n.changed_at
      from (select distinct on (debtor_id) * from assignment_change where debtor_id = any(\(changed)) order by debtor_id, version desc) n
      where s.debtor_id = n.debtor_id and s.version < n.version
      """)
    return changed
  }

  /// Attributes the payments of debtors again whose owners have become known.
  ///
  /// - Returns: the payments that belong to somebody else now, and the debtor of each; of the collectors who had them before the days.
  static func attributePayments(
    of debtors: [DebtorID], in transaction: PostgresTransaction
  ) async throws -> (payments: [PaymentKey: DebtorID], left: [MarkStore.CollectorDay]) {
    guard !debtors.isEmpty else { return ([:], []) }
    let rows = try await transaction.query(
      """
      update fact_payment p set collector_id = n.collector_id, zone_id = n.zone_id, team_id = n.team_id, row_version = p.row_version + 1
      from (
        select f.creditor_id, f.payment_id, f.collector_id as old_collector_id, o.collector_id, o.zone_id, o.team_id from fact_payment f cross join lateral (
          select c.collector_id, c.zone_id, c.team_id from assignment_change c
          where c.debtor_id = f.debtor_id and c.changed_at <= f.recorded_at order by c.version desc limit 1
        ) o where f.debtor_id = any(\(debtors))
      ) n
      where p.creditor_id = n.creditor_id and p.payment_id = n.payment_id
        and (p.collector_id, p.zone_id, p.team_id) is distinct from (n.collector_id, n.zone_id, n.team_id)
      returning p.creditor_id, p.payment_id, p.debtor_id, p.business_date, n.old_collector_id
      """)
    var payments: [PaymentKey: DebtorID] = [:]
    var left: [MarkStore.CollectorDay] = []
    for row in rows {
      let key = PaymentKey(creditorID: try row.decode("creditor_id"), paymentID: try row.decode("payment_id"))
      payments[key] = try row.decode(DebtorID.self, "debtor_id")
      if let collectorID = try row.decode(StaffID?.self, "old_collector_id") {
        left.append(MarkStore.CollectorDay(collectorID: collectorID, date: try row.decode("business_date")))
      }
    }
    return (payments, left)
  }
}

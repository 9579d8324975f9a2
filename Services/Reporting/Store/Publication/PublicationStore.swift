import Contracts
import Messaging
import Postgres

/// The rows for BI: compared with what was published last, and published again only when they differ.
enum PublicationStore {
  /// What may have changed a row, as the id of the event that did.
  typealias Causes<ID: Hashable> = [ID: String]

  static func publish(accounts causes: Causes<AccountID>, in work: Work) async throws {
    guard !causes.isEmpty else { return }
    let accounts = causes.keys.sorted()
    try await lock(accounts: accounts, in: work.transaction)
    let rows = try await work.transaction.query(
      """
      update pub_account p set row_version = p.row_version + 1, debtor_id = n.debtor_id, creditor_id = n.creditor_id,
        product_type = n.product_type, branch_code = n.branch_code, currency = n.currency, status = n.status, stage = n.stage,
        bucket = n.bucket, strategy_id = n.strategy_id, days_past_due = n.days_past_due, total_due_minor = n.total_due_minor,
        overdue_minor = n.overdue_minor, paid_minor = n.paid_minor, zone_id = n.zone_id, collector_id = n.collector_id,
        business_date = n.business_date
      from (
        select a.*, t.stage, t.bucket, t.strategy_id, coalesce(f.paid_minor, 0) as paid_minor, o.zone_id, o.collector_id
        from account_state a left join treatment_state t using (account_id) left join assignment_state o on o.debtor_id = a.debtor_id
          left join lateral (
            select sum(case m.kind when 'posted' then m.amount_minor else -m.amount_minor end)::bigint as paid_minor
            from fact_payment m where m.account_id = a.account_id and m.currency = a.currency
          ) f on true
        where a.account_id = any(\(accounts))
      ) n
      where p.account_id = n.account_id
        and (p.debtor_id, p.creditor_id, p.product_type, p.branch_code, p.currency, p.status, p.stage, p.bucket, p.strategy_id,
          p.days_past_due, p.total_due_minor, p.overdue_minor, p.paid_minor, p.zone_id, p.collector_id, p.business_date)
        is distinct from (n.debtor_id, n.creditor_id, n.product_type, n.branch_code, n.currency, n.status, n.stage, n.bucket,
          n.strategy_id, n.days_past_due, n.total_due_minor, n.overdue_minor, n.paid_minor, n.zone_id, n.collector_id, n.business_date)
      returning p.*
      """)
    for row in rows { try work.publish(try account(row, causes: causes, at: work.now)) }
  }

  /// Publishes visits that are new, were corrected, or whose promises changed; a visit that is not known yet brings its promises and
  /// corrections itself.
  static func publish(visits causes: Causes<VisitID>, in work: Work) async throws {
    guard !causes.isEmpty else { return }
    let visits = causes.keys.sorted()
    try await lock(visits: visits, in: work.transaction)
    try await CorrectionStore.apply(to: visits, in: work.transaction)
    let rows = try await work.transaction.query(
      """
      update pub_visit p set row_version = p.row_version + 1, promised_minor = n.promised_minor, currency = n.currency,
        outcome = n.outcome, contact_type = n.contact_type
      from (
        select v.*, coalesce(m.promised_minor, 0) as promised_minor, m.currency from fact_visit v left join lateral (
          select f.currency, sum(f.amount_minor)::bigint as promised_minor from fact_promise f
          where f.visit_id = v.visit_id and f.state not in ('cancelled', 'replaced') group by 1 order by 2 desc, 1 limit 1
        ) m on true
        where v.visit_id = any(\(visits))
      ) n
      where p.visit_id = n.visit_id
        and (p.row_version = 0 or (p.promised_minor, p.currency, p.outcome, p.contact_type)
          is distinct from (n.promised_minor, n.currency, n.outcome, n.contact_type))
      returning p.row_version, n.*
      """)
    for row in rows { try work.publish(try visit(row, causes: causes)) }
  }

  // A row is locked before its sources are read, in a statement of its own: who comes second then sees what the first one wrote.

  private static func lock(accounts: [AccountID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("insert into pub_account (account_id) select unnest(\(accounts)) on conflict do nothing")
    try await transaction.execute("select 1 from pub_account where account_id = any(\(accounts)) order by account_id for update")
  }

  private static func lock(visits: [VisitID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("insert into pub_visit (visit_id) select unnest(\(visits)) on conflict do nothing")
    try await transaction.execute("select 1 from pub_visit where visit_id = any(\(visits)) order by visit_id for update")
  }

  private static func account(_ row: PostgresRow, causes: Causes<AccountID>, at now: Instant) throws -> PublicAccount {
    let accountID: AccountID = try row.decode("account_id")
    return PublicAccount(
      eventID: causes[accountID] ?? "", schemaVersion: Contract.schemaVersion, rowVersion: try row.decode("row_version"),
      accountID: accountID, debtorID: try row.decode("debtor_id"), creditorID: try row.decode("creditor_id"),
      productType: try row.decode("product_type"), branchCode: try row.decode("branch_code"), currency: try row.decode("currency"),
      status: try row.decode("status"), stage: try row.decode("stage"), bucket: try row.decode("bucket"),
      strategyID: try row.decode("strategy_id"), daysPastDue: Int(try row.decode(Int32.self, "days_past_due")),
      totalDueMinor: try row.decode("total_due_minor"), overdueMinor: try row.decode("overdue_minor"),
      paidMinor: try row.decode("paid_minor"), zoneID: try row.decode("zone_id"), collectorID: try row.decode("collector_id"),
      businessDate: try row.decode("business_date"), updatedAtMs: now.milliseconds)
  }

  private static func visit(_ row: PostgresRow, causes: Causes<VisitID>) throws -> PublicVisit {
    let visitID: VisitID = try row.decode("visit_id")
    let arrivedAt: Instant? = try row.decode("arrived_at")
    let capturedAt: Instant = try row.decode("captured_at")
    let receivedAt: Instant = try row.decode("received_at")
    let stopID: StopID? = try row.decode("stop_id")
    return PublicVisit(
      eventID: causes[visitID] ?? "", schemaVersion: Contract.schemaVersion, rowVersion: try row.decode("row_version"),
      visitID: visitID, debtorID: try row.decode("debtor_id"), collectorID: try row.decode("collector_id"),
      teamID: try row.decode("team_id"), zoneID: try row.decode("zone_id"), businessDate: try row.decode("business_date"),
      outcome: try row.decode("outcome"), contactType: try row.decode("contact_type"), geoVerdict: try row.decode("geo_verdict"),
      contactAllowed: try row.decode("contact_allowed"), late: try row.decode("late"), planned: stopID != nil,
      promisedMinor: try row.decode("promised_minor"), currency: try row.decode("currency"),
      onSiteSeconds: arrivedAt.map { capturedAt.seconds(since: $0) }, capturedAtMs: capturedAt.milliseconds,
      receivedAtMs: receivedAt.milliseconds, correctedAtMs: try row.decode(Instant?.self, "corrected_at")?.milliseconds)
  }
}

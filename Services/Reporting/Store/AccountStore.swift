import Contracts
import Messaging
import Postgres

/// One account with what happened to it, for people.
enum AccountStore {
  /// The most facts of a kind that are shown, the newest first.
  private static let limit: Int64 = 100

  /// `nil` when there is no such account or the viewer may not know of it.
  static func load(_ accountID: AccountID, _ scope: ViewerScope, in transaction: PostgresTransaction) async throws -> AccountView? {
    let row = try await transaction.first(
      """
      select x.* from (
        select a.*, array[a.account_id] as account_ids, o.collector_id, o.zone_id, o.team_id, p.full_name, t.stage, t.bucket,
          t.strategy_id, t.segment_ids, coalesce(f.paid_minor, 0) as paid_minor
        from account_state a left join assignment_state o on o.debtor_id = a.debtor_id
          left join staff_state p on p.staff_id = o.collector_id
          left join treatment_state t on t.account_id = a.account_id left join lateral (
            select sum(case m.kind when 'posted' then m.amount_minor else -m.amount_minor end)::bigint as paid_minor
            from fact_payment m where m.account_id = a.account_id and m.currency = a.currency
          ) f on true
        where a.account_id = \(accountID)
      ) x where \(Scoping.work(scope))
      """)
    guard let row else { return nil }
    return AccountView(
      accountID: accountID, debtorID: try row.decode("debtor_id"), creditorID: try row.decode("creditor_id"),
      productType: try row.decode("product_type"), currency: try row.decode("currency"), status: try row.decode("status"),
      stage: try row.decode("stage"), bucket: try row.decode("bucket"), strategyID: try row.decode("strategy_id"),
      segmentIDs: try row.decode([SegmentID]?.self, "segment_ids") ?? [], daysPastDue: Int(try row.decode(Int32.self, "days_past_due")),
      totalDueMinor: try row.decode("total_due_minor"), overdueMinor: try row.decode("overdue_minor"),
      paidMinor: try row.decode("paid_minor"), zoneID: try row.decode("zone_id"), collectorID: try row.decode("collector_id"),
      collectorName: try row.decode("full_name"), teamID: try row.decode("team_id"), businessDate: try row.decode("business_date"),
      updatedAt: try row.decode("updated_at"), visits: try await visits(of: accountID, debtor: row.decode("debtor_id"), in: transaction),
      payments: try await payments(of: accountID, in: transaction), promises: try await promises(of: accountID, in: transaction),
      agreements: try await agreements(of: accountID, in: transaction))
  }

  private static func visits(
    of accountID: AccountID, debtor: DebtorID, in transaction: PostgresTransaction
  ) async throws -> [AccountView.Visit] {
    let rows = try await transaction.query(
      """
      select visit_id, collector_id, business_date, outcome, contact_type, late, captured_at from fact_visit
      where debtor_id = \(debtor) and \(accountID) = any(account_ids) order by captured_at desc, visit_id limit \(limit)
      """)
    return try rows.map { row in
      AccountView.Visit(
        visitID: try row.decode("visit_id"), collectorID: try row.decode("collector_id"), businessDate: try row.decode("business_date"),
        outcome: try row.decode("outcome"), contactType: try row.decode("contact_type"), late: try row.decode("late"),
        capturedAt: try row.decode("captured_at"))
    }
  }

  private static func payments(of accountID: AccountID, in transaction: PostgresTransaction) async throws -> [AccountView.Payment] {
    let rows = try await transaction.query(
      """
      select payment_id, amount_minor, currency, kind, business_date, recorded_at, collector_id from fact_payment
      where account_id = \(accountID) order by recorded_at desc, payment_id limit \(limit)
      """)
    return try rows.map { row in
      AccountView.Payment(
        paymentID: try row.decode("payment_id"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"),
        kind: try row.decode("kind"), businessDate: try row.decode("business_date"), recordedAt: try row.decode("recorded_at"),
        collectorID: try row.decode("collector_id"))
    }
  }

  private static func promises(of accountID: AccountID, in transaction: PostgresTransaction) async throws -> [AccountView.Promise] {
    let rows = try await transaction.query(
      """
      select promise_id, amount_minor, currency, due_on, state, paid_minor, made_at, collector_id from fact_promise
      where account_id = \(accountID) order by made_at desc, promise_id limit \(limit)
      """)
    return try rows.map { row in
      AccountView.Promise(
        promiseID: try row.decode("promise_id"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"),
        dueOn: try row.decode("due_on"), state: try row.decode("state"), paidMinor: try row.decode("paid_minor"),
        madeAt: try row.decode("made_at"), collectorID: try row.decode("collector_id"))
    }
  }

  private static func agreements(of accountID: AccountID, in transaction: PostgresTransaction) async throws -> [AccountView.Agreement] {
    let rows = try await transaction.query(
      """
      select agreement_id, plan_code, state, currency, total_minor, paid_minor, instalments, paid_instalments, overdue_instalments, made_at,
        collector_id
      from fact_agreement where account_id = \(accountID) order by made_at desc, agreement_id limit \(limit)
      """)
    return try rows.map { row in
      AccountView.Agreement(
        agreementID: try row.decode("agreement_id"), planCode: try row.decode("plan_code"), state: try row.decode("state"),
        currency: try row.decode("currency"), totalMinor: try row.decode("total_minor"), paidMinor: try row.decode("paid_minor"),
        instalments: try row.decode("instalments"), paidInstalments: try row.decode("paid_instalments"),
        overdueInstalments: try row.decode("overdue_instalments"), madeAt: try row.decode("made_at"),
        collectorID: try row.decode("collector_id"))
    }
  }
}

package import Contracts
import Messaging
package import Postgres

/// The whole portfolio: as it stands, how it moved between buckets, and what came back of what was placed.
package enum PortfolioStore {
  /// What the portfolio is told apart by.
  package enum Group: String, CaseIterable, Sendable, Encodable {
    case total, bucket, stage, status, segment, zone, collector, team, creditor, product

    /// On the rows `x`; `place` orders the groups.
    var key: SQL {
      switch self {
      case .total: "select ''::text as key, 0 as place"
      case .bucket: "select coalesce(x.bucket, '') as key, coalesce(x.bucket_place, 0) as place"
      case .stage: "select coalesce(x.stage, '') as key, 0 as place"
      case .status: "select x.status as key, 0 as place"
      case .segment: "select coalesce(k.key, '') as key, 0 as place from (select) one left join unnest(x.segment_ids) k(key) on true"
      case .zone: "select coalesce(x.zone_id::text, '') as key, 0 as place"
      case .collector: "select coalesce(x.collector_id::text, '') as key, 0 as place"
      case .team: "select coalesce(x.team_id, '') as key, 0 as place"
      case .creditor: "select x.creditor_id as key, 0 as place"
      case .product: "select x.product_type as key, 0 as place"
      }
    }
  }

  /// One statement over the states: a million accounts take some seconds. Worked accounts only, unless statuses are asked for.
  package static func picture(
    by group: Group, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> [PortfolioRow] {
    let workedOnly = group != .status
    let rows = try await transaction.query(
      """
      select g.key, g.place, x.currency, count(*) as accounts, count(distinct x.debtor_id) as debtors,
        sum(x.total_due_minor)::bigint as total_due_minor, sum(x.overdue_minor)::bigint as overdue_minor
      from (
        select array[a.account_id] as account_ids, a.debtor_id, a.creditor_id, a.product_type, a.status, a.currency, a.total_due_minor,
          a.overdue_minor, b.name as bucket, b.sequence as bucket_place, t.stage, t.segment_ids, o.zone_id, o.collector_id, o.team_id
        from account_state a left join treatment_state t using (account_id) left join assignment_state o on o.debtor_id = a.debtor_id
          left join dpd_bucket b on a.days_past_due between b.first_day and b.last_day
        where not \(workedOnly) or a.status in ('active', 'charged_off')
      ) x cross join lateral (\(group.key)) g
      where \(Scoping.work(scope)) group by 1, 2, 3 order by 2, 1, 3
      """)
    return try rows.map { row in
      PortfolioRow(
        key: try row.decode("key"), currency: try row.decode("currency"), accounts: try row.decode("accounts"),
        debtors: try row.decode("debtors"), totalDueMinor: try row.decode("total_due_minor"), overdueMinor: try row.decode("overdue_minor"))
    }
  }

  /// - Parameter creditors: empty for all.
  package static func roll(
    from opening: CalendarDate, to closing: CalendarDate, creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> [RollMatrix] {
    let rows = try await transaction.query(
      """
      select currency, coalesce(from_bucket, '') as from_bucket, coalesce(from_sequence, 0) as from_sequence,
        coalesce(to_bucket, '') as to_bucket, coalesce(to_sequence, 0) as to_sequence, sum(accounts)::bigint as accounts,
        sum(amount_minor)::bigint as amount_minor
      from roll(\(opening), \(closing)) where cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors))
      group by 1, 2, 3, 4, 5 order by 1, 3, 5
      """)
    var cells: [String: [RollMatrix.Cell]] = [:]
    for row in rows {
      cells[try row.decode("currency"), default: []].append(
        RollMatrix.Cell(
          from: try row.decode("from_bucket"), fromSequence: Int(try row.decode(Int32.self, "from_sequence")),
          to: try row.decode("to_bucket"), toSequence: Int(try row.decode(Int32.self, "to_sequence")),
          accounts: try row.decode("accounts"), amountMinor: try row.decode("amount_minor")))
    }
    return cells.sorted { $0.key < $1.key }.compactMap { code, cells in
      Currency(rawValue: code).map { RollMatrix(currency: $0, cells: cells) }
    }
  }

  /// Accounts that were overdue at the opening and not any more at the closing, and how many of them were overdue again within three
  /// months after it.
  package static func redefaults(
    from opening: CalendarDate, to closing: CalendarDate, creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> (cured: Int64, again: Int64) {
    let row = try await transaction.first(
      """
      select count(*) as cured, count(*) filter (where exists (
        select from account_day d where d.account_id = f.account_id and d.days_past_due > 0
          and d.business_date > \(closing) and d.business_date <= (\(closing) + interval '3 months')::date)) as again
      from portfolio_at(\(opening)) f join portfolio_at(\(closing)) t using (account_id)
      where f.days_past_due > 0 and f.status not in ('closed', 'inactive') and t.days_past_due <= 0
        and (cardinality(\(creditors)) = 0 or f.creditor_id = any(\(creditors)))
      """)
    return (try row?.decode(Int64.self, "cured") ?? 0, try row?.decode(Int64.self, "again") ?? 0)
  }

  package static func vintages(creditors: [CreditorID], in transaction: PostgresTransaction) async throws -> [VintageRow] {
    let rows = try await transaction.query(
      """
      select * from vintage where cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors))
      order by creditor_id, currency, cohort, month_number
      """)
    return try rows.map { row in
      VintageRow(
        creditorID: try row.decode("creditor_id"), currency: try row.decode("currency"), cohort: try row.decode("cohort"),
        month: Int(try row.decode(Int32.self, "month_number")), accounts: try row.decode("accounts"),
        placedMinor: try row.decode("placed_minor"), collectedMinor: try row.decode("collected_minor"))
    }
  }
}

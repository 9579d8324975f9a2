package import Contracts
import Messaging
package import Postgres

/// The day's figures, counted over the facts each time: there is nothing to go out of step with them.
///
/// A visit of two accounts in two segments counts in both; segments are those in which the accounts stand now.
package enum FiguresStore {
  /// What happened on the day: stops, visits, promises, payments.
  package static func activity(
    on date: CalendarDate, by grouping: Grouping, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> [MeasuredRow] {
    let sources = [stops(date), visits(date), promises(date), payments(date)]
    let parts = sources.map { source -> SQL in
      "(select g.key, \(source.totals) from (\(source.rows)) x \(key(grouping, scope)) where \(Scoping.work(scope)) group by 1, 2)"
    }
    return try await transaction.query(parts.joined(separator: " union all ")).map(measured)
  }

  /// What is assigned now, whatever the day.
  package static func portfolio(
    by grouping: Grouping, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> [MeasuredRow] {
    try await transaction.query(
      """
      select g.key, x.currency, 'assigned' as measure, count(*) as a, sum(x.overdue_minor)::bigint as b, 0::bigint as c, 0::bigint as d
      from (
        select array[a.account_id] as account_ids, o.collector_id, o.zone_id, o.team_id, a.currency, a.overdue_minor
        from account_state a join assignment_state o on o.debtor_id = a.debtor_id
        where a.status in ('active', 'charged_off') and o.collector_id is not null
      ) x \(key(grouping, scope)) where \(Scoping.work(scope)) group by 1, 2
      """
    ).map(measured)
  }

  /// What people call the groups. A segment is named by the service that owns segments.
  package static func labels(of grouping: Grouping, in transaction: PostgresTransaction) async throws -> [String: String] {
    let rows: [PostgresRow]
    switch grouping {
    case .collector: rows = try await transaction.query("select staff_id::text as key, full_name as label from staff_state")
    case .zone: rows = try await transaction.query("select zone_id::text as key, code as label from zone_code")
    case .total, .segment: return [:]
    }
    return try rows.reduce(into: [:]) { $0[try $1.decode(String.self, "key")] = try $1.decode(String.self, "label") }
  }

  /// The date that it is now where the viewer works.
  static func today(of staff: StaffID, at now: Instant, timeZone: String, in transaction: PostgresTransaction) async throws -> CalendarDate
  {
    let row = try await transaction.first(
      """
      select (\(now) at time zone coalesce((select time_zone from staff_state where staff_id = \(staff)), \(timeZone)))::date as today
      """)
    return try row?.decode(CalendarDate.self, "today") ?? now.dateInUTC
  }

  private struct Source {
    let rows: SQL
    let totals: SQL
  }

  private static func stops(_ date: CalendarDate) -> Source {
    Source(
      rows: """
        select s.account_ids, r.collector_id, r.zone_id, coalesce(r.team_id, p.team_id) as team_id
        from route_stop s join route_state r using (collector_id, business_date) left join staff_state p on p.staff_id = r.collector_id
        where s.business_date = \(date)
        """,
      totals: "null::text as currency, 'stops' as measure, count(*) as a, 0::bigint as b, 0::bigint as c, 0::bigint as d")
  }

  private static func visits(_ date: CalendarDate) -> Source {
    Source(
      rows: """
        select v.account_ids, v.collector_id, v.zone_id, coalesce(v.team_id, p.team_id) as team_id, v.stop_id, v.contact_type
        from fact_visit v left join staff_state p on p.staff_id = v.collector_id where v.business_date = \(date)
        """,
      totals: """
        null::text, 'visits', count(*), count(distinct x.stop_id), count(*) filter (where x.contact_type <> 'no_contact'),
          count(*) filter (where x.contact_type = 'right_party')
        """)
  }

  /// A promise belongs to the day on which it was made in the debtor's zone.
  private static func promises(_ date: CalendarDate) -> Source {
    Source(
      rows: """
        select array[m.account_id] as account_ids, m.collector_id, coalesce(v.zone_id, o.zone_id) as zone_id,
          coalesce(v.team_id, p.team_id) as team_id, m.currency, m.amount_minor
        from fact_promise m left join fact_visit v on v.visit_id = m.visit_id left join staff_state p on p.staff_id = m.collector_id
          left join assignment_state o on o.debtor_id = m.debtor_id
        where m.business_date = \(date) and m.state not in ('cancelled', 'replaced')
        """,
      totals: "x.currency, 'promises', count(*), sum(x.amount_minor)::bigint, 0::bigint, 0::bigint")
  }

  private static func payments(_ date: CalendarDate) -> Source {
    Source(
      rows: """
        select array[f.account_id] as account_ids, f.collector_id, f.zone_id, f.team_id, f.currency, f.kind, f.amount_minor
        from fact_payment f where f.business_date = \(date)
        """,
      totals: """
        x.currency, 'payments', count(*) filter (where x.kind = 'posted'),
          coalesce(sum(x.amount_minor) filter (where x.kind = 'posted'), 0)::bigint, count(*) filter (where x.kind = 'reversed'),
          coalesce(sum(x.amount_minor) filter (where x.kind = 'reversed'), 0)::bigint
        """)
  }

  /// The groups that a row counts in, those of its accounts that the viewer may know of; an empty key where there is none.
  private static func key(_ grouping: Grouping, _ scope: ViewerScope) -> SQL {
    switch grouping {
    case .total: "cross join lateral (select ''::text as key) g"
    case .collector: "cross join lateral (select coalesce(x.collector_id::text, '') as key) g"
    case .zone: "cross join lateral (select coalesce(x.zone_id::text, '') as key) g"
    case .segment:
      """
      cross join lateral (
        select distinct coalesce(k.key, '') as key from (select 1) one
        left join treatment_state t on t.account_id = any(x.account_ids) and \(Scoping.account("t.account_id", scope))
          left join lateral unnest(t.segment_ids) as k(key) on true
      ) g
      """
    }
  }

  private static func measured(_ row: PostgresRow) throws -> MeasuredRow {
    let text = try row.decode(String.self, "measure")
    guard let measure = Measure(rawValue: text) else { throw PostgresError(kind: .decoding, message: "an unknown measure was counted") }
    return MeasuredRow(
      key: try row.decode("key"), currency: try row.decode("currency"), measure: measure,
      values: try ["a", "b", "c", "d"].map { try row.decode(Int64.self, $0) })
  }
}

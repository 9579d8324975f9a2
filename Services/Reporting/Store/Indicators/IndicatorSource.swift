import Contracts
import Messaging
import Postgres

/// Facts of a period, and what is counted of them.
///
/// Each row has `account_ids`, `collector_id`, `zone_id`, `team_id`, `day` (whose segments count) and `currency` (null for what has no
/// amount).
struct IndicatorSource {
  struct Measure {
    let name: String
    let sum: String

    init(_ name: String, _ sum: String) {
      self.name = name
      self.sum = sum
    }
  }

  let rows: SQL
  let measures: [Measure]

  static func all(_ question: IndicatorQuestion) -> [IndicatorSource] {
    let sources = [
      visits(question), accounts(question), stops(question), order(question), promisesMade(question), promisesDue(question),
      payments(question), claims(question), ways(question), costs(question),
    ]
    // A claim is of a period and not of a day.
    return question.group == .date ? sources.filter { !$0.isOfPeriod } : sources
  }

  private var isOfPeriod: Bool { measures.contains { ["claimed_minor", "assigned_accounts"].contains($0.name) } }

  /// Visits by capture date. A first visit is the first that was ever recorded of its debtor.
  private static func visits(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select v.account_ids, v.collector_id, v.zone_id, coalesce(v.team_id, p.team_id) as team_id, v.business_date as day,
          null::text as currency, v.contact_type, v.geo_verdict, v.late, extract(epoch from v.captured_at - v.arrived_at)::bigint as on_site,
          extract(epoch from v.received_at - v.captured_at)::bigint as latency, not exists (
            select from fact_visit e where e.debtor_id = v.debtor_id and (e.captured_at, e.visit_id) < (v.captured_at, v.visit_id)
          ) as is_first
        from fact_visit v left join staff_state p on p.staff_id = v.collector_id
        where v.business_date between \(question.from) and \(question.to)
        """,
      measures: [
        Measure("visits", "count(*)"), Measure("contacts", "count(*) filter (where x.contact_type <> 'no_contact')"),
        Measure("right_party_contacts", "count(*) filter (where x.contact_type = 'right_party')"),
        Measure("inside_fence_visits", "count(*) filter (where x.geo_verdict = 'inside_fence')"),
        Measure("late_visits", "count(*) filter (where x.late)"), Measure("on_site_seconds", "coalesce(sum(x.on_site), 0)"),
        Measure("collector_days", "count(distinct (x.collector_id, x.day))"), Measure("first_visits", "count(*) filter (where x.is_first)"),
        Measure("first_visits_reached", "count(*) filter (where x.is_first and x.contact_type = 'right_party')"),
        Measure("latency_p50_seconds", "percentile_disc(0.5) within group (order by x.latency)"),
        Measure("latency_p95_seconds", "percentile_disc(0.95) within group (order by x.latency)"),
      ])
  }

  /// Accounts that a collector owned at the end of the period and that were worked then, and accounts that were visited.
  private static func accounts(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select array[coalesce(o.account_id, v.account_id)] as account_ids, coalesce(o.collector_id, v.collector_id) as collector_id,
          coalesce(o.zone_id, v.zone_id) as zone_id, coalesce(o.team_id, v.team_id) as team_id, \(question.to)::date as day,
          null::text as currency, o.account_id is not null as is_assigned, v.account_id is not null as is_visited
        from (
          select * from portfolio_at(\(question.to)) where collector_id is not null and status in ('active', 'charged_off')
        ) o full join (
          select distinct on (u.account_id) u.account_id, f.collector_id, f.zone_id, coalesce(f.team_id, p.team_id) as team_id
          from fact_visit f cross join lateral unnest(f.account_ids) u(account_id) left join staff_state p on p.staff_id = f.collector_id
          where f.business_date between \(question.from) and \(question.to) order by u.account_id, f.captured_at desc
        ) v using (account_id)
        """,
      measures: [
        Measure("assigned_accounts", "count(*) filter (where x.is_assigned)"),
        Measure("assigned_accounts_visited", "count(*) filter (where x.is_assigned and x.is_visited)"),
        Measure("accounts_visited", "count(*) filter (where x.is_visited)"),
      ])
  }

  /// Stops of the newest version of each route.
  private static func stops(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select s.account_ids, r.collector_id, r.zone_id, coalesce(r.team_id, p.team_id) as team_id, s.business_date as day,
          null::text as currency, exists (
            select from fact_visit v
            where v.collector_id = s.collector_id and v.business_date = s.business_date and v.stop_id = s.stop_id) as is_done
        from route_stop s join route_state r using (collector_id, business_date) left join staff_state p on p.staff_id = r.collector_id
        where s.business_date between \(question.from) and \(question.to)
        """,
      measures: [Measure("planned_stops", "count(*)"), Measure("planned_stops_done", "count(*) filter (where x.is_done)")])
  }

  /// Pairs of visited stops of a day's plan, and those that were visited in the planned order.
  private static func order(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        with done as (
          select p.collector_id, p.business_date, p.sequence, min(v.captured_at) as at, min(v.account_ids) as account_ids
          from plan_stop p join fact_visit v using (collector_id, business_date, stop_id)
          where p.business_date between \(question.from) and \(question.to) group by 1, 2, 3
        )
        select a.account_ids, a.collector_id, r.zone_id, coalesce(r.team_id, s.team_id) as team_id, a.business_date as day,
          null::text as currency, a.at <= b.at as is_in_order
        from done a join done b on b.collector_id = a.collector_id and b.business_date = a.business_date and b.sequence > a.sequence
          left join route_state r on r.collector_id = a.collector_id and r.business_date = a.business_date
          left join staff_state s on s.staff_id = a.collector_id
        """,
      measures: [Measure("stop_pairs", "count(*)"), Measure("stop_pairs_in_order", "count(*) filter (where x.is_in_order)")])
  }

  /// Promises by the day on which they were made in the debtor's zone; cancelled and replaced ones do not count.
  private static func promisesMade(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: "select * from (\(promises)) m where m.day between \(question.from) and \(question.to)",
      measures: [Measure("promises", "count(*)"), Measure("promised_minor", "sum(x.amount_minor)")])
  }

  /// Promises by their due date; of those that are not judged yet none is kept.
  private static func promisesDue(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select m.account_ids, m.collector_id, m.zone_id, m.team_id, m.due_on as day, m.currency, m.state, m.amount_minor
        from (\(promises)) m where m.due_on between \(question.from) and \(question.to)
        """,
      measures: [
        Measure("promises_due", "count(*)"), Measure("due_minor", "sum(x.amount_minor)"),
        Measure("promises_kept", "count(*) filter (where x.state = 'kept')"),
        Measure("kept_minor", "coalesce(sum(x.amount_minor) filter (where x.state = 'kept'), 0)"),
      ])
  }

  private static let promises: SQL = """
    select f.account_ids, f.collector_id, coalesce(v.zone_id, o.zone_id) as zone_id, coalesce(v.team_id, p.team_id) as team_id,
      f.business_date as day, f.currency, f.due_on, f.state, f.amount_minor
    from fact_promise f left join fact_visit v on v.visit_id = f.visit_id left join staff_state p on p.staff_id = f.collector_id
      left join assignment_state o on o.debtor_id = f.debtor_id
    where f.state not in ('cancelled', 'replaced')
    """

  /// Payments less reversals by value date, with whom they are attributed to.
  private static func payments(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select array[f.account_id] as account_ids, f.collector_id, f.zone_id, f.team_id, f.business_date as day, f.currency,
          case f.kind when 'posted' then f.amount_minor else -f.amount_minor end as amount_minor
        from fact_payment f where f.business_date between \(question.from) and \(question.to)
        """,
      measures: [Measure("collected_minor", "sum(x.amount_minor)")])
  }

  /// What was overdue on each worked account when the period opened, or when it was first heard of within it, and who owned it then.
  private static func claims(_ question: IndicatorQuestion) -> IndicatorSource {
    let opening = question.from.advanced(byDays: -1)
    return IndicatorSource(
      rows: """
        select array[a.account_id] as account_ids, o.collector_id, o.zone_id, o.team_id, \(question.to)::date as day, a.currency,
          greatest(h.overdue_minor, 0) as amount_minor
        from account_state a join (
          select distinct on (d.account_id) d.* from account_day d where d.business_date <= \(question.to)
          order by d.account_id, d.business_date <= \(opening) desc, case when d.business_date <= \(opening) then d.business_date end desc,
            d.business_date
        ) h on h.account_id = a.account_id left join lateral (
          select c.collector_id, c.zone_id, c.team_id from assignment_change c cross join lateral (
            select c.changed_at < (greatest(h.business_date, \(opening)) + 1)::timestamp at time zone i.time_zone as is_before,
              c.changed_at < (\(question.to) + 1)::timestamp at time zone i.time_zone as is_within from installation i
          ) t
          where c.debtor_id = a.debtor_id and t.is_within
          order by t.is_before desc, case when t.is_before then c.version end desc, c.version limit 1
        ) o on true
        where h.status in ('active', 'charged_off')
        """,
      measures: [Measure("claimed_minor", "sum(x.amount_minor)"), Measure("claimed_accounts", "count(*)")])
  }

  /// The ways of collectors' days, and how long their shifts were. They belong to a collector and so to no segment or creditor.
  private static func ways(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select '{}'::uuid[] as account_ids, d.collector_id, r.zone_id, d.team_id, d.business_date as day, null::text as currency,
          d.walked_metres, d.shift_seconds
        from pub_collector_day d left join route_state r using (collector_id, business_date)
        where d.currency = '' and d.business_date between \(question.from) and \(question.to)
        """,
      measures: [Measure("walked_metres", "sum(x.walked_metres)"), Measure("shift_seconds", "sum(x.shift_seconds)")])
  }

  /// What the collectors' days with a visit cost by the rates of their team, else by those of every team.
  private static func costs(_ question: IndicatorQuestion) -> IndicatorSource {
    IndicatorSource(
      rows: """
        select '{}'::uuid[] as account_ids, d.collector_id, r.zone_id, d.team_id, d.business_date as day, c.currency,
          c.per_day_minor + (c.per_kilometre_minor * d.walked_metres + 500) / 1000 as amount_minor
        from pub_collector_day d left join route_state r using (collector_id, business_date) cross join lateral (
          select distinct on (k.currency) k.* from cost_rate k
          where k.team_id in ('', coalesce(d.team_id, '')) and k.valid_from <= d.business_date
          order by k.currency, k.team_id = '' , k.valid_from desc
        ) c
        where d.currency = '' and d.visits > 0 and d.business_date between \(question.from) and \(question.to)
        """,
      measures: [Measure("cost_minor", "sum(x.amount_minor)")])
  }
}

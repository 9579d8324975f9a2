import Contracts
import Messaging
import Postgres

/// What can be taken away as a file: rows, and their columns.
///
/// Rows carry `account_ids`, `collector_id`, `zone_id`, `team_id` and `day` besides their columns: a viewer gets what the screens show.
enum ExportDataset: String, CaseIterable, Sendable {
  case accounts, visits, promises, payments
  case collectorDays = "collector-days"
  case segmentDays = "segment-days"

  struct Column: Sendable {
    enum Kind: Sendable { case text, whole, amount, date, instant, flag }

    let name: String
    let spanish: String
    let kind: Kind

    init(_ name: String, _ spanish: String, _ kind: Kind = .text) {
      self.name = name
      self.spanish = spanish
      self.kind = kind
    }
  }

  /// Whether only those who see everything may have it: its rows belong to no team.
  var isOfEverybody: Bool { self == .segmentDays }

  func rows(_ question: IndicatorQuestion) -> SQL {
    switch self {
    case .accounts: Self.accountRows(on: question.to)
    case .visits: Self.visitsRows + " between \(question.from) and \(question.to)"
    case .promises: Self.promisesRows + " between \(question.from) and \(question.to)"
    case .payments: Self.paymentsRows + " between \(question.from) and \(question.to)"
    case .collectorDays: Self.collectorDaysRows + " between \(question.from) and \(question.to)"
    case .segmentDays: Self.segmentDaysRows + " between \(question.from) and \(question.to)"
    }
  }

  /// In which rows stand, so that the same question gives the same file.
  var order: SQL {
    switch self {
    case .accounts: "x.account_id"
    case .visits: "x.captured_at, x.visit_id"
    case .promises: "x.made_at, x.promise_id"
    case .payments: "x.recorded_at, x.creditor_id, x.payment_id"
    case .collectorDays: "x.business_date, x.collector_id, x.currency nulls first"
    case .segmentDays: "x.business_date, x.segment_id, x.currency nulls first"
    }
  }
}

extension ExportDataset {
  /// As they stand now; `day` is the day whose segments a filter asks for.
  private static func accountRows(on day: CalendarDate) -> SQL {
    """
    select array[a.account_id] as account_ids, \(day)::date as day, o.collector_id, o.zone_id, o.team_id, a.account_id::text,
      a.debtor_id::text, a.creditor_id, a.product_type, a.branch_code, a.status, t.stage, b.name as bucket,
      array_to_string(t.segment_ids, ' ') as segments, a.days_past_due::bigint as days_past_due, a.currency, a.total_due_minor,
      a.overdue_minor, z.code as zone, s.full_name as collector, a.business_date
    from account_state a left join treatment_state t using (account_id) left join assignment_state o on o.debtor_id = a.debtor_id
      left join dpd_bucket b on a.days_past_due between b.first_day and b.last_day
      left join zone_code z on z.zone_id = o.zone_id left join staff_state s on s.staff_id = o.collector_id
    """
  }

  private static let visitsRows: SQL = """
    select f.account_ids, f.business_date as day, f.collector_id, f.zone_id, coalesce(f.team_id, s.team_id) as team_id,
      f.visit_id::text, f.debtor_id::text, f.business_date, z.code as zone, s.full_name as collector, f.outcome, f.contact_type,
      f.geo_verdict, f.contact_allowed, f.late, f.stop_id is not null as planned, f.recorded_outcome, f.corrected_at, f.arrived_at,
      f.captured_at, f.received_at
    from fact_visit f left join zone_code z using (zone_id) left join staff_state s on s.staff_id = f.collector_id
    where f.business_date
    """

  private static let promisesRows: SQL = """
    select f.account_ids, f.business_date as day, f.collector_id, coalesce(v.zone_id, o.zone_id) as zone_id,
      coalesce(v.team_id, s.team_id) as team_id, f.promise_id::text, f.debtor_id::text, f.account_id::text, f.business_date, f.due_on,
      f.state, f.currency, f.amount_minor, f.paid_minor, s.full_name as collector, f.made_at, f.changed_at
    from fact_promise f left join fact_visit v on v.visit_id = f.visit_id left join staff_state s on s.staff_id = f.collector_id
      left join assignment_state o on o.debtor_id = f.debtor_id
    where f.business_date
    """

  private static let paymentsRows: SQL = """
    select array[f.account_id] as account_ids, f.business_date as day, f.collector_id, f.zone_id, f.team_id, f.creditor_id, f.payment_id,
      f.account_id::text, f.debtor_id::text, f.business_date, f.kind, f.reversal_of, f.currency, f.amount_minor, f.channel,
      z.code as zone, s.full_name as collector, f.posted_at, f.recorded_at
    from fact_payment f left join zone_code z using (zone_id) left join staff_state s on s.staff_id = f.collector_id
    where f.business_date
    """

  private static let collectorDaysRows: SQL = """
    select '{}'::uuid[] as account_ids, d.business_date as day, d.collector_id, r.zone_id, d.team_id, s.full_name as collector,
      d.business_date, nullif(d.currency, '') as currency, d.planned_stops, d.planned_stops_visited, d.visits, d.contacts,
      d.right_party_contacts, d.inside_fence_visits, d.late_visits, d.on_site_seconds, d.shift_seconds, d.walked_metres, d.promises,
      d.promised_minor, d.payments, d.paid_minor, d.reversals, d.reversed_minor
    from pub_collector_day d left join route_state r using (collector_id, business_date)
      left join staff_state s on s.staff_id = d.collector_id
    where d.business_date
    """

  private static let segmentDaysRows: SQL = """
    select '{}'::uuid[] as account_ids, d.business_date as day, null::uuid as collector_id, null::uuid as zone_id, null::text as team_id,
      d.segment_id, d.business_date, nullif(d.currency, '') as currency, d.accounts, d.overdue_minor, d.visits, d.contacts,
      d.right_party_contacts, d.promises, d.promised_minor, d.payments, d.paid_minor, d.reversals, d.reversed_minor
    from pub_segment_day d where d.business_date
    """
}

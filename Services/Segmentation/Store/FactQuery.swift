package import Contracts
import Messaging
package import Postgres

/// The attributes of accounts in SQL: what `Profile` says of one dossier, said of all rows at once.
///
/// It reads what events have told. The tests hold the two against each other.
package struct FactQuery: Sendable {
  let policy: TreatmentPolicy
  let now: Instant
  /// Today's date in each zone that debtors live in.
  private let zones: [(name: String, today: CalendarDate)]

  package init(policy: TreatmentPolicy, now: Instant, in transaction: PostgresTransaction) async throws {
    self.policy = policy
    self.now = now
    // One probe of the index a zone, not one look at every debtor.
    let rows = try await transaction.query(
      """
      with recursive zones as (
        (select time_zone from debtors where time_zone is not null order by 1 limit 1)
        union all
        select (select d.time_zone from debtors d where d.time_zone > z.time_zone order by 1 limit 1) from zones z
        where z.time_zone is not null
      )
      select time_zone from zones where time_zone is not null
      """)
    zones = try rows.compactMap { row in
      let name: String = try row.decode("time_zone")
      return LocalCalendar(identifier: name).map { (name, $0.date(of: now)) }
    }
  }

  /// Tables joined so that the expressions of the attributes can be asked: `a` is the account, `t` its treatment.
  ///
  /// - Parameter isPaged: only some of the accounts are asked for, so that their visits and promises are looked up one by one.
  func source(for attributes: Set<Attribute>, isPaged: Bool = false) -> SQL {
    let ofAccount: SQL = isPaged ? "where account_id = a.account_id" : "group by account_id"
    let key: SQL = isPaged ? "a.account_id" : "account_id"
    var sql: SQL = """
      accounts a
      join treatments t on t.account_id = a.account_id
      left join debtors d on d.debtor_id = a.debtor_id and d.version > 0
      left join payment_marks p on p.account_id = a.account_id
      left join unnest(\(zones.map(\.name)), \(zones.map(\.today))) z(zone, today) on z.zone = d.time_zone
      cross join lateral (
        select case when p.recorded_at >= a.updated_at then p.overdue_minor else a.overdue_minor end as overdue_minor,
          case when p.recorded_at >= a.updated_at and p.overdue_minor = 0 then least(a.days_past_due, 0) else a.days_past_due end
            as days_past_due,
          coalesce(z.today, \(now.dateInUTC)) as today, coalesce(z.zone, 'UTC') as zone
      ) s
      """
    if !attributes.isDisjoint(with: Self.ofVisits) {
      sql += """

        left join lateral (
          select \(key) as account_id, count(*) as visits, count(*) filter (where contact_type = 'right_party') as met,
            max(captured_at) as last_at
          from account_visits \(ofAccount)
        ) v on v.account_id = a.account_id
        """
    }
    if !attributes.isDisjoint(with: Self.ofPromises) {
      sql += """

        left join lateral (
          select \(key) as account_id, max(due_on) filter (where state = 'active') as due_on,
            count(*) filter (where state = 'broken') as broken, count(*) filter (where state = 'kept') as kept
          from promises \(ofAccount)
        ) r on r.account_id = a.account_id
        """
    }
    return sql
  }

  private static let ofVisits: Set<Attribute> = [.known(.visits), .known(.rightPartyContacts), .known(.daysSinceVisit)]
  private static let ofPromises: Set<Attribute> = [.known(.promiseActive), .known(.brokenPromises), .known(.keptPromises)]

  /// The value of an attribute: `bigint` for numbers and amounts, `text`, `date` or `boolean`; null when not known.
  func expression(_ attribute: Attribute) -> SQL {
    switch attribute {
    case .custom(let key): "(a.attributes ->> \(key))"
    case .list(let listID):
      """
      exists (select from list_members m where m.list_id = \(listID) and m.debtor_id = a.debtor_id and m.active
        and (m.account_id is null or m.account_id = a.account_id))
      """
    case .split(let name): "split_percent(\(name), a.debtor_id)"
    case .known(let known): expression(known)
    }
  }

  private func expression(_ attribute: Attribute.Known) -> SQL {
    switch attribute {
    case .stage: "(case when a.status = 'charged_off' then 'charged_off' else \(band(of: policy.stages)) end)"
    case .bucket: band(of: policy.buckets)
    case .daysPastDue: "s.days_past_due"
    case .overdue, .overdueMinor: "s.overdue_minor"
    case .totalDue, .totalDueMinor: "a.total_due_minor"
    case .debtAge: "(s.today - a.oldest_due_date)::bigint"
    case .daysToDue: "(coalesce(a.next_due_date, a.oldest_due_date) - s.today)::bigint"
    case .nextDueOn: "a.next_due_date"
    case .oldestDueOn: "a.oldest_due_date"
    case .lastPaymentOn: "a.last_payment_date"
    case .daysSincePayment: "(s.today - a.last_payment_date)::bigint"
    case .status, .currency, .productType, .productCode, .branchCode, .creditorID, .riskScore:
      "a.\(identifier: attribute.rawValue)"
    case .visitAuthorized: "coalesce((a.flags ->> 'visit_authorized')::boolean, false)"
    case .hardship, .dispute: flag(attribute.rawValue)
    case .country, .state, .city, .district, .language, .personType: "d.\(identifier: attribute.rawValue)"
    case .hasEmail: "(case when d.debtor_id is not null then d.has_email end)"
    case .age: "extract(year from age(s.today, d.birth_date))::bigint"
    case .visits: "coalesce(v.visits, 0)"
    case .rightPartyContacts: "coalesce(v.met, 0)"
    case .daysSinceVisit: "(s.today - (v.last_at at time zone s.zone)::date)::bigint"
    case .promiseActive: "coalesce(r.due_on >= s.today, false)"
    case .brokenPromises: "coalesce(r.broken, 0)"
    case .keptPromises: "coalesce(r.kept, 0)"
    }
  }

  /// Of the bank, or set here for the account or the whole debtor.
  private func flag(_ name: String) -> SQL {
    """
    (coalesce((a.flags ->> \(name))::boolean, false) or exists (
      select from restriction_states x, jsonb_array_elements(x.restrictions) e
      where x.debtor_id = a.debtor_id and e ->> 'kind' = \(name) and coalesce(e ->> 'account_id', a.account_id::text) = a.account_id::text))
    """
  }

  private func band(of scale: BandScale) -> SQL {
    let limits = scale.bands.compactMap(\.from).map(Int64.init)
    return limits.isEmpty
      ? "\(scale.bands[0].name)::text" : "(\(scale.bands.map(\.name)))[width_bucket(s.days_past_due, \(limits)) + 1]"
  }
}

import Contracts
import Postgres

/// What is open and ends within the lead: a term ends when the date after its last one begins where the debtor lives.
extension AlarmStore {
  /// Rows of `kind`, `subject`, `debtor_id`, `account_id`, `creditor_id`, `team_id`, `ends_at`.
  static func causes(_ lead: AlarmLead, at now: Instant) -> SQL {
    let later = now.advanced(by: lead.rules)
    return """
      \(deals(from: now, to: now.advanced(by: lead.due)))
      union all
      \(rules(from: now, to: later))
      union all
      \(legalTerms(from: now, to: later))
      """
  }

  private static func deals(from now: Instant, to soon: Instant) -> SQL {
    // Dates are compared by Greenwich first, a day to either side, so that an index can be used.
    let (from, to) = (now.dateInUTC.advanced(byDays: -2), soon.dateInUTC.advanced(byDays: 2))
    return """
      select 'promise_due' as kind, p.promise_id::text as subject, p.debtor_id, p.account_id, k.creditor_id, p.team_id,
        (p.due_on + 1)::timestamp at time zone p.time_zone as ends_at
      from promises p left join accounts k using (account_id)
      where p.state = 'active' and p.due_on between \(from) and \(to) and (p.due_on + 1)::timestamp at time zone p.time_zone > \(now)
        and p.due_on::timestamp at time zone p.time_zone <= \(soon)
      union all
      select 'instalment_due', g.agreement_id::text, g.debtor_id, g.account_id, g.creditor_id, g.team_id,
        ((g.record->'event'->>'next_due_on')::date + 1)::timestamp at time zone g.time_zone
      from agreements g
      where g.state = 'active' and g.record->'event'->>'next_due_on' between \(from.description) and \(to.description)
        and ((g.record->'event'->>'next_due_on')::date + 1)::timestamp at time zone g.time_zone > \(now)
        and (g.record->'event'->>'next_due_on')::date::timestamp at time zone g.time_zone <= \(soon)
      union all
      select 'agreement_expiring', g.agreement_id::text, g.debtor_id, g.account_id, g.creditor_id, g.team_id, g.expires_at
      from agreements g where g.state in ('proposed', 'approved') and g.expires_at > \(now) and g.expires_at <= \(soon)
      """
  }

  private static func rules(from now: Instant, to later: Instant) -> SQL {
    """
    select 'plan_ending', r.plan_code, null, null, null, null, ((r.plan->>'valid_to')::date + 1)::timestamp at time zone 'UTC'
    from relief_plans r
    where r.version = (select max(n.version) from relief_plans n where n.plan_code = r.plan_code)
      and ((r.plan->>'valid_to')::date + 1)::timestamp at time zone 'UTC' > \(now)
      and (r.plan->>'valid_to')::date::timestamp at time zone 'UTC' <= \(later)
    union all
    select 'ceiling_ending', u.country || ' ' || u.product_type, null, null, null, null, (u.valid_to + 1)::timestamp at time zone 'UTC'
    from usury_ceilings u
    where (u.valid_to + 1)::timestamp at time zone 'UTC' > \(now) and u.valid_to::timestamp at time zone 'UTC' <= \(later)
      and not exists (select 1 from usury_ceilings n where n.country = u.country and n.product_type = u.product_type
        and n.valid_from > u.valid_from and n.valid_from <= u.valid_to + 1)
    """
  }

  private static func legalTerms(from now: Instant, to later: Instant) -> SQL {
    """
    select 'legal_term', t.task_id::text, t.debtor_id, t.account_id, t.creditor_id, s.team_id,
      least(t.service_due_at, (t.expires_on + 1)::timestamp at time zone coalesce(d.event->>'time_zone', 'UTC'))
    from tasks t left join debtors d using (debtor_id) left join assignments s on s.debtor_id = t.debtor_id
    where t.kind = 'legal' and t.state = 'open' and t.expires_on is not null
      and least(t.service_due_at, (t.expires_on + 1)::timestamp at time zone coalesce(d.event->>'time_zone', 'UTC')) > \(now)
      and least(t.service_due_at, t.expires_on::timestamp at time zone coalesce(d.event->>'time_zone', 'UTC')) <= \(later)
    """
  }
}

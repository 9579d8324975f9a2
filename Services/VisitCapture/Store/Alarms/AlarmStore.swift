import Contracts
import Messaging
import Postgres
import ServiceKit

/// Terms that are about to end, and whom of the staff that was told.
enum AlarmStore {
  /// Raises what is to be raised and closes what is met, by the clocks of the debtors.
  ///
  /// - Returns: how many alarms were raised.
  static func refresh(_ lead: AlarmLead, at now: Instant, in transaction: PostgresTransaction) async throws -> Int {
    let causes = causes(lead, at: now)
    // Closed first: a term that was moved is another alarm.
    try await transaction.execute(
      """
      with causes as materialized (\(causes))
      update alarms a set closed_at = \(now) where a.closed_at is null
        and not exists (select 1 from causes c where c.kind = a.kind and c.subject = a.subject and c.ends_at = a.ends_at)
      """)
    return try await transaction.execute(
      """
      insert into alarms (alarm_id, kind, subject, debtor_id, account_id, creditor_id, team_id, ends_at, raised_at)
      select md5(concat_ws(' ', c.kind, c.subject, extract(epoch from c.ends_at)))::uuid, c.kind, c.subject, c.debtor_id, c.account_id,
        c.creditor_id, c.team_id, c.ends_at, \(now)
      from (\(causes)) c order by 1
      on conflict (alarm_id) do update set closed_at = null, raised_at = excluded.raised_at, acknowledged_by = null, acknowledged_at = null
      where alarms.closed_at is not null
      """)
  }

  /// What is open and ends within the lead: a term ends when the date after its last one begins where the debtor lives.
  private static func causes(_ lead: AlarmLead, at now: Instant) -> SQL {
    let soon = now.advanced(by: lead.due)
    let later = now.advanced(by: lead.rules)
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
      union all
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
      union all
      select 'legal_term', t.task_id::text, t.debtor_id, t.account_id, t.creditor_id, s.team_id,
        least(t.service_due_at, (t.expires_on + 1)::timestamp at time zone coalesce(d.event->>'time_zone', 'UTC'))
      from tasks t left join debtors d using (debtor_id) left join assignments s on s.debtor_id = t.debtor_id
      where t.kind = 'legal' and t.state = 'open' and t.expires_on is not null
        and least(t.service_due_at, (t.expires_on + 1)::timestamp at time zone coalesce(d.event->>'time_zone', 'UTC')) > \(now)
        and least(t.service_due_at, t.expires_on::timestamp at time zone coalesce(d.event->>'time_zone', 'UTC')) <= \(later)
      """
  }

  /// The open alarms that a viewer may see, those that end first before the others: of the own creditors, and for whoever is bound to a
  /// team those of the team and of none.
  static func list(
    kind: AlarmKind?, includingAcknowledged: Bool, after: AlarmID?, for viewer: Viewer, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [Alarm] {
    try await transaction.query(
      """
      select a.*, d.event->>'full_name' as debtor_name from alarms a left join debtors d using (debtor_id)
      where a.closed_at is null and (\(kind)::text is null or a.kind = \(kind)) and (\(includingAcknowledged) or a.acknowledged_at is null)
        and (\(after)::uuid is null or (a.ends_at, a.alarm_id) > (
          select k.ends_at, k.alarm_id from alarms k where k.alarm_id = \(after)::uuid))
        and \(scope(viewer))
      order by a.ends_at, a.alarm_id limit \(Int64(limit))
      """
    ).map(alarm)
  }

  /// Somebody has seen it. The first to say so counts.
  ///
  /// - Returns: `false` for an alarm that the viewer may not see, or that there is not.
  static func acknowledge(
    _ alarmID: AlarmID, by viewer: Viewer, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.execute(
      """
      update alarms a set acknowledged_by = coalesce(a.acknowledged_by, \(viewer.staffID)),
        acknowledged_at = coalesce(a.acknowledged_at, \(now))
      where a.alarm_id = \(alarmID) and \(scope(viewer))
      """) > 0
  }

  /// How many open alarms nobody has seen, by kind.
  static func unseen(in transaction: PostgresTransaction) async throws -> [AlarmKind: Int] {
    let rows = try await transaction.query(
      "select kind, count(*) as alarms from alarms where closed_at is null and acknowledged_at is null group by kind")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("kind"), try $0.decode("alarms")) })
  }

  private static func scope(_ viewer: Viewer) -> SQL {
    """
    (cardinality(\(viewer.creditorIDs)) = 0 or a.creditor_id is null or a.creditor_id = any(\(viewer.creditorIDs)))
      and (\(viewer.teamScope)::text is null or a.team_id is null or a.team_id = \(viewer.teamScope)::text)
    """
  }

  private static func alarm(_ row: PostgresRow) throws -> Alarm {
    Alarm(
      alarmID: try row.decode("alarm_id"), kind: try row.decode("kind"), subject: try row.decode("subject"),
      debtorID: try row.decode("debtor_id"), debtorName: try row.decode("debtor_name"), accountID: try row.decode("account_id"),
      creditorID: try row.decode("creditor_id"), endsAt: try row.decode("ends_at"), raisedAt: try row.decode("raised_at"),
      acknowledgedAt: try row.decode("acknowledged_at"))
  }
}

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

  /// The open alarms that a viewer may see, those that end first before the others: of the own creditors and of no debtor, and for
  /// whoever is bound to a team those of the team and of none.
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
    (cardinality(\(viewer.creditorIDs)) = 0 or a.debtor_id is null or a.creditor_id = any(\(viewer.creditorIDs)))
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

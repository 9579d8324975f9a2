import Contracts
import Messaging
import Postgres

/// The rows of collectors' and segments' days: counted over the facts, compared with what was published last, and published again only
/// when they differ. One transaction at a time counts (`lock`), so that an older count never replaces a newer one.
enum DayStore {
  /// - Returns: false when somebody else is counting, who will also see what there is to count.
  static func lock(in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select pg_try_advisory_xact_lock(\(Int64(0x526F_6E64_6144_6179))) as mine")?.decode(Bool.self, "mine")
      ?? false
  }

  /// A day on which nothing happened any more keeps its rows, of zeros. Metres stay as they were counted once the points are gone.
  static func publish(collectorDays causes: [MarkStore.CollectorDay: String], in work: Work) async throws {
    guard !causes.isEmpty else { return }
    let days = causes.keys.sorted { ($0.collectorID, $0.date) < ($1.collectorID, $1.date) }
    let trails = try await TrailStore.load(days, in: work.transaction)
    let collectors = days.map(\.collectorID)
    let dates = days.map(\.date)
    let rows = try await work.transaction.query(
      """
      with target as (
        select * from unnest(\(collectors), \(dates), \(days.map { trails[$0].map { Int64($0.metres.value) } })) t(collector_id, business_date, metres)
      ), counted as (
        select * from collector_day_count where collector_id = any(\(collectors)) and business_date = any(\(dates))
      ), known as (
        select * from pub_collector_day where collector_id = any(\(collectors)) and business_date = any(\(dates))
      ), place as (
        select collector_id, business_date, ''::text as currency from target
        union select collector_id, business_date, currency from counted union select collector_id, business_date, currency from known
      )
      insert into pub_collector_day as p
      select t.collector_id, t.business_date, k.currency, 1, s.team_id, coalesce(c.planned_stops, 0), coalesce(c.planned_stops_visited, 0),
        coalesce(c.visits, 0), coalesce(c.contacts, 0), coalesce(c.right_party_contacts, 0), coalesce(c.inside_fence_visits, 0),
        coalesce(c.late_visits, 0), coalesce(c.on_site_seconds, 0),
        case when k.currency = '' and c.planned_stops + c.visits > 0 then coalesce(s.shift_seconds, 0) else 0 end,
        case when k.currency = '' then coalesce(t.metres, o.walked_metres, 0) else 0 end, coalesce(c.promises, 0),
        coalesce(c.promised_minor, 0), coalesce(c.payments, 0), coalesce(c.paid_minor, 0), coalesce(c.reversals, 0),
        coalesce(c.reversed_minor, 0), \(work.now)
      from target t join place k using (collector_id, business_date) left join counted c using (collector_id, business_date, currency)
        left join known o using (collector_id, business_date, currency) left join staff_state s on s.staff_id = t.collector_id
      order by 1, 2, 3
      on conflict (collector_id, business_date, currency) do update set
        row_version = p.row_version + 1, team_id = excluded.team_id, \(set(collectorColumns)), updated_at = excluded.updated_at
      where (p.team_id, \(list(collectorColumns, of: "p"))) is distinct from (excluded.team_id, \(list(collectorColumns, of: "excluded")))
      returning p.*
      """)
    for row in rows { try work.publish(try collectorDay(row, causes: causes, at: work.now)) }
  }

  /// - Parameter today: the day on which the accounts of segments are counted; those of other days stay as they were counted last.
  static func publish(segmentsOn date: CalendarDate, today: CalendarDate, cause: String, in work: Work) async throws {
    let isToday = date == today
    let rows = try await work.transaction.query(
      """
      with counted as (
        select segment_id, currency, sum(accounts)::bigint as accounts, sum(overdue_minor)::bigint as overdue_minor,
          sum(visits)::bigint as visits, sum(contacts)::bigint as contacts, sum(right_party_contacts)::bigint as right_party_contacts,
          sum(promises)::bigint as promises, sum(promised_minor)::bigint as promised_minor, sum(payments)::bigint as payments,
          sum(paid_minor)::bigint as paid_minor, sum(reversals)::bigint as reversals, sum(reversed_minor)::bigint as reversed_minor
        from (\(segmentFacts(date, isToday: isToday))) x group by 1, 2
      ), place as (
        select segment_id, currency from counted union select segment_id, currency from pub_segment_day where business_date = \(date)
      )
      insert into pub_segment_day as p
      select k.segment_id, \(date), k.currency, 1,
        case when \(isToday) then coalesce(c.accounts, 0) else coalesce(o.accounts, 0) end,
        case when \(isToday) then coalesce(c.overdue_minor, 0) else coalesce(o.overdue_minor, 0) end, coalesce(c.visits, 0),
        coalesce(c.contacts, 0), coalesce(c.right_party_contacts, 0), coalesce(c.promises, 0), coalesce(c.promised_minor, 0),
        coalesce(c.payments, 0), coalesce(c.paid_minor, 0), coalesce(c.reversals, 0), coalesce(c.reversed_minor, 0), \(work.now)
      from place k left join counted c using (segment_id, currency)
        left join pub_segment_day o on o.segment_id = k.segment_id and o.currency = k.currency and o.business_date = \(date)
      order by 1, 3
      on conflict (segment_id, business_date, currency) do update set
        row_version = p.row_version + 1, \(set(segmentColumns)), updated_at = excluded.updated_at
      where (\(list(segmentColumns, of: "p"))) is distinct from (\(list(segmentColumns, of: "excluded")))
      returning p.*
      """)
    for row in rows { try work.publish(try segmentDay(row, cause: cause, at: work.now)) }
  }

  /// What happened on the date to accounts by the segment in which they stood at its end, and what stands in segments now.
  private static func segmentFacts(_ date: CalendarDate, isToday: Bool) -> SQL {
    """
    select s.id as segment_id, ''::text as currency, 0::bigint as accounts, 0::numeric as overdue_minor, count(*) as visits,
      count(*) filter (where v.contact_type <> 'no_contact') as contacts,
      count(*) filter (where v.contact_type = 'right_party') as right_party_contacts, 0::bigint as promises, 0::numeric as promised_minor,
      0::bigint as payments, 0::numeric as paid_minor, 0::bigint as reversals, 0::numeric as reversed_minor
    from fact_visit v cross join lateral (
      select distinct id from unnest(v.account_ids) a cross join lateral unnest(segments_at(a, \(date))) id
    ) s where v.business_date = \(date) group by 1
    union all
    select s.id, m.currency, 0, 0, 0, 0, 0, count(*), sum(m.amount_minor), 0, 0, 0, 0
    from fact_promise m cross join lateral unnest(segments_at(m.account_id, \(date))) s(id)
    where m.business_date = \(date) and m.state not in ('cancelled', 'replaced') group by 1, 2
    union all
    select s.id, f.currency, 0, 0, 0, 0, 0, 0, 0, count(*) filter (where f.kind = 'posted'),
      coalesce(sum(f.amount_minor) filter (where f.kind = 'posted'), 0), count(*) filter (where f.kind = 'reversed'),
      coalesce(sum(f.amount_minor) filter (where f.kind = 'reversed'), 0)
    from fact_payment f cross join lateral unnest(segments_at(f.account_id, \(date))) s(id) where f.business_date = \(date) group by 1, 2
    union all
    select s.id, a.currency, count(*), sum(a.overdue_minor), 0, 0, 0, 0, 0, 0, 0, 0, 0
    from treatment_state t join account_state a using (account_id) cross join lateral unnest(t.segment_ids) s(id)
    where \(isToday) and a.status in ('active', 'charged_off') group by 1, 2
    """
  }

  private static let collectorColumns = [
    "planned_stops", "planned_stops_visited", "visits", "contacts", "right_party_contacts", "inside_fence_visits", "late_visits",
    "on_site_seconds", "shift_seconds", "walked_metres", "promises", "promised_minor", "payments", "paid_minor", "reversals",
    "reversed_minor",
  ]
  private static let segmentColumns = [
    "accounts", "overdue_minor", "visits", "contacts", "right_party_contacts", "promises", "promised_minor", "payments", "paid_minor",
    "reversals", "reversed_minor",
  ]

  private static func set(_ columns: [String]) -> SQL {
    SQL(unsafeRaw: columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
  }

  private static func list(_ columns: [String], of table: String) -> SQL {
    SQL(unsafeRaw: columns.map { "\(table).\($0)" }.joined(separator: ", "))
  }

  /// The currency of a row; empty in that of the counts.
  private static func currency(_ row: PostgresRow) throws -> Currency? {
    let code: String = try row.decode("currency")
    return code.isEmpty ? nil : try row.decode(Currency.self, "currency")
  }

  private static func collectorDay(
    _ row: PostgresRow, causes: [MarkStore.CollectorDay: String], at now: Instant
  ) throws -> PublicCollectorDay {
    let day = MarkStore.CollectorDay(collectorID: try row.decode("collector_id"), date: try row.decode("business_date"))
    return PublicCollectorDay(
      eventID: causes[day] ?? "", schemaVersion: Contract.schemaVersion, rowVersion: try row.decode("row_version"),
      collectorID: day.collectorID, businessDate: day.date, currency: try currency(row), teamID: try row.decode("team_id"),
      plannedStops: try row.decode("planned_stops"), plannedStopsVisited: try row.decode("planned_stops_visited"),
      visits: try row.decode("visits"), contacts: try row.decode("contacts"),
      rightPartyContacts: try row.decode("right_party_contacts"), insideFenceVisits: try row.decode("inside_fence_visits"),
      lateVisits: try row.decode("late_visits"), onSiteSeconds: try row.decode("on_site_seconds"),
      shiftSeconds: try row.decode("shift_seconds"), walkedMetres: try row.decode("walked_metres"), promises: try row.decode("promises"),
      promisedMinor: try row.decode("promised_minor"), payments: try row.decode("payments"), paidMinor: try row.decode("paid_minor"),
      reversals: try row.decode("reversals"), reversedMinor: try row.decode("reversed_minor"), updatedAtMs: now.milliseconds)
  }

  private static func segmentDay(_ row: PostgresRow, cause: String, at now: Instant) throws -> PublicSegmentDay {
    PublicSegmentDay(
      eventID: cause, schemaVersion: Contract.schemaVersion, rowVersion: try row.decode("row_version"),
      segmentID: try row.decode("segment_id"), businessDate: try row.decode("business_date"), currency: try currency(row),
      accounts: try row.decode("accounts"), overdueMinor: try row.decode("overdue_minor"), visits: try row.decode("visits"),
      contacts: try row.decode("contacts"), rightPartyContacts: try row.decode("right_party_contacts"),
      promises: try row.decode("promises"), promisedMinor: try row.decode("promised_minor"), payments: try row.decode("payments"),
      paidMinor: try row.decode("paid_minor"), reversals: try row.decode("reversals"),
      reversedMinor: try row.decode("reversed_minor"), updatedAtMs: now.milliseconds)
  }
}

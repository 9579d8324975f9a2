import Contracts
import Messaging
import Postgres

/// What held at earlier times: what accounts stood at, and in which segments.
enum HistoryStore {
  /// Keeps what was said last of each account and business date, whichever came first.
  static func record(_ accounts: [AccountUpdated], in transaction: PostgresTransaction) async throws {
    struct Day: Hashable {
      let account: AccountID
      let date: CalendarDate
    }
    let newest = Dictionary(accounts.map { (Day(account: $0.accountID, date: $0.businessDate), $0) }) { $1.version > $0.version ? $1 : $0 }
    let days = newest.values.sorted { ($0.accountID, $0.businessDate) < ($1.accountID, $1.businessDate) }
    guard !days.isEmpty else { return }
    try await transaction.execute(
      """
      insert into account_day as d (account_id, business_date, status, days_past_due, total_due_minor, overdue_minor, version)
      select * from unnest(\(days.map(\.accountID)), \(days.map(\.businessDate)), \(days.map(\.status)),
        \(days.map { Int32(clamping: $0.daysPastDue) }), \(days.map(\.totalDueMinor)), \(days.map(\.overdueMinor)),
        \(days.map(\.version))) order by 1, 2
      on conflict (account_id, business_date) do update set
        status = excluded.status, days_past_due = excluded.days_past_due, total_due_minor = excluded.total_due_minor,
        overdue_minor = excluded.overdue_minor, version = excluded.version
      where d.version < excluded.version
      """)
  }

  /// Keeps since when an account stands in other segments. To be called before the newest treatments are taken.
  ///
  /// - Parameter treatments: each account once.
  static func recordSegments(_ treatments: [TreatmentChanged], in transaction: PostgresTransaction) async throws {
    guard !treatments.isEmpty else { return }
    try await transaction.execute(
      """
      insert into segment_change (account_id, version, segment_ids, changed_at)
      select u.a, u.b, n.segments, u.d
      from unnest(\(treatments.map(\.accountID)), \(treatments.map(\.version)),
        \(try treatments.map { try StateStore.json($0.segmentIDs) }), \(treatments.map(\.changedAt))) u(a, b, c, d)
      cross join lateral (select array(select jsonb_array_elements_text(u.c::jsonb)) as segments) n
      left join treatment_state t on t.account_id = u.a
      where t.account_id is null or (t.version < u.b and t.segment_ids is distinct from n.segments)
      order by 1
      on conflict do nothing
      """)
  }
}

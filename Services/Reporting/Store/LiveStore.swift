import Contracts
import Messaging
import Postgres

/// The last hour of what screens are told.
///
/// Rows are read in the order of their transactions and only of those that cannot be joined by an earlier one any more: nothing that
/// commits late is passed over.
enum LiveStore {
  private static let settled: SQL = "xact < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"

  static func insert(_ entries: [LiveEntry], at now: Instant, in transaction: PostgresTransaction) async throws {
    guard !entries.isEmpty else { return }
    try await transaction.execute(
      """
      insert into live_event (at, team_id, collector_id, creditor_ids, kind, business_date, payload)
      select \(now), coalesce(u.b, s.team_id), u.c,
        array(select distinct a.creditor_id from account_state a where a.account_id = any(string_to_array(u.d, ',')::uuid[])),
        u.a, u.e, u.f::jsonb || jsonb_build_object('collector_name', s.full_name)
      from unnest(\(entries.map(\.kind.rawValue)), \(entries.map(\.teamID)), \(entries.map(\.collectorID)),
        \(entries.map { FactStore.list($0.accountIDs) }), \(entries.map(\.businessDate)),
        \(entries.map { String(decoding: $0.payload, as: UTF8.self) })) with ordinality u(a, b, c, d, e, f, place)
      left join staff_state s on s.staff_id = u.c
      order by u.place
      """)
  }

  /// The place up to which everything can be read.
  static func end(in transaction: PostgresTransaction) async throws -> LiveCursor {
    let row = try await transaction.first("select xact, id from live_event where \(settled) order by xact desc, id desc limit 1")
    guard let row else { return .start }
    return LiveCursor(xact: try row.decode("xact"), id: try row.decode("id"))
  }

  /// What the viewer may hear of after a place, and the days whose figures it changes.
  static func read(
    after cursor: LiveCursor, _ scope: ViewerScope, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [(event: ServerSentEvent, date: CalendarDate?)] {
    let rows = try await transaction.query(
      """
      select x.xact, x.id, x.kind, x.business_date, x.payload from live_event x
      where (x.xact, x.id) > (\(cursor.xact), \(cursor.id)) and x.\(settled) and \(Scoping.person(scope))
        and (cardinality(\(scope.creditors)) = 0 or x.creditor_ids && \(scope.creditors) or x.kind in ('route', 'position'))
      order by x.xact, x.id limit \(Int64(limit))
      """)
    return try rows.map { row in
      let event = ServerSentEvent(
        id: LiveCursor(xact: try row.decode("xact"), id: try row.decode("id")), kind: try row.decode("kind"),
        data: try row.decode(PostgresJSON.self, "payload").bytes)
      return (event, try row.decode("business_date"))
    }
  }

  /// Forgets what is older than `before`, and all but the newest rows when there are more than `limit`.
  static func trim(before: Instant, keeping limit: Int, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from live_event where at < \(before)")
    try await transaction.execute(
      """
      delete from live_event where (xact, id) < (
        select xact, id from live_event order by xact desc, id desc offset \(Int64(limit)) limit 1)
      """)
  }
}

import Contracts
import Postgres

/// The SQL of a service's outbox.
enum OutboxStore {
  /// Adds the records in order; `nil` when there are none. The transaction's id is taken before the row's, which `RelayPosition` relies on.
  static func insertion(of records: [OutgoingRecord]) -> SQL? {
    guard !records.isEmpty else { return nil }
    return """
      insert into outbox (topic, key, headers, value)
      select * from unnest(\(records.map(\.topic)), \(records.map(\.key)), \(records.map(\.headers)), \(records.map(\.value)))
      """
  }

  /// One look at the outbox: the next rows in order of their ids, and which transactions that look could see.
  static func next(
    after position: RelayPosition, limit: Int, in transaction: PostgresTransaction
  ) async throws -> (rows: [OutboxRow], snapshot: Snapshot) {
    let gaps = position.gaps
    // One statement, so that rows and snapshot belong together. Each branch has its own order and limit: only so does the planner walk
    // the index from the position on, and never the whole outbox.
    let rows = try await transaction.query(
      """
      with seen as materialized (
        (select id, topic, key, headers, value from outbox where id > \(position.upTo) order by id limit \(Int64(limit)))
        union all
        select o.id, o.topic, o.key, o.headers, o.value
        from unnest(\(gaps.map(\.first)), \(gaps.map(\.last))) as gap(first, last)
        cross join lateral (
          select * from outbox where id between gap.first and gap.last order by id limit \(Int64(limit))) as o
        order by id limit \(Int64(limit))
      )
      select pg_snapshot_xmin(s.now)::text::bigint as xmin, pg_snapshot_xmax(s.now)::text::bigint as xmax,
        seen.id, seen.topic, seen.key, seen.headers, seen.value
      from (select pg_current_snapshot() as now) s left join seen on true
      order by seen.id
      """)
    let snapshot = try rows.first.map { row in
      Snapshot(oldestRunning: try row.decode(Int64.self, "xmin"), next: try row.decode(Int64.self, "xmax"))
    }
    let records = try rows.compactMap { row -> OutboxRow? in
      guard let id = try row.decodeOptional(Int64.self, "id") else { return nil }
      return OutboxRow(
        id: id,
        record: OutgoingRecord(
          topic: try row.decode(String.self, "topic"), key: try row.decodeOptional([UInt8].self, "key"),
          headers: try row.decode([UInt8].self, "headers"), value: try row.decodeOptional([UInt8].self, "value")))
    }
    return (records, snapshot ?? Snapshot(oldestRunning: 0, next: 0))
  }

  /// The topics of what is not published yet.
  static func topics(after position: RelayPosition, in transaction: PostgresTransaction) async throws -> [String] {
    let gaps = position.gaps
    return try await transaction.query(
      """
      select topic from outbox where id > \(position.upTo)
      union
      select o.topic from unnest(\(gaps.map(\.first)), \(gaps.map(\.last))) as gap(first, last)
        join outbox o on o.id between gap.first and gap.last
      order by topic
      """
    ).map { try $0.decode("topic") }
  }

  /// Records that no broker will ever take leave the way of the others, and stay to be looked at.
  static func refuse(_ rows: [(id: Int64, reason: String)], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into outbox_refused (id, topic, key, headers, value, reason)
      select o.id, o.topic, o.key, o.headers, o.value, r.reason
      from unnest(\(rows.map(\.id)), \(rows.map(\.reason))) as r(id, reason) join outbox o on o.id = r.id
      on conflict (id) do nothing
      """)
  }

  /// Drops what was published longer ago than `age`, except the newest record of each key of the compacted topics,
  /// from which a broker can be refilled at any time.
  static func trim(olderThan instant: Instant, upTo position: Int64, compacted: [String], in transaction: PostgresTransaction) async throws
    -> Int
  {
    try await transaction.execute(
      """
      delete from outbox o
      where o.id <= \(position) and o.created_at < \(instant)
        and (o.topic <> all(\(compacted)) or exists (
          select from outbox newer where newer.topic = o.topic and newer.key = o.key and newer.id > o.id))
      """)
  }
}

struct OutboxRow: Sendable {
  let id: Int64
  let record: OutgoingRecord
}

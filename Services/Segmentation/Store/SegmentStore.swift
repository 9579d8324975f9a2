import Contracts
import Messaging
import Postgres

/// Segments, and who works them.
enum SegmentStore {
  /// Makes a segment or changes it.
  ///
  /// - Returns: its version; it grows with each change.
  static func put(_ segment: Segment, at now: Instant, in transaction: PostgresTransaction) async throws -> Int64 {
    let row = try await transaction.first(
      """
      insert into segments as s (segment_id, name_es, name_en, condition, is_active, skills, version, changed_at)
      values (\(segment.segmentID), \(segment.nameES), \(segment.nameEN), \(segment.condition.description), \(segment.isActive),
        \(segment.skills), 1, \(now))
      on conflict (segment_id) do update set name_es = excluded.name_es, name_en = excluded.name_en, condition = excluded.condition,
        is_active = excluded.is_active, skills = excluded.skills, version = s.version + 1, changed_at = excluded.changed_at
      returning version
      """)
    return try row?.decode("version") ?? 1
  }

  /// - Returns: the people and the groups who work each segment.
  static func links(in transaction: PostgresTransaction) async throws -> [SegmentID: (staff: [StaffID], teams: [TeamID])] {
    let rows = try await transaction.query(
      """
      select segment_id, array_remove(array_agg(staff_id order by staff_id), null) as staff,
        array_remove(array_agg(team_id order by team_id), null) as teams
      from segment_links group by 1
      """)
    return try rows.reduce(into: [:]) { links, row in
      links[try row.decode(SegmentID.self, "segment_id")] = (try row.decode("staff"), try row.decode("teams"))
    }
  }

  static func link(_ segmentID: SegmentID, staff: [StaffID], teams: [TeamID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from segment_links where segment_id = \(segmentID)")
    try await transaction.execute(
      """
      insert into segment_links (segment_id, staff_id, team_id)
      select \(segmentID), x, null from unnest(\(staff)) x union select \(segmentID), null, y from unnest(\(teams)) y
      """)
  }

  /// Open work of people in each segment, within the creditors that the viewer may see.
  static func load(creditors: [CreditorID], in transaction: PostgresTransaction) async throws -> [SegmentID: Int] {
    let rows = try await transaction.query(
      """
      select s as segment_id, count(*) as tasks from tasks t, unnest(t.segment_ids) s
      where t.state = 'open' and t.queue is distinct from 'automatic' and (cardinality(\(creditors)) = 0 or t.creditor_id = any(\(creditors)))
      group by 1
      """)
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("segment_id"), try $0.decode("tasks")) })
  }

  /// Accounts with open work in a segment.
  static func accountsWithWork(in segmentID: SegmentID, in transaction: PostgresTransaction) async throws -> [AccountID] {
    let rows = try await transaction.query(
      "select distinct account_id from tasks where state = 'open' and segment_ids @> \([segmentID.rawValue]) order by 1")
    return try rows.map { try $0.decode("account_id") }
  }
}

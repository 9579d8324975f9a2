import Contracts
import Messaging
package import Postgres

/// Segments, as segmentation told of them.
package enum SegmentStore {
  /// Keeps the states that are newer than what is known.
  ///
  /// - Returns: the segments that changed.
  static func upsert(_ segments: [SegmentChanged], in transaction: PostgresTransaction) async throws -> [SegmentID] {
    guard !segments.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into segments as s (segment_id, is_active, staff_ids, team_ids, skills, version)
      select u.a, u.b, \(SQL.list("u.c"))::uuid[],
        \(SQL.list("u.d")), \(SQL.list("u.e")), u.f
      from unnest(\(segments.map(\.segmentID)), \(segments.map(\.active)), \(segments.map(\.staffIDs.joinedForUnnest)),
        \(segments.map(\.teamIDs.joinedForUnnest)), \(segments.map { ($0.skills ?? []).joinedForUnnest }), \(segments.map(\.version))
      ) u(a, b, c, d, e, f) order by 1
      on conflict (segment_id) do update set is_active = excluded.is_active, staff_ids = excluded.staff_ids,
        team_ids = excluded.team_ids, skills = excluded.skills, version = excluded.version
      where s.version < excluded.version
      returning segment_id
      """)
    return try rows.map { try $0.decode("segment_id") }
  }

  /// Those in use that are given to somebody or ask for something.
  package static func book(in transaction: PostgresTransaction) async throws -> SegmentBook {
    let rows = try await transaction.query(
      """
      select segment_id, staff_ids, team_ids, skills from segments
      where is_active and cardinality(staff_ids) + cardinality(team_ids) + cardinality(skills) > 0
      """)
    return SegmentBook(
      Dictionary(
        uniqueKeysWithValues: try rows.map { row in
          (
            try row.decode(SegmentID.self, "segment_id"),
            SegmentBook.Entry(
              staffIDs: Set(try row.decode([StaffID].self, "staff_ids")), teamIDs: Set(try row.decode([TeamID].self, "team_ids")),
              skills: Set(try row.decode([String].self, "skills")))
          )
        }))
  }

  /// What the debtors' open visit tasks ask of whoever does them.
  static func demands(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [DebtorID: WorkDemand] {
    let book = try await book(in: transaction)
    let rows = try await transaction.query(
      """
      select debtor_id, coalesce(array_agg(distinct s) filter (where s is not null), '{}') as segments,
        array_agg(distinct creditor_id) as creditors
      from tasks t left join lateral unnest(t.segment_ids) s on true
      where t.debtor_id = any(\(debtors)) and t.is_open group by 1
      """)
    return Dictionary(
      uniqueKeysWithValues: try rows.map { row in
        let segments = try row.decode([SegmentID].self, "segments")
        return (try row.decode("debtor_id"), book.demand(of: segments, for: try row.decode([CreditorID].self, "creditors")))
      })
  }
}

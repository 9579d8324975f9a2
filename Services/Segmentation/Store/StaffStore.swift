import Contracts
import Messaging
import Postgres

/// Who could work segments, and what they can do.
enum StaffStore {
  /// Keeps the states that are newer than what is known.
  ///
  /// - Returns: how many were.
  static func upsert(_ staff: [StaffChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !staff.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into staff as s (staff_id, team_id, skills, is_active, version)
      select u.a, u.b, \(SQL.list("u.c")), u.d, u.e
      from unnest(\(staff.map(\.staffID)), \(staff.map(\.teamID)), \(staff.map { ($0.skills ?? []).joinedForUnnest }),
        \(staff.map(\.active)), \(staff.map(\.version))) u(a, b, c, d, e) order by 1
      on conflict (staff_id) do update set team_id = excluded.team_id, skills = excluded.skills, is_active = excluded.is_active,
        version = excluded.version
      where s.version < excluded.version
      """)
  }

  /// Those of the people who are not active or cannot do all of what is asked for.
  static func unable(_ staff: [StaffID], _ skills: [String], in transaction: PostgresTransaction) async throws -> [StaffID] {
    let rows = try await transaction.query(
      """
      select x from unnest(\(staff)) x
      where not exists (select from staff s where s.staff_id = x and s.is_active and s.skills @> \(skills)) order by x
      """)
    return try rows.map { try $0.decode("x") }
  }

  /// Those of the groups in which nobody is active and can do all of what is asked for.
  static func unable(_ teams: [TeamID], _ skills: [String], in transaction: PostgresTransaction) async throws -> [TeamID] {
    let rows = try await transaction.query(
      """
      select x from unnest(\(teams)) x
      where not exists (select from staff s where s.team_id = x and s.is_active and s.skills @> \(skills)) order by x
      """)
    return try rows.map { try $0.decode("x") }
  }

  /// Those of the people who belong to the group.
  static func members(of teamID: TeamID, among staff: [StaffID], in transaction: PostgresTransaction) async throws -> Set<StaffID> {
    let rows = try await transaction.query("select staff_id from staff where team_id = \(teamID) and staff_id = any(\(staff))")
    return Set(try rows.map { try $0.decode(StaffID.self, "staff_id") })
  }
}

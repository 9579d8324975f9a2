import Contracts
import Messaging
import Postgres

/// The people whose work is recorded.
enum StaffStore {
  /// Somebody who collects, and whether they still do; `nil` for somebody who is not there or collects nothing.
  static func recorder(_ staffID: StaffID, in transaction: PostgresTransaction) async throws -> (recorder: Recorder, isActive: Bool)? {
    let row = try await transaction.first(
      """
      select team_id, roles, creditor_ids, active from staff
      where staff_id = \(staffID) and roles && array['collector', 'supervisor']
      """)
    return try row.map { row in
      let recorder = Recorder(
        collectorID: staffID, teamID: try row.decode("team_id"),
        coversTeam: try row.decode([String].self, "roles").contains(StaffRole.supervisor.rawValue),
        creditorIDs: try row.decode("creditor_ids"))
      return (recorder, try row.decode("active"))
    }
  }

  /// Whether somebody is known to have left. Who is not known yet has not.
  static func hasLeft(_ staffID: StaffID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from staff where staff_id = \(staffID) and not active") != nil
  }

  static func timeZone(of staffID: StaffID, in transaction: PostgresTransaction) async throws -> String? {
    try await transaction.first("select time_zone from staff where staff_id = \(staffID)").map { try $0.decode("time_zone") }
  }
}

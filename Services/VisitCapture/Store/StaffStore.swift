import Contracts
import Messaging
import Postgres

/// The people whose work is recorded.
enum StaffStore {
  /// The recorder that a gateway names; `nil` for somebody who is not there, has left, or collects nothing.
  static func recorder(_ staffID: StaffID, in transaction: PostgresTransaction) async throws -> Recorder? {
    let row = try await transaction.first(
      "select team_id, roles, creditor_ids from staff where staff_id = \(staffID) and active and roles && array['collector', 'supervisor']")
    return try row.map { row in
      Recorder(
        collectorID: staffID, teamID: try row.decode("team_id"),
        coversTeam: try row.decode([String].self, "roles").contains(StaffRole.supervisor.rawValue),
        creditorIDs: try row.decode("creditor_ids"))
    }
  }

  static func timeZone(of staffID: StaffID, in transaction: PostgresTransaction) async throws -> String? {
    try await transaction.first("select time_zone from staff where staff_id = \(staffID)").map { try $0.decode("time_zone") }
  }
}

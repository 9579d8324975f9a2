import Contracts
import Messaging
import Postgres

/// The people whose work is recorded.
enum StaffStore {
  /// Somebody who is known, and whether they still work here.
  struct Member {
    let recorder: Recorder
    let collects: Bool
    let isActive: Bool
  }

  static func members(_ staffIDs: [StaffID], in transaction: PostgresTransaction) async throws -> [StaffID: Member] {
    let rows = try await transaction.query(
      "select staff_id, team_id, roles, creditor_ids, active from staff where staff_id = any(\(staffIDs))")
    return try rows.reduce(into: [:]) { members, row in
      let staffID: StaffID = try row.decode("staff_id")
      let roles = try row.decode([String].self, "roles")
      let recorder = Recorder(
        collectorID: staffID, teamID: try row.decode("team_id"), coversTeam: roles.contains(StaffRole.supervisor.rawValue),
        creditorIDs: try row.decode("creditor_ids"))
      members[staffID] = Member(
        recorder: recorder, collects: recorder.coversTeam || roles.contains(StaffRole.collector.rawValue),
        isActive: try row.decode("active"))
    }
  }

  /// Somebody who collects, whether they still do or not.
  static func recorder(_ staffID: StaffID, in transaction: PostgresTransaction) async throws -> Recorder? {
    try await members([staffID], in: transaction)[staffID].flatMap { $0.collects ? $0.recorder : nil }
  }

  static func timeZone(of staffID: StaffID, in transaction: PostgresTransaction) async throws -> String? {
    try await transaction.first("select time_zone from staff where staff_id = \(staffID)").map { try $0.decode("time_zone") }
  }
}

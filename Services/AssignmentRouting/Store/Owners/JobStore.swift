import Contracts
import Messaging
import Postgres
import ServiceKit

/// Bulk jobs and their results.
enum JobStore {
  /// - Returns: whether the job is new.
  static func start(
    _ jobID: JobID, action: String, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.execute(
      """
      insert into jobs (job_id, action, requested_by, requested_at) values (\(jobID), \(action), \(staffID), \(now))
      on conflict (job_id) do nothing
      """) == 1
  }

  static func add(_ items: [JobItem], to jobID: JobID, in transaction: PostgresTransaction) async throws {
    guard !items.isEmpty else { return }
    try await transaction.execute(
      """
      insert into job_items (job_id, position, debtor_id, outcome, code, message)
      select \(jobID), * from unnest(\(items.map { Int32($0.position) }), \(items.map(\.debtorID)), \(items.map(\.outcome.rawValue)),
        \(items.map(\.code)), \(items.map(\.message)))
      """)
  }

  /// `nil` when there is no such job, or it is somebody else's and the viewer does not see every team and creditor.
  static func find(_ jobID: JobID, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> JobReport? {
    let job = try await transaction.first(
      "select action from jobs where job_id = \(jobID) and (\(viewer.seesEveryTeam && viewer.creditorIDs.isEmpty) or requested_by = \(viewer.staffID))"
    )
    guard let job else { return nil }
    let rows = try await transaction.query(
      "select position, debtor_id, outcome, code, message from job_items where job_id = \(jobID) order by position")
    let items = try rows.map { row in
      JobItem(
        position: Int(try row.decode(Int32.self, "position")), debtorID: try row.decode("debtor_id"),
        outcome: JobItem.Outcome(rawValue: try row.decode("outcome")) ?? .failed, code: try row.decode("code"),
        message: try row.decode("message"))
    }
    return JobReport(jobID: jobID, action: try job.decode("action"), items: items)
  }

  /// Debtors of the viewer's zones with what an assignment needs to know of them, locked in the order of their ids.
  static func lock(
    _ debtors: [DebtorID], _ scope: ZoneScope, in transaction: PostgresTransaction
  ) async throws -> [DebtorID: OwnedDebtor] {
    try await DebtorStore.lock(debtors.sorted(), in: transaction)
    let rows = try await transaction.query(
      """
      select d.debtor_id, d.zone_id, z.code, d.collector_id, d.is_owner_fixed, d.assignment_version
      from debtors d join zones z using (zone_id) where d.debtor_id = any(\(debtors)) and \(scope.condition(zone: "z"))
        and \(scope.condition(debtor: "d.debtor_id"))
      """)
    return try rows.reduce(into: [:]) { owned, row in
      owned[try row.decode("debtor_id")] = OwnedDebtor(
        debtorID: try row.decode("debtor_id"), zoneID: try row.decode("zone_id"), zoneCode: try row.decode("code"),
        collectorID: try row.decode("collector_id"), isFixed: try row.decode("is_owner_fixed"),
        version: try row.decode("assignment_version"))
    }
  }
}

/// A debtor and the owner at present.
struct OwnedDebtor: Sendable {
  let debtorID: DebtorID
  let zoneID: ZoneID
  let zoneCode: String
  let collectorID: StaffID?
  let isFixed: Bool
  let version: Int64
}

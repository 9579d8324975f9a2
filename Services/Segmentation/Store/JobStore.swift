import Contracts
import Messaging
import Postgres
import ServiceKit

enum JobSubject {}
typealias JobID = Identifier<JobSubject>

/// Bulk jobs and their reports.
enum JobStore {
  /// Keeps the id for this job until the transaction ends.
  ///
  /// - Returns: whether it is new.
  static func start(
    _ jobID: JobID, action: String, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.execute(
      """
      insert into jobs (job_id, action, requested_by, requested_at, report) values (\(jobID), \(action), \(staffID), \(now), '{}')
      on conflict (job_id) do nothing
      """) == 1
  }

  static func finish(_ jobID: JobID, _ report: [UInt8], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update jobs set report = \(PostgresJSON(bytes: report)) where job_id = \(jobID)")
  }

  /// The report as it was given; `nil` when there is no such job, or it is somebody else's and the viewer does not see every team and
  /// creditor.
  static func report(of jobID: JobID, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> [UInt8]? {
    try await transaction.first(
      """
      select report from jobs
      where job_id = \(jobID) and (\(viewer.seesEveryTeam && viewer.creditorIDs.isEmpty) or requested_by = \(viewer.staffID))
      """
    )?.decode(PostgresJSON.self, "report").bytes
  }
}

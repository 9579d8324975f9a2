import Foundation
import Postgres

/// Waits until all services have taken a portfolio, and fails when something of it is missing.
struct StackRest {
  let instance: RunningInstance
  let accounts: Int

  /// Each holds as many of them as there are, and each service has published everything.
  private static let question: SQL = """
    select (select count(*) from ingestion.account) as ingestion, (select count(*) from segmentation.accounts) as segmentation,
      (select count(*) from segmentation.treatments) as treatments, (select count(*) from assignment_routing.accounts) as routing,
      (select count(*) from visit_capture.accounts) as visits, (select count(*) from reporting.account_state) as reporting,
      (select count(*) from reporting.treatment_state) as treated,
      (select count(*) from reporting.pub_account where stage is not null) as published,
      (select count(*) from segmentation.tasks) as tasks, (select count(*) from reporting.task_state) as reported,
      (select count(*) from segmentation.tasks where kind = 'visit') as doors,
      (select count(*) from assignment_routing.tasks) as handed
    """

  /// - Returns: when everything was there.
  func wait(until deadline: ContinuousClock.Instant) async throws -> ContinuousClock.Instant {
    let pool = PostgresPool(
      PostgresConfiguration(url: instance.postgresURL, applicationName: "bench"), size: 1, logger: IngestionBenchmark.logger)
    // Counting a large portfolio takes its time, and must take little of theirs.
    let pause = Duration.milliseconds(max(200, accounts / 200))
    while ContinuousClock.now < deadline {
      let moment = ContinuousClock.now
      if try await isAtRest(pool) {
        await pool.close()
        return moment
      }
      try await Task.sleep(for: pause)
    }
    await pool.close()
    throw BenchmarkFailed("not every account has come through in time")
  }

  private func isAtRest(_ pool: PostgresPool) async throws -> Bool {
    guard let row = try await pool.first(Self.question) else { return false }
    let holders = ["ingestion", "segmentation", "treatments", "routing", "visits", "reporting", "treated", "published"]
    for holder in holders where try row.decode(Int64.self, holder) != accounts { return false }
    guard try row.decode(Int64.self, "tasks") == row.decode(Int64.self, "reported") else { return false }
    guard try row.decode(Int64.self, "handed") >= row.decode(Int64.self, "doors") else { return false }
    for schema in ["ingestion", "segmentation", "assignment_routing", "visit_capture", "notifications", "reporting"] {
      let published = try await pool.first(
        """
        select coalesce((select up_to from \(identifier: schema).relay_position where cardinality(gaps) = 0), 0)
          >= coalesce((select max(id) from \(identifier: schema).outbox), 0) as done
        """)
      guard try published?.decode(Bool.self, "done") == true else { return false }
    }
    return true
  }
}

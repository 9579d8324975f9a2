import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// The portfolio as a list, and bulk jobs on it with a result for each item.
struct JobRoutes: Sendable {
  private static let maximumBytes = 8 << 20
  private static let pages = 1...1_000

  let database: ServiceDatabase
  let runner: JobRunner

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor)
    office.post("jobs") { try await run($0, $1) }
    office.get("jobs/:job_id") { _, context in try await job(context) }
    office.get("debtors") { try await debtors($0, $1) }
  }

  /// A document, or a file of assignments as CSV with the job's id in the query.
  private func run(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let isFile = request.headers[.contentType]?.lowercased().hasPrefix("text/csv") ?? false
    let (report, isNew) = try await isFile ? runFile(request, viewer) : runDocument(request, viewer, context)
    return try .json(report, status: isNew ? .created : .ok)
  }

  private func runDocument(
    _ request: Request, _ viewer: Viewer, _ context: ServiceRequestContext
  ) async throws -> (report: JobReport, isNew: Bool) {
    let body = try await request.decodeJSON(JobRunner.Request.self, context: context, maximumBytes: Self.maximumBytes)
    return try await database.work { work in try await runner.run(body, by: viewer, work) }
  }

  private func runFile(_ request: Request, _ viewer: Viewer) async throws -> (report: JobReport, isNew: Bool) {
    guard let jobID = try request.queryIdentifier("job_id", of: JobID.self) else {
      throw Problem.field("job_id", code: "required", "Send the job's id in the query: a UUID that you made.")
    }
    let file = try AssignmentFile(try await request.bodyBytes(maximumBytes: Self.maximumBytes))
    return try await database.work { work in try await runner.run(jobID, file, by: viewer, work) }
  }

  private func job(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let id = try context.pathIdentifier("job_id", of: JobID.self)
    guard let report = try await database.read({ try await JobStore.find(id, for: viewer, in: $0) }) else { throw Problem.notFound("job") }
    return try .json(report)
  }

  private func debtors(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let filter = DebtorFilter(
      zoneCode: request.query("zone_code"), collectorID: try request.queryIdentifier("collector_id"),
      segmentID: request.query("segment_id").map { SegmentID($0) }, tag: request.query("tag"),
      minimumDaysPastDue: try request.query("minimum_days_past_due", expected: "a whole number") { Int($0) })
    let limit = try request.queryInteger("limit", in: Self.pages, default: 100)
    let after: DebtorID? = try request.queryIdentifier("cursor")
    let found = try await database.read { try await WorkedDebtorStore.list(filter, scope, after: after, limit: limit + 1, in: $0) }
    return try .json(Page(found, limit: limit, cursor: \.debtorID))
  }
}

import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// `/api/visit-capture/v1`. What somebody may see or record is decided in the WHERE clauses of the stores.
struct Routes: Sendable {
  private static let largestBatch = 1 << 20
  private static let largestVisit = 64 << 10

  let database: ServiceDatabase
  let recorder: BatchRecorder
  let packer: Packer
  let desk: NegotiationDesk
  /// `nil` without a mail server for one-time codes.
  let courier: CodeCourier?

  func add(to api: ServiceRoutes) {
    let field = api.authenticated(.collector, .supervisor, .gateway)
    field.get("package") { request, context in try await package(request, context) }
    field.post("batches") { request, context in try await batch(request, context) }
    field.post("visits") { request, context in try await visit(request, context) }
    api.authenticated.get("outcomes") { request, _ in try await outcomes(request) }
    let readers = api.authenticated(.administrator, .supervisor, .collector, .auditor, .operator)
    addPlans(to: api)
    addAgreements(to: api)
    readers.get("visits") { request, context in try await visits(request, context) }
    readers.get("accounts/{account_id}/timeline") { request, context in try await timeline(request, context) }
  }

  /// With the cursor of the package that the device has, 304 when nothing changed.
  private func package(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let date = try request.queryDate("date")
    let collectorID: StaffID? = try request.queryIdentifier("collector_id")
    let package = try await database.read { transaction in
      let collector = try await person(viewer, collectorID, in: transaction)
      return try await packer.package(for: collector, on: date, at: database.clock.now, in: transaction)
    }
    let mark = Fingerprinted((), try Digest.sha256(try EventCoding.encode(package.content))).hex
    if request.query("cursor") == mark { return Response(status: .notModified) }
    return try .json(MarkedPackageView(package: package, cursor: mark))
  }

  /// Answered after the commit, so that what was acknowledged is never lost.
  private func batch(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(BatchSubmission.self, context: context, maximumBytes: Self.largestBatch)
    let batch = try submission.checked()
    let answers = try await database.work { work in
      try await recorder.record(batch, by: try await person(viewer, submission.collectorID, in: work.transaction), in: work)
    }
    return try .json(BatchView(results: answers), status: answers.contains { $0.status == .accepted } ? .created : .ok)
  }

  /// 201 when it is first taken, 200 with the same body when it is sent again.
  private func visit(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(VisitSubmission.self, context: context, maximumBytes: Self.largestVisit)
    let (answer, visit) = try await database.work { work in
      let collector = try await person(viewer, submission.collectorID, in: work.transaction)
      let answers = try await recorder.record(Batch(visits: [Submitted(submission.report)]), by: collector, in: work)
      return (answers.first, try await VisitStore.find(submission.report.visitID, in: work.transaction))
    }
    switch answer?.status {
    case .accepted: return try .json(visit, status: .created)
    case .duplicate: return try .json(visit)
    case .conflict: throw Problem.conflict(code: answer?.code ?? "id_taken", answer?.message ?? "")
    case .rejected, nil: throw Problem.field(answer?.field ?? "body", code: answer?.code ?? "invalid", answer?.message ?? "")
    }
  }

  private func visits(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    guard let date = try request.queryDate("date") else { throw Problem.field("date", code: "required", "Name the business date.") }
    let limit = try request.queryInteger("limit", in: 1...1_000, default: 500)
    let cursor: VisitID? = try request.queryIdentifier("cursor")
    let found = try await database.read { transaction in
      try await VisitStore.list(on: date, for: viewer, after: cursor, limit: limit + 1, in: transaction)
    }
    let page = Array(found.prefix(limit))
    return try .json(Page(page, nextCursor: found.count > limit ? page.last?.visitID.description : nil))
  }

  private func outcomes(_ request: Request) async throws -> Response {
    let catalogue = try await database.read { try await RulebookStore.outcomes(in: $0) }
    guard let country = request.query("country") else { return try .json(Page(catalogue.current.map(OutcomeTreeView.init))) }
    do {
      return try .json(Page([OutcomeTreeView(try catalogue.entry(for: country, version: nil))]))
    } catch {
      throw Problem.notFound("outcome_tree")
    }
  }

  private func timeline(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let accountID: AccountID = try context.pathIdentifier("account_id")
    let limit = try request.queryInteger("limit", in: 1...1_000, default: 200)
    let items = try await database.read { transaction -> [TimelineItem]? in
      guard try await TimelineStore.isVisible(accountID, to: viewer, in: transaction) else { return nil }
      return try await TimelineStore.list(accountID, limit: limit, in: transaction)
    }
    guard let items else { throw Problem.notFound("account") }
    return try .json(Page(items))
  }

  /// Whose work it is: the viewer's own, or for a gateway that of the collector whom it names.
  func person(_ viewer: Viewer, _ collectorID: StaffID?, in transaction: PostgresTransaction) async throws -> Recorder {
    if viewer.has(.gateway) {
      guard let collectorID else { throw Problem.field("collector_id", code: "required", "A gateway says whose work it is.") }
      guard let recorder = try await StaffStore.recorder(collectorID, in: transaction) else {
        throw Problem.field("collector_id", code: "unknown_collector", "There is no such active collector.")
      }
      return recorder
    }
    guard collectorID == nil || collectorID == viewer.staffID else {
      throw Problem(.forbidden, code: "other_collector", detail: "Only a gateway records on behalf of somebody else.")
    }
    return Recorder(
      collectorID: viewer.staffID, teamID: viewer.teamID, coversTeam: viewer.has(.supervisor), creditorIDs: viewer.creditorIDs)
  }
}

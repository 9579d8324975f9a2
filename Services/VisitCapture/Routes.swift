import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Postgres
import ServiceKit

/// `/api/visit-capture/v1`. What somebody may see or record is decided in the WHERE clauses of the stores.
struct Routes: Sendable {
  private static let largestBatch = 1 << 20
  private static let largestVisit = 64 << 10

  let database: ServiceDatabase
  let reception: Reception
  let recorder: BatchRecorder
  let packer: Packer
  let desk: NegotiationDesk
  /// `nil` without a mail server for one-time codes.
  let courier: CodeCourier?
  let people: People

  func add(to api: ServiceRoutes) {
    let field = api.authenticated(.collector, .supervisor, .gateway)
    field.get("package") { request, context in try await package(request, context) }
    field.post("batches") { request, context in try await batch(request, context) }
    field.post("visits") { request, context in try await visit(request, context) }
    let readers = api.authenticated(.administrator, .supervisor, .collector, .auditor, .operator)
    addOutcomes(to: api)
    addPlans(to: api)
    addAgreements(to: api)
    readers.get("visits") { request, context in try await visits(request, context) }
    field.get("worklist") { request, context in try await worklist(request, context) }
  }

  /// All of it, or with the cursor of what the device has only what changed since; 304 when nothing did.
  private func package(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let package = try await ownPackage(request, context)
    let marks = try PackageMarks(package)
    let known = request.query("cursor").flatMap { PackageMarks(cursor: $0) }
    if known == marks { return Response(status: .notModified) }
    return try .json(PackageChanges(package, marks, since: known))
  }

  /// The stops of the day in another order than that of the route.
  private func worklist(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let order = try request.query("sort", expected: Worklist.Order.allCases.map(\.rawValue).joined(separator: ", ")) {
      Worklist.Order(rawValue: $0)
    }
    let latitude = try request.query("lat", expected: "a latitude") { Double($0) }
    let longitude = try request.query("lon", expected: "a longitude") { Double($0) }
    let package = try await ownPackage(request, context)
    var place = package.route?.start
    if let latitude, let longitude {
      place = Coordinate(latitude: latitude, longitude: longitude)
      if place == nil { throw Problem.field("lat", code: "out_of_range", "Latitude lies within ±90 and longitude within ±180 degrees.") }
    }
    return try .json(Page(Worklist.sorted(package.stops.map { $0.workItem(from: place) }, by: order ?? .route)))
  }

  private func ownPackage(_ request: Request, _ context: ServiceRequestContext) async throws -> PackageView {
    let viewer = try context.requireViewer()
    let date = try request.queryDate("date")
    let collectorID: StaffID? = try request.queryIdentifier("collector_id")
    return try await database.read { transaction in
      let collector = try await people.recorder(viewer, for: collectorID, in: transaction)
      return try await packer.package(for: collector, on: date, at: database.clock.now, in: transaction)
    }
  }

  private func batch(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let bytes = try await request.bodyBytes(maximumBytes: Self.largestBatch)
    var again = request
    again.body = RequestBody(buffer: ByteBuffer(bytes: bytes))
    let submission = try await again.decodeJSON(BatchSubmission.self, context: context, maximumBytes: Self.largestBatch)
    let answers = try await reception.take(
      Arrival(try submission.checked(), of: viewer, for: submission.collectorID, body: bytes)
    ).answers
    let isNews = answers.contains { $0.status == .accepted }
    return try .json(
      BatchView(results: answers), status: answers.contains { $0.status == .quarantined } ? .accepted : isNews ? .created : .ok)
  }

  /// 201 when it is first taken, 200 with the same body when it is sent again.
  private func visit(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(VisitSubmission.self, context: context, maximumBytes: Self.largestVisit)
    let recorded = try await reception.take(
      Arrival(Batch(visits: [Submitted(submission.report)]), of: viewer, for: submission.collectorID))
    let answer = recorded.answers.first
    switch answer?.status {
    case .accepted: return try .json(recorded.visits.first, status: .created)
    case .duplicate: return try .json(try await database.read { try await VisitStore.find(submission.report.visitID, in: $0) })
    case .conflict: throw Problem.conflict(code: answer?.code ?? "id_taken", answer?.message ?? "")
    case .rejected, .quarantined, nil:
      throw Problem.field(answer?.field ?? "body", code: answer?.code ?? "invalid", answer?.message ?? "")
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
    return try .json(Page(found, limit: limit, cursor: \.visitID))
  }

  /// Whose work it is: the viewer's own, or for a gateway that of the collector whom it names.
  func person(_ viewer: Viewer, _ collectorID: StaffID?, in transaction: PostgresTransaction) async throws -> Recorder {
    try await people.recorder(viewer, for: collectorID, in: transaction)
  }
}

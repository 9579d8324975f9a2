import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Postgres
import ServiceKit

/// What people decide by hand: absences, pins, owners, distributions; and the agenda that comes of it.
struct HandRoutes: Sendable {
  private static let maximumItems = 10_000
  private static let maximumBytes = 8 << 20

  let database: ServiceDatabase
  let desk: PinDesk
  let changer: OwnerChanger
  let distributions: DistributionRunner

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor)
    office.get("absences") { _, context in try await absences(context) }
    office.put("absences/:collector_id/:first_day") { try await putAbsence($0, $1) }
    office.delete("absences/:collector_id/:first_day") { try await removeAbsence($0, $1) }
    office.put("pins/:debtor_id") { try await pin($0, $1) }
    office.delete("pins/:debtor_id") { try await unpin($0, $1) }
    office.post("jobs") { try await runJob($0, $1) }
    office.get("jobs/:job_id") { _, context in try await job(context) }
    office.post("distributions") { try await distribute($0, $1) }
    office.post("distributions/:distribution_id/undo") { _, context in try await undo(context) }
    api.authenticated.get("agenda") { try await agenda($0, $1) }
  }

  // MARK: - Absences

  private struct AbsenceRequest: Decodable {
    let lastDay: CalendarDate
    let reason: String

    private enum CodingKeys: String, CodingKey {
      case lastDay = "last_day"
      case reason
    }
  }

  private func absences(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let today = database.clock.now.dateInUTC.advanced(byDays: -1)
    return try .json(Page(try await database.read { try await AbsenceStore.list(from: today, scope, in: $0) }.map(AbsenceView.init)))
  }

  private func putAbsence(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(AbsenceRequest.self, context: context)
    let (collectorID, firstDay) = try Self.absenceKey(context)
    guard body.lastDay >= firstDay, body.lastDay.days(since: firstDay) <= 366 else {
      throw Problem.field("last_day", code: "out_of_range", "Expected a date from the first day on, within a year.")
    }
    let absence = AbsenceStore.Absence(collectorID: collectorID, firstDay: firstDay, lastDay: body.lastDay, reason: body.reason)
    try await database.work { work in
      guard let codes = try await AbsenceStore.zones(of: collectorID, ZoneScope(viewer), in: work.transaction) else {
        throw Problem.notFound("collector")
      }
      try await AbsenceStore.put(absence, by: viewer.staffID, at: work.now, in: work.transaction)
      try await QueueStore.add(codes: codes, in: work.transaction)
    }
    return try .json(AbsenceView(absence))
  }

  private func removeAbsence(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let (collectorID, firstDay) = try Self.absenceKey(context)
    try await database.work { work in
      guard let codes = try await AbsenceStore.zones(of: collectorID, ZoneScope(viewer), in: work.transaction),
        try await AbsenceStore.remove(collectorID, firstDay: firstDay, in: work.transaction)
      else { throw Problem.notFound("absence") }
      try await QueueStore.add(codes: codes, in: work.transaction)
    }
    return .noContent
  }

  private static func absenceKey(_ context: ServiceRequestContext) throws -> (StaffID, CalendarDate) {
    guard let firstDay = context.parameters.get("first_day").flatMap({ CalendarDate($0) }) else {
      throw Problem.field("first_day", code: "invalid", "Expected a date as YYYY-MM-DD.")
    }
    return (try context.pathIdentifier("collector_id", of: StaffID.self), firstDay)
  }

  // MARK: - Pins

  private func pin(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let wish = try await request.decodeJSON(PinDesk.Wish.self, context: context)
    let debtorID = try context.pathIdentifier("debtor_id", of: DebtorID.self)
    try await database.work { work in try await desk.pin(debtorID, wish, by: viewer, work) }
    return .noContent
  }

  private func unpin(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let debtorID = try context.pathIdentifier("debtor_id", of: DebtorID.self)
    try await database.work { work in try await desk.unpin(debtorID, by: viewer, work) }
    return .noContent
  }

  // MARK: - Jobs

  private struct JobRequest: Decodable {
    struct Item: Decodable {
      let debtorID: DebtorID
      let collectorID: StaffID

      private enum CodingKeys: String, CodingKey {
        case debtorID = "debtor_id"
        case collectorID = "collector_id"
      }
    }

    let jobID: JobID
    let items: [Item]

    private enum CodingKeys: String, CodingKey {
      case jobID = "job_id"
      case items
    }
  }

  /// A list of items as JSON, or a file of assignments as CSV with the job's id in the query.
  private func runJob(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let isFile = request.headers[.contentType]?.lowercased().hasPrefix("text/csv") ?? false
    let (jobID, wishes, refused) = try await isFile ? Self.file(request) : Self.document(request, context)
    guard wishes.count + refused.count <= Self.maximumItems else {
      throw Problem.field("items", code: "too_many", "A job takes \(Self.maximumItems) items.")
    }
    let (report, isNew) = try await database.work { work in
      guard try await JobStore.start(jobID, action: "assign", by: viewer.staffID, at: work.now, in: work.transaction) else {
        guard let known = try await JobStore.find(jobID, in: work.transaction) else { throw Problem.notFound("job") }
        return (known, false)
      }
      let items = refused + (try await changer.assign(wishes, fixed: true, ZoneScope(viewer), work))
      let sorted = items.sorted { $0.position < $1.position }
      try await JobStore.add(sorted, to: jobID, in: work.transaction)
      return (JobReport(jobID: jobID, action: "assign", items: sorted), true)
    }
    return try .json(report, status: isNew ? .created : .ok)
  }

  private static func document(
    _ request: Request, _ context: ServiceRequestContext
  ) async throws -> (JobID, [OwnerChanger.Wish], [JobItem]) {
    let body = try await request.decodeJSON(JobRequest.self, context: context, maximumBytes: maximumBytes)
    let wishes = body.items.enumerated().map {
      OwnerChanger.Wish(position: $0, debtorID: $1.debtorID, collectorID: $1.collectorID)
    }
    return (body.jobID, wishes, [])
  }

  private static func file(_ request: Request) async throws -> (JobID, [OwnerChanger.Wish], [JobItem]) {
    guard let jobID = try request.queryIdentifier("job_id", of: JobID.self) else {
      throw Problem.field("job_id", code: "required", "Send the job's id in the query: a UUID that you made.")
    }
    let (wishes, refused) = try AssignmentFile.read(try await request.bodyBytes(maximumBytes: maximumBytes))
    return (jobID, wishes, refused)
  }

  private func job(_ context: ServiceRequestContext) async throws -> Response {
    let id = try context.pathIdentifier("job_id", of: JobID.self)
    guard let report = try await database.read({ try await JobStore.find(id, in: $0) }) else { throw Problem.notFound("job") }
    return try .json(report)
  }

  // MARK: - Distributions

  private func distribute(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(DistributionRunner.Request.self, context: context)
    let report = try await database.work { work in try await distributions.run(body, by: viewer, work) }
    return try .json(report, status: report.dryRun ? .ok : .created)
  }

  private func undo(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let id = try context.pathIdentifier("distribution_id", of: DistributionID.self)
    let items = try await database.work { work in try await distributions.undo(id, by: viewer, work) }
    return try .json(Page(items))
  }

  // MARK: - The agenda

  /// The stops of a range of dates by collector, as JSON or as a calendar to subscribe to.
  private func agenda(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let from = try request.queryDate("from") ?? database.clock.now.dateInUTC.advanced(byDays: -1)
    let to = try request.queryDate("to") ?? from.advanced(byDays: 8)
    guard to >= from, to.days(since: from) <= 31 else {
      throw Problem.field("to", code: "out_of_range", "Expected a date from the first one on, within 31 days.")
    }
    let collector: StaffID? = try request.queryIdentifier("collector")
    let isCalendar = try request.query("format", expected: "json or ics") { ["json": false, "ics": true][$0] } ?? false
    let routes = try await database.read { transaction in
      var routes: [RouteView] = []
      for day in 0...to.days(since: from) {
        routes += try await RouteStore.list(on: from.advanced(byDays: day), zone: nil, collector: collector, scope, in: transaction)
      }
      return routes
    }
    guard isCalendar else { return try .json(Page(routes)) }
    var headers = HTTPFields()
    headers[.contentType] = "text/calendar; charset=utf-8"
    headers[.cacheControl] = "no-store"
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: AgendaCalendar.text(of: routes))))
  }
}

/// An absence as screens see it.
private struct AbsenceView: Encodable, Sendable {
  let absence: AbsenceStore.Absence

  init(_ absence: AbsenceStore.Absence) {
    self.absence = absence
  }

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case firstDay = "first_day"
    case lastDay = "last_day"
    case reason
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(absence.collectorID, forKey: .collectorID)
    try container.encode(absence.firstDay, forKey: .firstDay)
    try container.encode(absence.lastDay, forKey: .lastDay)
    try container.encode(absence.reason, forKey: .reason)
  }
}

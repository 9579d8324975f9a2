import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// What people decide by hand: absences, pins, urgent stops, distributions.
struct HandRoutes: Sendable {
  let database: ServiceDatabase
  let desk: PinDesk
  let urgency: UrgentDesk
  let distributions: DistributionRunner

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor)
    office.get("absences") { _, context in try await absences(context) }
    office.put("absences/:collector_id/:first_day") { try await putAbsence($0, $1) }
    office.delete("absences/:collector_id/:first_day") { try await removeAbsence($0, $1) }
    office.put("pins/:debtor_id") { try await pin($0, $1) }
    office.delete("pins/:debtor_id") { try await unpin($0, $1) }
    office.post("urgent-stops") { try await urgent($0, $1) }
    office.post("distributions") { try await distribute($0, $1) }
    office.post("distributions/:distribution_id/undo") { _, context in try await undo(context) }
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

  private struct UrgentRequest: Decodable {
    let debtorID: DebtorID
    let collectorID: StaffID?

    private enum CodingKeys: String, CodingKey {
      case debtorID = "debtor_id"
      case collectorID = "collector_id"
    }
  }

  /// A visit that has to be made today: answered with its place on a route, or with why it has none.
  private func urgent(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(UrgentRequest.self, context: context)
    return try .json(try await urgency.insert(body.debtorID, collectorID: body.collectorID, by: viewer), status: .created)
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

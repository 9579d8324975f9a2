import ContactRules
import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Plans, routes and what they leave out over HTTP. Each viewer sees the zones in the own scope; a collector sees the own routes.
struct Routes: Sendable {
  private static let limits = 1...5_000

  let database: ServiceDatabase
  let planner: DayPlanner

  func add(to api: ServiceRoutes) {
    api.authenticated.get("routes") { request, context in try await routes(request, context) }
    api.authenticated.get("stops/:stop_id") { _, context in try await stop(context) }
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("collectors") { _, context in try await collectors(context) }
    office.get("plans") { request, context in try await plan(request, context) }
    office.get("left-out") { request, context in try await leftOut(request, context) }
    office.get("exceptions") { request, context in try await exceptions(request, context) }
    api.authenticated(.administrator, .supervisor).post("plans") { request, context in try await requestPlan(request, context) }
  }

  private func collectors(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    return try .json(Page(try await database.read { try await CollectorStore.list(scope, in: $0) }))
  }

  private func routes(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let date = try request.queryDate("date")
    let zone = request.query("zone")
    let collector: StaffID? = try request.queryIdentifier("collector")
    let routes = try await database.read { transaction in
      let date = try await self.date(date, scope, in: transaction)
      return try await RouteStore.list(on: date, zone: zone, collector: collector, scope, in: transaction)
    }
    return try .json(Page(routes))
  }

  /// One stop with what it is worth, term by term.
  private func stop(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let id = try context.pathIdentifier("stop_id", of: StopID.self)
    guard let view = try await database.read({ try await StopStore.view(id, scope, in: $0) }) else { throw Problem.notFound("stop") }
    return try .json(view)
  }

  private func plan(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let date = try request.queryDate("date")
    let view = try await database.read { transaction in
      let date = try await self.date(date, scope, in: transaction)
      return PlanView(date, try await PlanStore.summary(on: date, scope, in: transaction))
    }
    return try .json(view)
  }

  private func leftOut(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let date = try request.queryDate("date")
    let zone = request.query("zone")
    let limit = try request.queryInteger("limit", in: Self.limits, default: 1_000)
    let items = try await database.read { transaction in
      let date = try await self.date(date, scope, in: transaction)
      return try await LeftOutStore.list(on: date, zone: zone, scope, limit: limit, in: transaction)
    }
    return try .json(Page(items))
  }

  private func exceptions(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let limit = try request.queryInteger("limit", in: Self.limits, default: 1_000)
    return try .json(Page(try await database.read { try await AssignmentStore.exceptions(scope, limit: limit, in: $0) }))
  }

  private struct PlanRequest: Decodable {
    let businessDate: CalendarDate
    let zoneCode: String?

    private enum CodingKeys: String, CodingKey {
      case businessDate = "business_date"
      case zoneCode = "zone_code"
    }
  }

  private struct PlanRequested: Encodable {
    let businessDate: CalendarDate
    let status = "planning"
    let zones: [String]

    private enum CodingKeys: String, CodingKey {
      case businessDate = "business_date"
      case status, zones
    }
  }

  /// 202: the planner takes it up at once; `GET plans` tells when it is done.
  private func requestPlan(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer(.administrator, .supervisor)
    let body = try await request.decodeJSON(PlanRequest.self, context: context)
    let scope = ZoneScope(viewer)
    let codes = try await database.work { work in
      let codes = try await QueueStore.request(
        on: body.businessDate, zone: body.zoneCode, by: viewer.staffID, at: work.now, scope, in: work.transaction)
      guard !codes.isEmpty else { throw Problem.notFound("zone") }
      for zone in try await ZoneStore.all(in: work.transaction) where codes.contains(zone.code) {
        try checkOpen(body.businessDate, zone, work.now)
      }
      return codes
    }
    return try .json(PlanRequested(businessDate: body.businessDate, zones: codes), status: .accepted)
  }

  private func checkOpen(_ date: CalendarDate, _ zone: Zone, _ now: Instant) throws {
    guard let today = planner.law.today(at: now, in: zone.timeZone), date >= today, date.days(since: today) <= 366 else {
      throw Problem.field("business_date", code: "out_of_range", "Expected a date from today on, within a year.")
    }
    let hours = planner.law.hours(on: date, country: zone.country, timeZone: zone.timeZone)
    guard !hours.windows.isEmpty else {
      let rules = hours.ruleIDs.map(\.rawValue).joined(separator: ", ")
      throw Problem.field("business_date", code: "closed_day", "The rules allow no visit in zone \(zone.code) on that date (\(rules)).")
    }
  }

  /// The date that was asked for, else the next one that is planned, else today in UTC.
  private func date(_ asked: CalendarDate?, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> CalendarDate {
    if let asked { return asked }
    // West of Greenwich the local date may still be the one before.
    let zones = try await ZoneStore.all(in: transaction)
    let today = zones.compactMap { planner.law.today(at: database.clock.now, in: $0.timeZone) }.min() ?? database.clock.now.dateInUTC
    return try await PlanStore.nextPlanned(from: today, scope, in: transaction) ?? today
  }
}

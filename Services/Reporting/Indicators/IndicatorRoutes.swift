import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Indicators of a period, the portfolio, and how it moved.
struct IndicatorRoutes: Sendable {
  let database: ServiceDatabase
  let clock: WallClock
  let settings: ReportingSettings

  func add(to api: ServiceRoutes) {
    let people = api.authenticated(.administrator, .supervisor, .auditor, .operator, .collector)
    people.get("indicators") { request, context in try await indicators(request, context) }
    people.get("indicators/definitions") { _, _ in try Response.json(Page(Indicator.all)) }
    people.get("portfolio") { request, context in try await portfolio(request, context) }
    let office = api.authenticated(.administrator, .auditor, .operator)
    office.get("roll-rates") { request, context in try await rollRates(request, context) }
    office.get("vintages") { _, context in try await vintages(context) }
    let rates = api.authenticated(.administrator)
    rates.put("cost-rates") { request, context in try await useCostRate(request, context) }
  }

  private func indicators(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let question = try await IndicatorQuestion(request, today: today(of: viewer))
    let scope = ViewerScope(of: viewer)
    let (measures, labels) = try await database.read { transaction in
      let measures = try await IndicatorStore.count(question, scope, in: transaction)
      return (measures, try await IndicatorStore.labels(of: question.group, in: transaction))
    }
    return try .json(IndicatorsView(question, IndicatorGroup.assemble(measures), labels: labels))
  }

  private func portfolio(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ViewerScope(of: try context.requireViewer())
    let group = try request.query(
      "by", expected: PortfolioStore.Group.allCases.map(\.rawValue).joined(separator: ", "), PortfolioStore.Group.init(rawValue:))
    let by = group ?? .bucket
    let view = try await database.read { transaction in
      let rows = try await PortfolioStore.picture(by: by, scope, in: transaction)
      return PortfolioView(by: by, rows: rows, labels: try await labels(of: by, in: transaction))
    }
    return try .json(view)
  }

  private func labels(of group: PortfolioStore.Group, in transaction: PostgresTransaction) async throws -> [String: String] {
    switch group {
    case .collector: try await FiguresStore.labels(of: .collector, in: transaction)
    case .zone: try await FiguresStore.labels(of: .zone, in: transaction)
    case .total, .bucket, .stage, .status, .segment, .team, .creditor, .product: [:]
    }
  }

  private func rollRates(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let today = try await today(of: viewer)
    let closing = try request.queryDate("to") ?? today
    let opening = try request.queryDate("from") ?? closing.advanced(byDays: -30)
    guard opening < closing else { throw Problem.field("from", code: "not_before", "Expected a date before `to`.") }
    let creditors = viewer.creditorIDs
    let (matrices, redefaults) = try await database.read { transaction in
      let matrices = try await PortfolioStore.roll(from: opening, to: closing, creditors: creditors, in: transaction)
      return (matrices, try await PortfolioStore.redefaults(from: opening, to: closing, creditors: creditors, in: transaction))
    }
    return try .json(RollRatesView(from: opening, to: closing, matrices, redefaults))
  }

  private func vintages(_ context: ServiceRequestContext) async throws -> Response {
    let creditors = try context.requireViewer().creditorIDs
    return try .json(Page(try await database.read { try await PortfolioStore.vintages(creditors: creditors, in: $0) }))
  }

  /// What a collector's day costs from a date on. Sent again it is the same.
  private func useCostRate(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let rate = try await request.decodeJSON(CostRate.self, context: context)
    if let problem = rate.problem { throw Problem.field(problem.field, code: problem.code, problem.message) }
    try await database.work { try await CostStore.use(rate, in: $0.transaction) }
    return try .json(rate)
  }

  private func today(of viewer: Viewer) async throws -> CalendarDate {
    try await database.read {
      try await FiguresStore.today(of: viewer.staffID, at: clock.now, timeZone: settings.timeZone, in: $0)
    }
  }
}

extension IndicatorQuestion {
  /// Without dates the month up to today.
  init(_ request: Request, today: CalendarDate) throws {
    let to = try request.queryDate("to") ?? today
    let from = try request.queryDate("from") ?? to.advanced(byDays: 1 - to.components.day)
    guard from <= to else { throw Problem.field("from", code: "after_to", "Expected a date that is not after `to`.") }
    guard to.daysSince1970 - from.daysSince1970 < Int32(Self.longestPeriod) else {
      throw Problem.field("from", code: "too_long", "A period has at most \(Self.longestPeriod) days.")
    }
    let group = try request.query("by", expected: Group.allCases.map(\.rawValue).joined(separator: ", "), Group.init(rawValue:))
    self.init(from: from, to: to, group: group ?? .total)
    collectorID = try request.queryIdentifier("collector_id")
    zoneID = try request.queryIdentifier("zone_id")
    teamID = try request.query("team_id", expected: "a code") { Self.isCode($0) ? TeamID($0) : nil }
    segmentID = try request.query("segment_id", expected: "a code") { Self.isCode($0) ? SegmentID($0) : nil }
    creditorID = try request.query("creditor_id", expected: "a code") { Self.isCode($0) ? CreditorID($0) : nil }
  }

  /// The database takes no text with a NUL in it.
  private static func isCode(_ text: String) -> Bool { !text.utf8.contains(0) }
}

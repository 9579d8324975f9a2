import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Where collectors are, where they went, and what was planned for them.
struct FieldRoutes: Sendable {
  let database: ServiceDatabase
  let clock: WallClock
  let settings: ReportingSettings

  func add(to api: ServiceRoutes) {
    let people = api.authenticated(.administrator, .supervisor, .auditor, .operator, .collector)
    people.get("positions") { _, context in try await positions(context) }
    people.get("collectors/{collector_id}/trail") { request, context in try await trail(request, context) }
  }

  private func positions(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ViewerScope(of: try context.requireViewer())
    let rows = try await database.read { try await FieldStore.positions(scope, in: $0) }
    let now = clock.now
    let offline = Seconds(settings.offlineAfter).value
    return try .json(Page(rows.map { PositionView($0, at: now, offlineAfter: offline) }))
  }

  /// A collector whom the viewer may not see is one that there is not.
  private func trail(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ViewerScope(of: try context.requireViewer())
    let collectorID: StaffID = try context.pathIdentifier("collector_id")
    let asked = try request.queryDate("date")
    let now = clock.now
    let view = try await database.read { transaction -> TrailView? in
      guard try await TrailStore.isVisible(collectorID, scope, in: transaction) else { return nil }
      var date = asked
      if date == nil { date = try await FiguresStore.today(of: collectorID, at: now, timeZone: settings.timeZone, in: transaction) }
      return try await load(MarkStore.CollectorDay(collectorID: collectorID, date: date ?? now.dateInUTC), scope, in: transaction)
    }
    guard let view else { throw Problem.notFound("collector") }
    return try .json(view)
  }

  private func load(
    _ day: MarkStore.CollectorDay, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> TrailView {
    let stops = try await TrailStore.plan(day, scope, in: transaction)
    let trail = try await TrailStore.load([day], in: transaction)[day] ?? Trail([])
    return TrailView(day, stops: stops, trail: trail, unplanned: try await TrailStore.unplannedVisits(day, scope, in: transaction))
  }
}

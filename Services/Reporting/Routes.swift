import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import ServiceKit

/// What people may look at: supervisors their own team, collectors themselves, each the creditors that they work for.
struct Routes: Sendable {
  let database: ServiceDatabase
  let clock: WallClock
  let feed: LiveFeed
  let settings: ReportingSettings

  func add(to api: ServiceRoutes) {
    let people = api.authenticated(.administrator, .supervisor, .auditor, .operator, .collector)
    people.get("figures") { request, context in try await figures(request, context) }
    people.get("accounts/{account_id}") { _, context in try await account(context) }
    people.get("live") { request, context in try await live(request, context) }
  }

  private func figures(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let scope = ViewerScope(of: viewer)
    let grouping =
      try request.query("by", expected: Grouping.allCases.map(\.rawValue).joined(separator: ", ")) { Grouping(rawValue: $0) } ?? .total
    let asked = try request.queryDate("date")
    let view = try await database.read { transaction in
      var date = asked
      if date == nil {
        date = try await FiguresStore.today(of: viewer.staffID, at: clock.now, timeZone: settings.timeZone, in: transaction)
      }
      let day = date ?? clock.now.dateInUTC
      let activity = try await FiguresStore.activity(on: day, by: grouping, scope, in: transaction)
      let portfolio = try await FiguresStore.portfolio(by: grouping, scope, in: transaction)
      let labels = try await FiguresStore.labels(of: grouping, in: transaction)
      return FiguresView(day, grouping, Figure.assemble(activity + portfolio), labels: labels)
    }
    return try .json(view)
  }

  private func account(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ViewerScope(of: try context.requireViewer())
    let accountID: AccountID = try context.pathIdentifier("account_id")
    guard let view = try await database.read({ try await AccountStore.load(accountID, scope, in: $0) }) else {
      throw Problem.notFound("account")
    }
    return try .json(view)
  }

  /// Server-sent events, from the id in `Last-Event-ID` on if the client has one.
  private func live(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    var resumed: LiveCursor?
    if let name = HTTPField.Name("Last-Event-ID"), let text = request.headers[name], !text.isEmpty {
      resumed = LiveCursor(text)
      if resumed == nil { throw Problem.field("Last-Event-ID", code: "invalid", "Expected the id of an event of this stream.") }
    }
    let waking = try feed.subscribe()
    let today = try await database.read {
      try await FiguresStore.today(of: viewer.staffID, at: clock.now, timeZone: settings.timeZone, in: $0)
    }
    let stream = LiveStream(
      database: database, scope: ViewerScope(of: viewer), today: today, resumed: resumed)
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
      body: ResponseBody { writer in try await stream.write(to: &writer, waking: waking) })
  }
}

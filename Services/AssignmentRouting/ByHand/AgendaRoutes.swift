import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import ServiceKit

/// The stops of a range of dates, as JSON and as a calendar; and the secret addresses for calendar programs, which cannot sign in.
struct AgendaRoutes: Sendable {
  private static let root = "/api/assignment-routing/v1/calendars/"
  private static let suffix = ".ics"
  /// How far a calendar program sees.
  private static let horizonDays = 31

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    api.authenticated.get("agenda") { try await agenda($0, $1) }
    let owners = api.authenticated(.administrator, .supervisor, .collector)
    owners.put("calendar-feeds/{collector_id}") { _, context in try await make(context) }
    owners.delete("calendar-feeds/{collector_id}") { _, context in try await revoke(context) }
    // The address is the secret. Requests are logged by their pattern, so that it stands in no log.
    api.get("calendars/{calendar}") { _, context in try await feed(context) }
  }

  private func agenda(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let from = try request.queryDate("from") ?? database.clock.now.dateInUTC.advanced(byDays: -1)
    let to = try request.queryDate("to") ?? from.advanced(byDays: 8)
    guard to >= from, to.days(since: from) <= 31 else {
      throw Problem.field("to", code: "out_of_range", "Expected a date from the first one on, within 31 days.")
    }
    let collector: StaffID? = try request.queryIdentifier("collector")
    let isCalendar = try request.query("format", expected: "json or ics") { ["json": false, "ics": true][$0] } ?? false
    let routes = try await routes(from, to, of: collector, scope)
    return isCalendar ? Self.calendar(routes) : try .json(Page(routes))
  }

  private func routes(
    _ from: CalendarDate, _ to: CalendarDate, of collector: StaffID?, _ scope: ZoneScope
  ) async throws -> [RouteView] {
    try await database.read { transaction in
      var routes: [RouteView] = []
      for day in 0...to.days(since: from) {
        routes += try await RouteStore.list(on: from.advanced(byDays: day), zone: nil, collector: collector, scope, in: transaction)
      }
      return routes
    }
  }

  private static func calendar(_ routes: [RouteView]) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = "text/calendar; charset=utf-8"
    headers[.cacheControl] = "no-store"
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: AgendaCalendar.text(of: routes))))
  }

  // MARK: - Secret addresses

  private struct FeedView: Encodable {
    let collectorID: StaffID
    /// Below the address of this installation. Said once.
    let path: String

    private enum CodingKeys: String, CodingKey {
      case collectorID = "collector_id"
      case path
    }
  }

  /// Makes an address; the one before does not work any more.
  private func make(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let collectorID: StaffID = try context.pathIdentifier("collector_id")
    let token = try SecureRandom.token()
    let hash = try Digest.sha256(Array(token.utf8))
    let isMade = try await database.work { work in
      try await CalendarFeedStore.put(
        hash, of: collectorID, ZoneScope(viewer), by: viewer.staffID, at: work.now, in: work.transaction)
    }
    guard isMade else { throw Problem.notFound("collector") }
    return try .json(FeedView(collectorID: collectorID, path: Self.root + token + Self.suffix), status: .created)
  }

  private func revoke(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let collectorID: StaffID = try context.pathIdentifier("collector_id")
    guard try await database.work({ try await CalendarFeedStore.remove(collectorID, ZoneScope(viewer), in: $0.transaction) }) else {
      throw Problem.notFound("calendar")
    }
    return .noContent
  }

  /// What the collector would see now, by the roles and creditors of now: from yesterday on.
  private func feed(_ context: ServiceRequestContext) async throws -> Response {
    let name = context.parameters.get("calendar") ?? ""
    let token = name.hasSuffix(Self.suffix) ? String(name.dropLast(Self.suffix.count)) : name
    let hash = try Digest.sha256(Array(token.utf8))
    guard let reader = try await database.read({ try await CalendarFeedStore.reader(hash, in: $0) }) else {
      throw Problem.notFound("calendar")
    }
    let viewer = Viewer(
      staffID: reader.collectorID, fullName: "", roles: [.collector], teamID: nil, creditorIDs: reader.creditorIDs)
    let from = database.clock.now.dateInUTC.advanced(byDays: -1)
    return Self.calendar(
      try await routes(from, from.advanced(byDays: Self.horizonDays), of: reader.collectorID, ZoneScope(viewer)))
  }
}

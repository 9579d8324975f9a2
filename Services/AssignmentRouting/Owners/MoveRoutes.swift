import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Who gave which debtor to whom, for auditors and for those who decide about it.
struct MoveRoutes: Sendable {
  private static let pages = 1...1_000

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    api.authenticated(.administrator, .supervisor, .auditor).get("moves") { request, context in try await list(request, context) }
  }

  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let filter = MoveStore.Filter(
      debtorID: try request.queryIdentifier("debtor_id"), collectorID: try request.queryIdentifier("collector_id"),
      from: try request.queryDate("from"), to: try request.queryDate("to"))
    let limit = try request.queryInteger("limit", in: Self.pages, default: 100)
    let before = try request.query("cursor", expected: "the next_cursor of the page before") { Int64($0) }
    let found = try await database.read { try await MoveStore.list(filter, scope, before: before, limit: limit + 1, in: $0) }
    return try .json(Page(found, limit: limit, cursor: \.moveID))
  }
}

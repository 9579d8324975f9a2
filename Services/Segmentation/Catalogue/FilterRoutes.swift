import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Conditions over HTTP: tried out, saved, counted and listed, always within the viewer's creditors.
struct FilterRoutes: Sendable {
  private static let pages = 1...1_000

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.post("counts") { request, context in try await count(request, context) }
    office.get("filters") { _, _ in try await list() }
    office.put("filters/{filter_id}") { request, context in try await put(request, context) }
    office.get("filters/{filter_id}/accounts") { request, context in try await accounts(request, context) }
    office.get("attributes") { _, _ in try attributes() }
  }

  private struct Question: Decodable {
    var condition: Condition
  }

  private struct Count: Encodable {
    /// As it was understood.
    let condition: Condition
    let accounts: Int
  }

  private func count(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let condition = try await request.decodeJSON(Question.self, context: context).condition
    return try await database.read { transaction in
      let query = try await query(in: transaction)
      let accounts = try await FactStore.count(condition, creditors: viewer.creditorIDs, query, in: transaction)
      return try .json(Count(condition: condition, accounts: accounts))
    }
  }

  private func query(in transaction: PostgresTransaction) async throws -> FactQuery {
    try await FactQuery(policy: try await CatalogueStore.load(in: transaction).policy, now: database.clock.now, in: transaction)
  }

  private func list() async throws -> Response {
    try .json(Page(try await database.read { try await FilterStore.all(in: $0) }))
  }

  private struct Body: Decodable {
    var name: String
    var condition: Condition
  }

  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let filterID = try context.pathCode("filter_id", of: FilterStore.FilterID.self)
    let body = try await request.decodeJSON(Body.self, context: context)
    try await database.work { work in
      let filter = FilterStore.Filter(
        filterID: filterID, name: body.name, condition: body.condition, savedBy: viewer.staffID, savedAt: work.now)
      try await FilterStore.put(filter, in: work.transaction)
    }
    return .noContent
  }

  private func accounts(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let filterID = try context.pathCode("filter_id", of: FilterStore.FilterID.self)
    let limit = try request.queryInteger("limit", in: Self.pages, default: 100)
    let after: AccountID? = try request.queryIdentifier("cursor")
    return try await database.read { transaction in
      guard let filter = try await FilterStore.find(filterID, in: transaction) else { throw Problem.notFound("filter") }
      let found = try await FactStore.list(
        filter.condition, creditors: viewer.creditorIDs, after: after, limit: limit + 1, try await query(in: transaction), in: transaction)
      return try .json(Page(found, limit: limit, cursor: \.accountID))
    }
  }

  private struct AttributeLine: Encodable {
    let name: String
    let type: String
    /// Of a closed list.
    let values: [String]?
  }

  private func attributes() throws -> Response {
    try .json(
      Page(
        Attribute.Known.allCases.map { known in
          let type = Attribute.known(known).type
          if case .word(let values) = type { return AttributeLine(name: known.rawValue, type: "word", values: values) }
          return AttributeLine(name: known.rawValue, type: "\(type)", values: nil)
        }))
  }
}

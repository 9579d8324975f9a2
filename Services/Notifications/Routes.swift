import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What people may look at. Each viewer sees the messages about accounts of the creditors that they work for.
struct Routes: Sendable {
  private static let limits = 1...1_000

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("messages") { request, context in try await messages(request, context) }
  }

  private func messages(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let state = try request.query("state", expected: DeliveryState.allCases.map(\.rawValue).joined(separator: ", ")) {
      DeliveryState(rawValue: $0)
    }
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let found = try await database.read { transaction in
      try await MessageStore.list(state: state, creditors: viewer.creditorIDs, limit: limit, in: transaction)
    }
    return try .json(Page(found.map { MessageView($0.message, address: $0.address) }))
  }
}

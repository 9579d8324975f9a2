import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// The terms that are about to end, for those who can still do something about it.
struct AlarmRoutes: Sendable {
  private static let limits = 1...1_000

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    api.authenticated(.administrator, .supervisor, .auditor, .operator).get("alarms") { request, context in
      try await list(request, context)
    }
    api.authenticated(.administrator, .supervisor).post("alarms/{alarm_id}/acknowledgement") { _, context in
      try await acknowledge(context)
    }
  }

  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let kind = try request.query("kind", expected: "a kind of alarm such as promise_due") { AlarmKind(rawValue: $0) }
    let all = try request.query("acknowledged", expected: "true or false") { Bool($0) } ?? false
    let after: AlarmID? = try request.queryIdentifier("cursor")
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let found = try await database.read { transaction in
      try await AlarmStore.list(
        kind: kind, includingAcknowledged: all, after: after, for: viewer, limit: limit + 1, in: transaction)
    }
    return try .json(Page(found, limit: limit, cursor: \.alarmID))
  }

  private func acknowledge(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let alarmID: AlarmID = try context.pathIdentifier("alarm_id")
    guard try await database.work({ try await AlarmStore.acknowledge(alarmID, by: viewer, at: $0.now, in: $0.transaction) }) else {
      throw Problem.notFound("alarm")
    }
    return .noContent
  }
}

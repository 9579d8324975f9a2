import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What people may see and do about promises.
struct PromiseRoutes: Sendable {
  private static let longestReason = 500
  private static let longestRange = 366

  let database: ServiceDatabase
  let keeper: PromiseKeeper

  func add(to api: ServiceRoutes) {
    let readers = api.authenticated(.administrator, .supervisor, .collector, .auditor, .operator)
    readers.get("promises/{promise_id}") { request, context in try await promise(context) }
    readers.get("calendar") { request, context in try await calendar(request, context) }
    api.authenticated(.administrator, .supervisor).post("promises/{promise_id}/cancel") { request, context in
      try await cancel(request, context)
    }
    addPolicies(to: api)
  }

  private func promise(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let promiseID: PromiseID = try context.pathIdentifier("promise_id")
    let promise = try await database.read { transaction -> PromiseRecord? in
      guard let promise = try await PromiseStore.find(promiseID, PromiseScope(viewer), in: transaction) else { return nil }
      return try await PromiseStore.narrowed(promise, for: viewer, in: transaction)
    }
    guard let promise else { throw Problem.notFound("promise") }
    return try .json(PromiseView(promise))
  }

  /// Called off once; the same request again gets the same answer. What has been judged stays as it was judged.
  private func cancel(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let promiseID: PromiseID = try context.pathIdentifier("promise_id")
    let reason = try await request.decodeJSON(CancelSubmission.self, context: context).reason
    guard !reason.allSatisfy(\.isWhitespace), reason.count <= Self.longestReason else {
      throw Problem.field("reason", code: "required", "Say why, in at most \(Self.longestReason) characters.")
    }
    let promise = try await database.work { work -> PromiseRecord? in
      guard let promise = try await keeper.cancel(promiseID, reason: reason, scope: PromiseScope(viewer), in: work) else { return nil }
      return try await PromiseStore.narrowed(promise, for: viewer, in: work.transaction)
    }
    guard let promise else { throw Problem.notFound("promise") }
    guard promise.event.state == .cancelled else {
      throw Problem.conflict(code: "promise_judged", "The promise is not active any more.")
    }
    return try .json(PromiseView(promise))
  }

  private func calendar(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    guard let first = try request.queryDate("from") else { throw Problem.field("from", code: "required", "Name the first date.") }
    guard let last = try request.queryDate("to") else { throw Problem.field("to", code: "required", "Name the last date.") }
    guard (0..<Self.longestRange).contains(last.days(since: first)) else {
      throw Problem.field("to", code: "out_of_range", "The range is of one to \(Self.longestRange) days.")
    }
    let limit = try request.queryInteger("limit", in: 1...5_000, default: 1_000)
    return try .json(
      Page(try await database.read { try await CalendarStore.list(from: first, to: last, for: viewer, limit: limit, in: $0) }))
  }
}

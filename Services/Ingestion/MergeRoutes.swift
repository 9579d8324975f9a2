import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// Debtors who may be one person, over HTTP.
struct MergeRoutes: Sendable {
  private static let pages = 1...500

  let database: ServiceDatabase
  let desk: MergeDesk

  func add(to api: RouterGroup<ServiceRequestContext>) {
    let writers = api.authenticated(.administrator, .operator)
    writers.post("matches/search") { _, context in try await search(context) }
    writers.get("matches") { try await list($0, $1) }
    writers.post("matches/:match_id/decision") { try await decide($0, $1) }
    writers.put("merges/:debtor_id") { try await merge($0, $1) }
    writers.delete("merges/:debtor_id") { _, context in try await undo(context) }
  }

  private struct Found: Encodable {
    let found: Int
  }

  private func search(_ context: ServiceRequestContext) async throws -> Response {
    _ = try context.requireAllCreditors()
    return try .json(Found(found: try await database.work { work in try await desk.search(work) }))
  }

  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    _ = try context.requireAllCreditors()
    let state = try request.query("state", expected: "pending, merged or dismissed") { DebtorMatch.State(rawValue: $0) } ?? .pending
    let limit = try request.queryInteger("limit", in: Self.pages, default: 50)
    let after: MatchID? = try request.queryIdentifier("cursor")
    let found = try await database.read { try await MatchStore.page(state: state, after: after, limit: limit + 1, in: $0) }
    return try .json(Page(found, limit: limit, cursor: \.matchID))
  }

  private struct Decision: Decodable {
    /// The debtor that stays; absent: they are two persons.
    let keep: DebtorID?
  }

  private func decide(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireAllCreditors()
    let matchID: MatchID = try context.pathIdentifier("match_id")
    let decision = try await request.decodeJSON(Decision.self, context: context)
    try await answering { work in try await desk.decide(matchID, keep: decision.keep, by: viewer, work) }
    return .noContent
  }

  private struct Merge: Decodable {
    let into: DebtorID
  }

  private func merge(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireAllCreditors()
    let debtor: DebtorID = try context.pathIdentifier("debtor_id")
    let body = try await request.decodeJSON(Merge.self, context: context)
    try await answering { work in try await desk.merge(debtor, into: body.into, by: viewer, work) }
    return .noContent
  }

  private func undo(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireAllCreditors()
    let debtor: DebtorID = try context.pathIdentifier("debtor_id")
    try await answering { work in try await desk.undo(debtor, by: viewer, work) }
    return .noContent
  }

  private func answering(_ body: @escaping @Sendable (Work) async throws -> Void) async throws {
    do {
      try await database.work { work in try await body(work) }
    } catch let error as RecordError {
      throw Problem(error)
    }
  }
}

extension ServiceRequestContext {
  /// Who a debtor is, is no creditor's matter alone.
  func requireAllCreditors() throws -> Viewer {
    let viewer = try requireViewer()
    guard viewer.creditorIDs.isEmpty else {
      throw Problem(.forbidden, code: "all_creditors_required", detail: "This needs a viewer who sees every creditor.")
    }
    return viewer
  }
}

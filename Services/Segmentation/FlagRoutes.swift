import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Flags over HTTP: a supervisor sets one, and the debtor is left in peace within the same transaction.
struct FlagRoutes: Sendable {
  let database: ServiceDatabase
  let keeper: RestrictionKeeper

  func add(to api: ServiceRoutes) {
    api.authenticated.get("debtors/{debtor_id}/flags") { _, context in try await list(context) }
    let office = api.authenticated(.administrator, .supervisor)
    office.put("debtors/{debtor_id}/flags/{kind}") { request, context in try await put(request, context) }
    office.delete("debtors/{debtor_id}/flags/{kind}") { request, context in try await delete(request, context) }
  }

  private struct Body: Decodable {
    var accountID: AccountID?
    var reason: String?
    var validUntil: CalendarDate?

    private enum CodingKeys: String, CodingKey {
      case accountID = "account_id"
      case reason
      case validUntil = "valid_until"
    }
  }

  private func kind(_ context: ServiceRequestContext) throws -> RestrictionKind {
    guard let kind = context.parameters.get("kind").flatMap({ RestrictionKind(rawValue: $0) }), kind != .excluded else {
      let names = RestrictionKind.allCases.filter { $0 != .excluded }.map(\.rawValue).joined(separator: ", ")
      throw Problem.field("kind", code: "invalid", "Expected one of \(names).")
    }
    return kind
  }

  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let debtorID: DebtorID = try context.pathIdentifier("debtor_id")
    return try await database.read { transaction in
      try await requireScope(debtorID, account: nil, viewer, transaction)
      return try .json(Page(try await FlagStore.all(of: debtorID, creditors: viewer.creditorIDs, in: transaction)))
    }
  }

  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let debtorID: DebtorID = try context.pathIdentifier("debtor_id")
    let kind = try kind(context)
    let body = try await request.decodeJSON(Body.self, context: context)
    guard body.accountID == nil || !kind.isPersonal else {
      throw Problem.field("account_id", code: "not_taken", "\(kind.rawValue) is about the person and holds for every account.")
    }
    guard (body.reason?.count ?? 0) <= 500 else { throw Problem.field("reason", code: "too_long", "Up to 500 characters.") }
    try await database.work { work in
      try await requireScope(debtorID, account: body.accountID, viewer, work.transaction)
      let entry = FlagStore.Entry(
        kind: kind, accountID: body.accountID, listID: nil, reason: body.reason, validUntil: body.validUntil, setBy: viewer.staffID,
        setAt: work.now)
      try await FlagStore.set(entry, on: debtorID, by: viewer.staffID, in: work.transaction)
      try await keeper.refresh([debtorID], in: work)
    }
    return .noContent
  }

  private func delete(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let debtorID: DebtorID = try context.pathIdentifier("debtor_id")
    let kind = try kind(context)
    let accountID: AccountID? = try request.queryIdentifier("account_id")
    try await database.work { work in
      try await requireScope(debtorID, account: accountID, viewer, work.transaction)
      guard try await FlagStore.lift(kind, from: debtorID, account: accountID, in: work.transaction) else {
        throw Problem.notFound("flag")
      }
      try await keeper.refresh([debtorID], in: work)
    }
    return .noContent
  }

  private func requireScope(
    _ debtorID: DebtorID, account: AccountID?, _ viewer: Viewer, _ transaction: PostgresTransaction
  ) async throws {
    guard try await FlagStore.isInScope(debtorID, account: account, creditors: viewer.creditorIDs, in: transaction) else {
      throw Problem.notFound("debtor")
    }
  }
}

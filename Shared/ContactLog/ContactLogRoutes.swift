import Contracts
public import Hummingbird
public import Messaging
public import ServiceKit

/// `GET contact-decisions`: the decisions on which a service acted, for supervisors, auditors and, through them, a regulator.
public struct ContactLogRoutes: Sendable {
  private static let limits = 1...1_000

  private let database: ServiceDatabase
  private let isShared: Bool

  /// - Parameter isShared: decisions that belong to no team are for every supervisor.
  public init(database: ServiceDatabase, isShared: Bool = false) {
    self.database = database
    self.isShared = isShared
  }

  public func add(to api: ServiceRoutes) {
    api.authenticated(.administrator, .supervisor, .auditor).get("contact-decisions") { request, context in
      try await list(request, context)
    }
  }

  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    var filter = ContactLogStore.Filter()
    filter.debtorID = try request.queryIdentifier("debtor_id")
    filter.accountID = try request.queryIdentifier("account_id")
    filter.allowed = try request.query("allowed", expected: "true or false") { Bool($0) }
    filter.ruleID = request.query("rule")
    filter.from = try instant("from", request)
    filter.to = try instant("to", request)
    filter.after = try request.queryIdentifier("cursor")
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let filled = filter
    let found = try await database.read { transaction in
      try await ContactLogStore.list(filled, for: viewer, isShared: isShared, limit: limit + 1, in: transaction)
    }
    return try .json(Page(found, limit: limit, cursor: \.decisionID))
  }

  private func instant(_ name: String, _ request: Request) throws -> Instant? {
    try request.query(name, expected: "an RFC 3339 date-time such as 2026-11-22T15:02:00Z") { Instant($0) }
  }
}

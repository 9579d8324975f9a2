import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// By what stops are ordered, portfolio by portfolio, over HTTP. A change is planned with at once.
struct WeightRoutes: Sendable {
  let database: ServiceDatabase
  /// Those of the settings.
  let standard: ScoreWeights

  func add(to api: ServiceRoutes) {
    api.authenticated(.administrator, .supervisor, .auditor).get("weights") { _, context in try await list(context) }
    let administration = api.authenticated(.administrator)
    administration.put("weights/:kind/:code") { try await put($0, $1) }
    administration.delete("weights/:kind/:code") { _, context in try await remove(context) }
  }

  private struct View: Encodable {
    let standard: ScoreWeights
    let items: [WeightStore.Entry]
  }

  /// Of the viewer's creditors, and of the segments, which go over all of them.
  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let creditors = try context.requireViewer().creditorIDs
    let entries = try await database.read { try await WeightStore.all(in: $0) }.filter { entry in
      guard case .creditor(let creditor) = entry.portfolio else { return true }
      return creditors.isEmpty || creditors.contains(creditor)
    }
    return try .json(View(standard: standard, items: entries))
  }

  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer(.administrator)
    let portfolio = try portfolio(context, viewer)
    let weights = try await request.decodeJSON(ScoreWeights.self, context: context)
    for (name, weight) in weights.named where !(0...1_000_000).contains(weight) {
      throw Problem.field(name, code: "out_of_range", "Expected 0 to 1000000, in seconds of travel.")
    }
    try await database.work { work in
      guard try await WeightStore.put(weights, of: portfolio, by: viewer.staffID, at: work.now, in: work.transaction) else { return }
      try await QueueStore.addAll(in: work.transaction)
    }
    return .noContent
  }

  private func remove(_ context: ServiceRequestContext) async throws -> Response {
    let portfolio = try portfolio(context, try context.requireViewer(.administrator))
    try await database.work { work in
      guard try await WeightStore.remove(portfolio, in: work.transaction) else { throw Problem.notFound("weights") }
      try await QueueStore.addAll(in: work.transaction)
    }
    return .noContent
  }

  private func portfolio(_ context: ServiceRequestContext, _ viewer: Viewer) throws -> Portfolio {
    guard let kind = Portfolio.Kind(rawValue: context.parameters.get("kind") ?? "") else {
      throw Problem.field("kind", code: "invalid", "Expected creditor or segment.")
    }
    let code = context.parameters.get("code") ?? ""
    guard (1...64).contains(code.utf8.count), code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Problem.field("code", code: "invalid", "Expected the code of a \(kind.rawValue), 1 to 64 visible ASCII characters.")
    }
    let isOwn = viewer.creditorIDs.isEmpty || kind == .creditor && viewer.creditorIDs.contains(CreditorID(code))
    guard isOwn else { throw Problem.notFound("weights") }
    return Portfolio(kind, code)
  }
}

extension ScoreWeights {
  fileprivate var named: [(String, Int)] {
    [("base", base), ("priority", priority), ("amount", amount), ("age", age), ("unvisited", unvisited)]
  }
}

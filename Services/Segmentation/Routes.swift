import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What people may look at. Each viewer sees the accounts of the creditors that they work for.
struct Routes: Sendable {
  private static let limits = 1...1_000

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("segments") { _, context in try await segments(context) }
    office.get("strategies") { _, context in try await strategies(context) }
    office.get("tasks") { request, context in try await tasks(request, context) }
    api.authenticated.get("accounts/{account_id}/treatment") { _, context in try await treatment(context) }
  }

  private func segments(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    return try await database.read { transaction in
      let catalogue = try await CatalogueStore.load(in: transaction)
      let counts = try await CatalogueStore.liveCounts(creditors: viewer.creditorIDs, in: transaction).segments
      return try .json(Page(catalogue.segments.map { SegmentView($0, accounts: counts[$0.segmentID] ?? 0) }))
    }
  }

  private func strategies(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    return try await database.read { transaction in
      let catalogue = try await CatalogueStore.load(in: transaction)
      let counts = try await CatalogueStore.liveCounts(creditors: viewer.creditorIDs, in: transaction).strategies
      return try .json(Page(catalogue.strategies.map { StrategyView($0, accounts: counts[$0.key] ?? 0) }))
    }
  }

  private func tasks(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let state = try request.query("state", expected: "open or closed") { TaskState(rawValue: $0) }
    let kind = try request.query("kind", expected: "a kind of task such as visit") { TaskKind(rawValue: $0) }
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let tasks = try await database.read { transaction in
      try await TaskStore.list(state: state, kind: kind, creditors: viewer.creditorIDs, limit: limit, in: transaction)
    }
    return try .json(Page(tasks.map(\.event)))
  }

  private func treatment(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let accountID: AccountID = try context.pathIdentifier("account_id")
    let view = try await database.read { transaction -> TreatmentView? in
      guard let dossier = try await DossierStore.load([accountID], in: transaction).first, let treatment = dossier.treatment,
        viewer.creditorIDs.isEmpty || viewer.creditorIDs.contains(treatment.creditorID)
      else { return nil }
      let catalogue = try await CatalogueStore.load(in: transaction)
      return TreatmentView(
        treatment: treatment, dossier: dossier, catalogue: catalogue,
        tasks: try await TaskStore.ofAccount(accountID, in: transaction),
        stages: try await TreatmentStore.stageChanges(of: accountID, in: transaction))
    }
    guard let view else { throw Problem.notFound("account") }
    return try .json(view)
  }
}

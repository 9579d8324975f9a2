import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What people may look at. Each viewer sees the accounts of the creditors that they work for.
struct Routes: Sendable {
  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("strategies") { _, context in try await strategies(context) }
    api.authenticated.get("accounts/{account_id}/treatment") { _, context in try await treatment(context) }
  }

  private func strategies(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    return try await database.read { transaction in
      let catalogue = try await CatalogueStore.load(in: transaction)
      let counts = try await CatalogueStore.liveCounts(creditors: viewer.creditorIDs, in: transaction).strategies
      return try .json(Page(catalogue.strategies.map { StrategyView($0, isActive: true, accounts: counts[$0.key] ?? 0) }))
    }
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

import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Strategies over HTTP: drafted, published as versions that never change, retired.
struct StrategyRoutes: Sendable {
  private static let changes = 1...1_000

  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("strategies/{strategy_id}") { _, context in try await versions(context) }
    office.get("catalogue-changes") { request, _ in try await changes(request) }
    office.get("policy") { _, _ in try await policy() }
    let authors = api.authenticated(.administrator)
    authors.put("policy") { request, context in try await putPolicy(request, context) }
    authors.put("strategies/{strategy_id}/draft") { request, context in try await putDraft(request, context) }
    authors.delete("strategies/{strategy_id}/draft") { _, context in try await discard(context) }
    authors.post("strategies/{strategy_id}/publication") { _, context in try await publish(context) }
    authors.post("strategies/{strategy_id}/retirement") { _, context in try await retire(context) }
  }

  private func versions(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let strategyID = try context.pathCode("strategy_id", of: StrategyID.self)
    return try await database.read { transaction in
      let catalogue = try await CatalogueStore.load(in: transaction)
      let draft = try await StrategyStore.draft(of: strategyID, in: transaction)
      let versions = catalogue.versions(of: strategyID)
      guard draft != nil || !versions.isEmpty else { throw Problem.notFound("strategy") }
      let counts = try await CatalogueStore.liveCounts(creditors: viewer.creditorIDs, in: transaction).strategies
      let active = catalogue.strategies.first { $0.strategyID == strategyID }
      return try .json(
        StrategyVersionsView(
          draft: draft.map(DraftView.init),
          versions: versions.map { StrategyView($0, isActive: $0.key == active?.key, accounts: counts[$0.key] ?? 0) }))
    }
  }

  private func changes(_ request: Request) async throws -> Response {
    let limit = try request.queryInteger("limit", in: Self.changes, default: 100)
    return try .json(Page(try await database.read { try await StrategyStore.changes(limit: limit, in: $0) }))
  }

  private func policy() async throws -> Response {
    try .json(try await database.read { try await CatalogueStore.load(in: $0).policy })
  }

  private func putPolicy(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let policy = try await decodeChecked(TreatmentPolicy.self, request, context)
    try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      try await CatalogueStore.put(policy, in: work.transaction)
      try await requireSoundCatalogue("stages", in: work.transaction)
      try await StrategyStore.note("policy changed", of: "policy", detail: policy, by: viewer.staffID, at: work.now, in: work.transaction)
    }
    return .noContent
  }

  private func putDraft(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let strategyID = try context.pathCode("strategy_id", of: StrategyID.self)
    let body = try await request.decodeJSON(DraftBody.self, context: context)
    let circuit: Circuit
    do {
      circuit = try Circuit(steps: body.steps, restartsOnNewDueDate: body.restartsOnNewDueDate ?? false)
    } catch {
      throw Problem.field("steps", code: "unsound_circuit", error.description)
    }
    guard (-1_000_000...1_000_000).contains(body.position) else {
      throw Problem.field("position", code: "out_of_range", "Up to a million.")
    }
    let migration = body.migration ?? .finish
    for target in migration.steps.values where circuit.step(named: target) == nil {
      throw Problem.field("migration.steps", code: "unknown_step", "The circuit has no step of that name.")
    }
    let draft = try await database.work { work in
      let draft = StrategyStore.Draft(
        strategyID: strategyID, nameES: body.nameES, nameEN: body.nameEN, position: body.position, entry: body.entry, circuit: circuit,
        migration: migration, draftedBy: viewer.staffID, changedAt: work.now)
      try await StrategyStore.put(draft, in: work.transaction)
      try await StrategyStore.note(
        "strategy drafted", of: strategyID.rawValue, detail: DraftView(draft), by: viewer.staffID, at: work.now, in: work.transaction)
      return draft
    }
    return try .json(DraftView(draft))
  }

  private func discard(_ context: ServiceRequestContext) async throws -> Response {
    let strategyID = try context.pathCode("strategy_id", of: StrategyID.self)
    guard try await database.work({ try await StrategyStore.discard(strategyID, in: $0.transaction) }) else {
      throw Problem.notFound("draft")
    }
    return .noContent
  }

  private func publish(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let strategyID = try context.pathCode("strategy_id", of: StrategyID.self)
    let strategy = try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      guard let draft = try await StrategyStore.draft(of: strategyID, in: work.transaction) else { throw Problem.notFound("draft") }
      let catalogue = try await CatalogueStore.load(in: work.transaction)
      guard !catalogue.policy.fourEyes || draft.draftedBy != viewer.staffID else {
        throw Problem(.forbidden, code: "four_eyes", detail: "Somebody else than the author publishes a draft.")
      }
      let strategy = Strategy(
        strategyID: strategyID, version: (catalogue.versions(of: strategyID).first?.version ?? 0) + 1, nameES: draft.nameES,
        nameEN: draft.nameEN, position: draft.position, entry: draft.entry, circuit: draft.circuit, publishedAt: work.now,
        migration: draft.migration, draftedBy: draft.draftedBy, publishedBy: viewer.staffID)
      try await CatalogueStore.publish(strategy, in: work.transaction)
      try await StrategyStore.revive(strategyID, in: work.transaction)
      try await StrategyStore.discard(strategyID, in: work.transaction)
      try await requireSoundCatalogue("entry", in: work.transaction)
      try await StrategyStore.note(
        "strategy published", of: "\(strategyID)/\(strategy.version)", detail: strategy.migration, by: viewer.staffID, at: work.now,
        in: work.transaction)
      return strategy
    }
    return try .json(StrategyView(strategy, isActive: true, accounts: 0), status: .created)
  }

  private func retire(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let strategyID = try context.pathCode("strategy_id", of: StrategyID.self)
    try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      guard try await CatalogueStore.load(in: work.transaction).strategies.contains(where: { $0.strategyID == strategyID }) else {
        throw Problem.notFound("strategy")
      }
      try await StrategyStore.retire(strategyID, by: viewer.staffID, at: work.now, in: work.transaction)
      try await requireSoundCatalogue("strategy_id", in: work.transaction)
      try await StrategyStore.note(
        "strategy retired", of: strategyID.rawValue, detail: [String: String](), by: viewer.staffID, at: work.now, in: work.transaction)
    }
    return .noContent
  }

  /// Undoes a change after which somebody could be left without a circuit.
  private func requireSoundCatalogue(_ field: String, in transaction: PostgresTransaction) async throws {
    do {
      _ = try await CatalogueStore.load(in: transaction)
    } catch let fault as Catalogue.Fault {
      throw Problem.field(field, code: "unsound_catalogue", fault.description)
    }
  }

  /// Bands that do not rise are a field's problem like any other.
  private func decodeChecked<Value: Decodable>(
    _ type: Value.Type, _ request: Request, _ context: ServiceRequestContext
  ) async throws -> Value {
    do {
      return try await request.decodeJSON(type, context: context)
    } catch is BandScale.Fault {
      throw Problem.field("stages", code: "unsound_bands", "Bands rise, and the lowest has no lower end; the same for buckets.")
    }
  }
}

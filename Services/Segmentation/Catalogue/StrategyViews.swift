import Contracts

/// A draft as its author sends it.
struct DraftBody: Decodable {
  var nameES: String
  var nameEN: String
  var position: Int
  var entry: Condition
  var steps: [Step]
  var restartsOnNewDueDate: Bool?
  var migration: CaseMigration?

  private enum CodingKeys: String, CodingKey {
    case position, entry, steps, migration
    case nameES = "name_es"
    case nameEN = "name_en"
    case restartsOnNewDueDate = "restarts_on_new_due_date"
  }
}

/// A strategy that is being written.
struct DraftView: Encodable, Sendable {
  let strategyID: StrategyID
  let status = "draft"
  let nameES: String
  let nameEN: String
  let position: Int
  let entry: Condition
  let steps: [Step]
  let restartsOnNewDueDate: Bool
  let migration: CaseMigration
  let draftedBy: StaffID
  let changedAt: Instant

  init(_ draft: StrategyStore.Draft) {
    strategyID = draft.strategyID
    nameES = draft.nameES
    nameEN = draft.nameEN
    position = draft.position
    entry = draft.entry
    steps = draft.circuit.steps
    restartsOnNewDueDate = draft.circuit.restartsOnNewDueDate
    migration = draft.migration
    draftedBy = draft.draftedBy
    changedAt = draft.changedAt
  }

  private enum CodingKeys: String, CodingKey {
    case strategyID = "strategy_id"
    case nameES = "name_es"
    case nameEN = "name_en"
    case status, position, entry, steps, migration
    case restartsOnNewDueDate = "restarts_on_new_due_date"
    case draftedBy = "drafted_by"
    case changedAt = "changed_at"
  }
}

struct StrategyVersionsView: Encodable, Sendable {
  let draft: DraftView?
  /// The newest first.
  let versions: [StrategyView]
}

/// A published version of a strategy, and how many accounts run it now.
struct StrategyView: Encodable, Sendable {
  let strategyID: StrategyID
  let version: Int
  /// `active` takes accounts; those of a `retired` one finish it, restart or jump, as its successor says.
  let status: String
  let nameES: String
  let nameEN: String
  let position: Int
  let entry: Condition
  let steps: [Step]
  let restartsOnNewDueDate: Bool
  let migration: CaseMigration
  let publishedAt: Instant
  let publishedBy: StaffID?
  let draftedBy: StaffID?
  let accounts: Int

  init(_ strategy: Strategy, isActive: Bool, accounts: Int) {
    strategyID = strategy.strategyID
    version = strategy.version
    status = isActive ? "active" : "retired"
    nameES = strategy.nameES
    nameEN = strategy.nameEN
    position = strategy.position
    entry = strategy.entry
    steps = strategy.circuit.steps
    restartsOnNewDueDate = strategy.circuit.restartsOnNewDueDate
    migration = strategy.migration
    publishedAt = strategy.publishedAt
    publishedBy = strategy.publishedBy
    draftedBy = strategy.draftedBy
    self.accounts = accounts
  }

  private enum CodingKeys: String, CodingKey {
    case strategyID = "strategy_id"
    case version, status, position, entry, steps, migration, accounts
    case nameES = "name_es"
    case nameEN = "name_en"
    case restartsOnNewDueDate = "restarts_on_new_due_date"
    case publishedAt = "published_at"
    case publishedBy = "published_by"
    case draftedBy = "drafted_by"
  }
}

/// A line of the record of who changed what.
struct CatalogueChangeView: Encodable, Sendable {
  let changedAt: Instant
  let changedBy: StaffID
  let action: String
  let subject: String

  private enum CodingKeys: String, CodingKey {
    case action, subject
    case changedAt = "changed_at"
    case changedBy = "changed_by"
  }
}

import Contracts
import Messaging
import Postgres

/// Drafts and retirements of strategies.
enum StrategyStore {
  /// A version that is being written. Its number is given when it is published.
  struct Draft: Sendable {
    var strategyID: StrategyID
    var nameES: String
    var nameEN: String
    var position: Int
    var entry: Condition
    var circuit: Circuit
    var migration: CaseMigration
    var draftedBy: StaffID
    var changedAt: Instant
  }

  /// Serialises whoever changes the catalogue: each sees what the one before decided.
  static func lockCatalogue(in transaction: PostgresTransaction) async throws {
    try await transaction.execute("select 1 from catalogue for update")
  }

  static func put(_ draft: Draft, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into strategy_drafts (strategy_id, name_es, name_en, position, entry, circuit, migration, drafted_by, changed_at)
      values (\(draft.strategyID), \(draft.nameES), \(draft.nameEN), \(Int32(draft.position)), \(draft.entry.description),
        \(try PostgresJSON(encoding: draft.circuit)), \(try PostgresJSON(encoding: draft.migration)),
        \(draft.draftedBy), \(draft.changedAt))
      on conflict (strategy_id) do update set name_es = excluded.name_es, name_en = excluded.name_en, position = excluded.position,
        entry = excluded.entry, circuit = excluded.circuit, migration = excluded.migration, drafted_by = excluded.drafted_by,
        changed_at = excluded.changed_at
      """)
  }

  static func draft(of strategyID: StrategyID, in transaction: PostgresTransaction) async throws -> Draft? {
    guard let row = try await transaction.first("select * from strategy_drafts where strategy_id = \(strategyID)") else { return nil }
    return Draft(
      strategyID: strategyID, nameES: try row.decode("name_es"), nameEN: try row.decode("name_en"), position: try row.decode("position"),
      entry: try Condition(try row.decode(String.self, "entry")),
      circuit: try row.decode(json: "circuit"),
      migration: try row.decode(json: "migration"),
      draftedBy: try row.decode("drafted_by"), changedAt: try row.decode("changed_at"))
  }

  /// - Returns: whether there was one.
  @discardableResult
  static func discard(_ strategyID: StrategyID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("delete from strategy_drafts where strategy_id = \(strategyID)") > 0
  }

  static func retire(_ strategyID: StrategyID, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into retired_strategies (strategy_id, retired_by, retired_at) values (\(strategyID), \(staffID), \(now))
      on conflict do nothing
      """)
  }

  /// A published version makes the strategy take accounts again.
  static func revive(_ strategyID: StrategyID, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from retired_strategies where strategy_id = \(strategyID)")
  }

  /// Keeps who changed what.
  static func note(
    _ action: String, of subject: String, detail: some Encodable, by staffID: StaffID, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into catalogue_changes (changed_at, changed_by, action, subject, detail)
      values (\(now), \(staffID), \(action), \(subject), \(try PostgresJSON(encoding: detail)))
      """)
  }

  static func changes(limit: Int, in transaction: PostgresTransaction) async throws -> [CatalogueChangeView] {
    let rows = try await transaction.query(
      "select changed_at, changed_by, action, subject from catalogue_changes order by change_id desc limit \(Int64(limit))")
    return try rows.map { row in
      CatalogueChangeView(
        changedAt: try row.decode("changed_at"), changedBy: try row.decode("changed_by"), action: try row.decode("action"),
        subject: try row.decode("subject"))
    }
  }
}

import Contracts
import Messaging
package import Postgres

/// What people decided: segments, strategies and the settings that apply to all.
package enum CatalogueStore {
  static func revision(in transaction: PostgresTransaction) async throws -> Int64 {
    guard let row = try await transaction.first("select revision from catalogue") else { throw CatalogueMissing() }
    return try row.decode("revision")
  }

  package static func load(in transaction: PostgresTransaction) async throws -> Catalogue {
    guard let row = try await transaction.first("select revision, policy from catalogue") else { throw CatalogueMissing() }
    return try Catalogue(
      revision: try row.decode("revision"),
      policy: try row.decode(json: "policy"),
      segments: try await segments(in: transaction), published: try await strategies(in: transaction),
      retired: Set(
        try await transaction.query("select strategy_id from retired_strategies").map { try $0.decode(StrategyID.self, "strategy_id") }))
  }

  private static func segments(in transaction: PostgresTransaction) async throws -> [Segment] {
    try await transaction.query("select segment_id, name_es, name_en, condition, is_active, skills from segments order by segment_id").map {
      row in
      Segment(
        segmentID: try row.decode("segment_id"), nameES: try row.decode("name_es"), nameEN: try row.decode("name_en"),
        condition: try condition(row, "condition"), isActive: try row.decode("is_active"), skills: try row.decode("skills"))
    }
  }

  private static func strategies(in transaction: PostgresTransaction) async throws -> [Strategy] {
    let rows = try await transaction.query(
      """
      select strategy_id, version, name_es, name_en, position, entry, circuit, published_at, migration, drafted_by, published_by
      from strategy_versions order by 1, 2
      """)
    return try rows.map { row in
      Strategy(
        strategyID: try row.decode("strategy_id"), version: try row.decode("version"), nameES: try row.decode("name_es"),
        nameEN: try row.decode("name_en"), position: try row.decode("position"), entry: try condition(row, "entry"),
        circuit: try row.decode(json: "circuit"),
        publishedAt: try row.decode("published_at"),
        migration: try row.decode(json: "migration"),
        draftedBy: try row.decode("drafted_by"), publishedBy: try row.decode("published_by"))
    }
  }

  private static func condition(_ row: PostgresRow, _ column: String) throws -> Condition {
    try Condition(try row.decode(String.self, column))
  }

  static func put(_ policy: TreatmentPolicy, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "update catalogue set policy = \(try PostgresJSON(encoding: policy)), revision = revision + 1")
  }

  /// Publishes a version. It never changes afterwards; a correction is another version.
  package static func publish(_ strategy: Strategy, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into strategy_versions (strategy_id, version, name_es, name_en, position, entry, circuit, published_at, migration,
        drafted_by, published_by)
      values (\(strategy.strategyID), \(Int32(strategy.version)), \(strategy.nameES), \(strategy.nameEN), \(Int32(strategy.position)),
        \(strategy.entry.description), \(try PostgresJSON(encoding: strategy.circuit)),
        \(strategy.publishedAt), \(try PostgresJSON(encoding: strategy.migration)), \(strategy.draftedBy),
        \(strategy.publishedBy))
      """)
  }

  /// How many treatments stand in each segment and run each strategy version, within the creditors that the viewer may see.
  static func liveCounts(
    creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> (segments: [SegmentID: Int], strategies: [StrategyKey: Int]) {
    let bySegment = try await transaction.query(
      """
      select s as segment_id, count(*) as accounts from treatments, unnest(segment_ids) s
      where state <> 'closed' and (cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors))) group by 1
      """)
    let byStrategy = try await transaction.query(
      """
      select strategy_id, strategy_version, count(*) as accounts from treatments
      where state <> 'closed' and (cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors))) group by 1, 2
      """)
    return (
      Dictionary(uniqueKeysWithValues: try bySegment.map { (try $0.decode(SegmentID.self, "segment_id"), try $0.decode("accounts")) }),
      Dictionary(
        uniqueKeysWithValues: try byStrategy.map { row in
          (StrategyKey(try row.decode("strategy_id"), try row.decode("strategy_version")), try row.decode("accounts"))
        })
    )
  }
}

/// The schema has no catalogue: its migrations have not been applied, or somebody deleted it.
struct CatalogueMissing: Error, CustomStringConvertible {
  var description: String { "the table catalogue is empty; apply the migrations of segmentation" }
}

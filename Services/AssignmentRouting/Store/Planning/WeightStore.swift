import Contracts
import Messaging
import Postgres

/// The weights of portfolios, and who set them.
enum WeightStore {
  struct Entry: Encodable, Sendable {
    let portfolio: Portfolio
    let weights: ScoreWeights
    let changedBy: StaffID
    let changedAt: Instant

    private enum CodingKeys: String, CodingKey {
      case kind, code, weights
      case changedBy = "changed_by"
      case changedAt = "changed_at"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(portfolio.kind, forKey: .kind)
      try container.encode(portfolio.code, forKey: .code)
      try container.encode(weights, forKey: .weights)
      try container.encode(changedBy, forKey: .changedBy)
      try container.encode(changedAt, forKey: .changedAt)
    }
  }

  static func all(in transaction: PostgresTransaction) async throws -> [Entry] {
    try await transaction.query(
      "select kind, code, base, priority, amount, age, unvisited, changed_by, changed_at from portfolio_weights order by kind, code"
    ).map { row in
      guard let kind = Portfolio.Kind(rawValue: try row.decode(String.self, "kind")) else {
        throw PostgresError(kind: .decoding, message: "portfolio_weights.kind is no kind of portfolio")
      }
      return Entry(
        portfolio: Portfolio(kind, try row.decode(String.self, "code")), weights: try weights(row),
        changedBy: try row.decode(StaffID.self, "changed_by"), changedAt: try row.decode(Instant.self, "changed_at"))
    }
  }

  static func book(in transaction: PostgresTransaction) async throws -> WeightBook {
    WeightBook(Dictionary(uniqueKeysWithValues: try await all(in: transaction).map { ($0.portfolio, $0.weights) }))
  }

  /// - Returns: whether anything changed.
  static func put(
    _ weights: ScoreWeights, of portfolio: Portfolio, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Bool {
    let rows = try await transaction.query(
      """
      insert into portfolio_weights as w (kind, code, base, priority, amount, age, unvisited, changed_by, changed_at)
      values (\(portfolio.kind.rawValue), \(portfolio.code), \(Int64(weights.base)), \(Int64(weights.priority)), \(Int64(weights.amount)),
        \(Int64(weights.age)), \(Int64(weights.unvisited)), \(staffID), \(now))
      on conflict (kind, code) do update set base = excluded.base, priority = excluded.priority, amount = excluded.amount,
        age = excluded.age, unvisited = excluded.unvisited, changed_by = excluded.changed_by, changed_at = excluded.changed_at
      where (w.base, w.priority, w.amount, w.age, w.unvisited)
        is distinct from (excluded.base, excluded.priority, excluded.amount, excluded.age, excluded.unvisited)
      returning 1 as n
      """)
    return !rows.isEmpty
  }

  static func remove(_ portfolio: Portfolio, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("delete from portfolio_weights where kind = \(portfolio.kind.rawValue) and code = \(portfolio.code)") > 0
  }

  private static func weights(_ row: PostgresRow) throws -> ScoreWeights {
    var weights = ScoreWeights()
    weights.base = Int(try row.decode(Int64.self, "base"))
    weights.priority = Int(try row.decode(Int64.self, "priority"))
    weights.amount = Int(try row.decode(Int64.self, "amount"))
    weights.age = Int(try row.decode(Int64.self, "age"))
    weights.unvisited = Int(try row.decode(Int64.self, "unvisited"))
    return weights
  }
}

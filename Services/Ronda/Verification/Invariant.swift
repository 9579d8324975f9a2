import Contracts
import Postgres

/// A rule over the schemas, and a query of what breaks it.
struct Invariant: Sendable {
  /// How many ids of what is broken are told.
  private static let told = 10

  let name: String
  let rule: String
  /// One row for each breach, with what it is about in `id`. No personal data.
  let breaches: SQL

  struct Finding: Sendable {
    let invariant: Invariant
    let count: Int64
    let ids: [String]
  }

  static let all = facts + money + states + consumption

  func check(_ pool: PostgresPool) async throws -> Finding {
    let rows = try await pool.query(
      "select count(*) over () as n, b.id::text as id from (\(breaches)) b order by 2 limit \(Int64(Self.told))")
    return Finding(
      invariant: self, count: try rows.first?.decode(Int64.self, "n") ?? 0, ids: try rows.map { try $0.decode(String.self, "id") })
  }
}

extension Invariant.Finding {
  var line: String {
    guard count > 0 else { return "ok   \(invariant.name): \(invariant.rule)" }
    let rest = count > Int64(ids.count) ? " and \(count - Int64(ids.count)) more" : ""
    return "BAD  \(invariant.name): \(count) breaches of: \(invariant.rule): \(ids.joined(separator: ", "))\(rest)"
  }
}

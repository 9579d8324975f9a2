import Contracts
import Messaging
import Postgres

/// Conditions that people saved under a name.
enum FilterStore {
  struct Filter: Encodable, Sendable {
    var filterID: FilterID
    var name: String
    var condition: Condition
    var savedBy: StaffID
    var savedAt: Instant

    private enum CodingKeys: String, CodingKey {
      case filterID = "filter_id"
      case name, condition
      case savedBy = "saved_by"
      case savedAt = "saved_at"
    }
  }

  enum FilterSubject {}
  typealias FilterID = Code<FilterSubject>

  static func put(_ filter: Filter, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into filters (filter_id, name, condition, saved_by, saved_at)
      values (\(filter.filterID), \(filter.name), \(filter.condition.description), \(filter.savedBy), \(filter.savedAt))
      on conflict (filter_id) do update set name = excluded.name, condition = excluded.condition, saved_by = excluded.saved_by,
        saved_at = excluded.saved_at
      """)
  }

  static func all(in transaction: PostgresTransaction) async throws -> [Filter] {
    try await transaction.query("select * from filters order by filter_id").map(filter)
  }

  static func find(_ filterID: FilterID, in transaction: PostgresTransaction) async throws -> Filter? {
    try await transaction.first("select * from filters where filter_id = \(filterID)").map(filter)
  }

  private static func filter(_ row: PostgresRow) throws -> Filter {
    Filter(
      filterID: try row.decode("filter_id"), name: try row.decode("name"),
      condition: try Condition(try row.decode(String.self, "condition")),
      savedBy: try row.decode("saved_by"), savedAt: try row.decode("saved_at"))
  }
}

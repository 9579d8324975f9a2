package import Contracts
import Messaging
package import Postgres

/// Accounts by what is known about them: counted, listed and read in columns.
package enum FactStore {
  /// How many accounts of the creditors a condition holds for; of all creditors when none is named.
  package static func count(
    _ condition: Condition, creditors: [CreditorID], _ query: FactQuery, in transaction: PostgresTransaction
  ) async throws -> Int {
    let row = try await transaction.first(
      """
      select count(*) from \(query.source(for: condition.attributes))
      where (cardinality(\(creditors)) = 0 or a.creditor_id = any(\(creditors))) and \(query.predicate(condition))
      """)
    return try row?.decode(at: 0) ?? 0
  }

  /// How many accounts each condition holds for, in one statement.
  package static func counts(
    _ conditions: [Condition], _ query: FactQuery, in transaction: PostgresTransaction
  ) async throws -> [Int] {
    let columns = conditions.map { condition -> SQL in "count(*) filter (where \(query.predicate(condition)))" }
    let attributes = conditions.reduce(into: Set<Attribute>()) { $0.formUnion($1.attributes) }
    let row = try await transaction.first("select \(columns.joined(separator: ", ")) from \(query.source(for: attributes))")
    return try conditions.indices.map { try row?.decode(at: $0) ?? 0 }
  }

  /// The accounts that a condition holds for, in the order of their ids.
  static func list(
    _ condition: Condition, creditors: [CreditorID], after: AccountID?, limit: Int, _ query: FactQuery,
    in transaction: PostgresTransaction
  ) async throws -> [AccountLine] {
    let rows = try await transaction.query(
      """
      select a.account_id, a.debtor_id, a.creditor_id, a.currency, s.overdue_minor, s.days_past_due, t.stage
      from \(query.source(for: condition.attributes))
      where (cardinality(\(creditors)) = 0 or a.creditor_id = any(\(creditors)))
        and (\(after)::uuid is null or a.account_id > \(after)) and \(query.predicate(condition))
      order by a.account_id limit \(Int64(limit))
      """)
    return try rows.map { row in
      AccountLine(
        accountID: try row.decode("account_id"), debtorID: try row.decode("debtor_id"), creditorID: try row.decode("creditor_id"),
        currency: try row.decode("currency"), overdueMinor: try row.decode("overdue_minor"), daysPastDue: try row.decode("days_past_due"),
        stage: try row.decode("stage"))
    }
  }
}

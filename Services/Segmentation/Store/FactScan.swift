package import Contracts
import Messaging
package import Postgres

/// Reads accounts page by page, in the order of their ids. While one page is worked on, the server is at the next.
package struct FactScan {
  private let attributes: [Attribute]
  private let page: Int
  /// How many pages may still be read.
  private var pages: Int
  private let query: FactQuery
  private let transaction: PostgresTransaction
  /// Read, and not yet worked on.
  private var rows: [PostgresRow]?
  private var last: AccountID?
  private var isAtEnd = false

  /// Whether the last account has been worked on.
  var isComplete: Bool { isAtEnd && rows == nil }

  /// - Parameters:
  ///   - after: the account before the first.
  ///   - page: how many accounts are read at once.
  ///   - pages: how many pages at most.
  package init(
    _ attributes: Set<Attribute>, after: AccountID?, page: Int, pages: Int = .max, _ query: FactQuery, in transaction: PostgresTransaction
  ) {
    self.attributes = attributes.sorted { $0.name < $1.name }
    self.page = page
    self.pages = pages
    self.query = query
    self.transaction = transaction
    last = after
  }

  /// Hands the next page to `work`; `nil` behind the last one.
  package mutating func next<Value: Sendable>(_ work: @escaping @Sendable (FactPage) throws -> Value) async throws -> Value? {
    if rows == nil { rows = try await read() }
    guard let rows else { return nil }
    let attributes = attributes
    let (next, value) = try await withWorkAside({ try work(try FactPage(rows, attributes)) }, while: { try await read() })
    self.rows = next
    return value
  }

  private mutating func read() async throws -> [PostgresRow]? {
    guard !isAtEnd, pages > 0 else { return nil }
    pages -= 1
    let rows = try await transaction.query(
      """
      select a.account_id, t.strategy_id, t.strategy_version, t.state, array_to_string(t.segment_ids, ',')
        \(attributes.map(expression).joined(separator: ""))
      from \(query.source(for: Set(attributes), isPaged: true))
      where (\(last)::uuid is null or a.account_id > \(last)) and t.version > 0
      order by a.account_id limit \(Int64(page))
      """)
    isAtEnd = rows.count < page
    last = try rows.last?.decode(at: 0) ?? last
    return rows.isEmpty ? nil : rows
  }

  private func expression(_ attribute: Attribute) -> SQL {
    switch attribute {
    // Quicker said here than by a function of the schema.
    case .split: ", a.debtor_id"
    case _ where attribute.type == .money: ", \(query.expression(attribute)), a.currency"
    default: ", \(query.expression(attribute))"
    }
  }
}

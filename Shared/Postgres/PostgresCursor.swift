/// A result that is fetched in batches. Lives within its transaction.
///
/// `for try await row in cursor` gives the rows one by one; `nextBatch()` gives a batch.
public struct PostgresCursor: Sendable, AsyncSequence {
  public typealias Element = PostgresRow

  private let transaction: PostgresTransaction
  private let name: String
  private let batch: Int

  static func open(_ sql: SQL, batch: Int, in transaction: PostgresTransaction) async throws -> PostgresCursor {
    guard batch > 0 else { throw PostgresError.usage("a cursor fetches at least one row at a time") }
    let name = await transaction.connection.nextCursorName()
    try await transaction.execute("DECLARE \(unsafeRaw: name) NO SCROLL CURSOR WITHOUT HOLD FOR \(sql)")
    return PostgresCursor(transaction: transaction, name: name, batch: batch)
  }

  /// The next rows, at most `fetching` of them; empty at the end.
  public func nextBatch() async throws -> [PostgresRow] {
    try await transaction.query("FETCH FORWARD \(unsafeRaw: "\(batch)") FROM \(unsafeRaw: name)")
  }

  func close() async throws { try await transaction.execute("CLOSE \(unsafeRaw: name)") }

  public func makeAsyncIterator() -> Iterator { Iterator(cursor: self) }

  public struct Iterator: AsyncIteratorProtocol {
    let cursor: PostgresCursor
    private var rows: [PostgresRow] = []
    private var position = 0
    private var isAtEnd = false

    init(cursor: PostgresCursor) { self.cursor = cursor }

    public mutating func next() async throws -> PostgresRow? {
      if position == rows.count, !isAtEnd {
        rows = try await cursor.nextBatch()
        position = 0
        isAtEnd = rows.isEmpty
      }
      guard position < rows.count else { return nil }
      defer { position += 1 }
      return rows[position]
    }
  }
}

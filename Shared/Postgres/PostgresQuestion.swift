/// A statement that reads, and what its rows mean.
///
/// Whoever has several at once asks them together, with ``PostgresTransaction/ask(_:)``.
public struct PostgresQuestion<Answer: Sendable>: Sendable {
  let sql: SQL
  let read: @Sendable ([PostgresRow]) throws -> Answer

  public init(_ sql: SQL, _ read: @escaping @Sendable ([PostgresRow]) throws -> Answer) {
    self.sql = sql
    self.read = read
  }
}

extension PostgresTransaction {
  /// Asks questions of which none depends on the answer to another: they are on their way to the server together.
  ///
  /// - Throws: the first error of a statement; then of what reads its rows.
  public func ask<each Answer>(_ question: repeat PostgresQuestion<each Answer>) async throws -> (repeat each Answer) {
    var statements: [SQL] = []
    for each in repeat each question { statements.append(each.sql) }
    var results = try await connection.results(of: statements, in: scope)[...]
    return (repeat try (each question).read(results.removeFirst().rows))
  }
}

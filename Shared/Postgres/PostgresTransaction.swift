/// An open transaction. Valid until the closure that received it returns; later use throws `.usage`.
///
/// After a statement has failed, the server refuses all others until the transaction or an enclosing savepoint is rolled
/// back; they throw the first error again.
public struct PostgresTransaction: Sendable {
  let connection: PostgresConnection
  let scope: UInt64

  /// Runs one statement and returns the number of rows it inserted, updated, deleted or selected.
  /// - Throws: `PostgresError`, or `CancellationError` when the task is cancelled.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int { try await connection.run(sql, in: scope).affectedRows }

  /// Runs one statement and returns its rows, all in memory; for large reads see `withCursor`.
  public func query(_ sql: SQL) async throws -> [PostgresRow] { try await connection.run(sql, in: scope).rows }

  /// Runs one statement and returns its first row, if there is one. Add `LIMIT 1` where there may be many.
  public func first(_ sql: SQL) async throws -> PostgresRow? {
    let result = try await connection.run(sql, in: scope)
    return result.rowCount == 0 ? nil : PostgresRow(result: result, index: 0)
  }

  /// Sends a statement together with the next one, or with COMMIT, for which it then costs no time on the way.
  ///
  /// What is wrong with it is thrown where that one is called.
  public func executeWithNext(_ sql: SQL) async throws { try await connection.enqueue(sql, in: scope) }

  /// Runs the statements that `fill` makes, each sent before the one before it is answered.
  ///
  /// - Parameter fill: runs on the connection's thread while the server is at work.
  /// - Throws: the first error of a statement or of a check; what stands behind a statement that fails is not run.
  public func pipeline(_ fill: @Sendable (inout PostgresPipeline) throws -> Void) async throws {
    try await connection.pipeline(in: scope, fill)
  }

  /// Runs several statements without values.
  public func execute(script: String) async throws { try await connection.execute(script: script, in: scope) }

  /// Runs `body`; if it throws, undoes what it did and throws its error on, and the transaction stays usable.
  @discardableResult
  public func savepoint<T>(_ body: (PostgresTransaction) async throws -> T) async throws -> T {
    let name = try await connection.beginSavepoint(scope)
    do {
      let value = try await body(self)
      try await connection.releaseSavepoint(name, scope)
      return value
    } catch {
      // When this fails too, the connection is lost or the transaction over, and the next statement says so.
      do { try await connection.rollback(toSavepoint: name, scope) } catch let second as PostgresError where second.kind == .connection {
        throw second
      }
      throw error
    }
  }

  /// Copies rows into a table with `COPY ... FROM STDIN (FORMAT binary)`, in chunks of 64 KiB: memory stays bounded whatever
  /// the number of rows.
  /// - Parameters:
  ///   - table: `table` or `schema.table`; each part is quoted.
  ///   - write: receives the writer and calls `writer.row(...)` once per row, with one value per column. Values must have
  ///     exactly the columns' types: `COPY` converts nothing. No other statement may run in the meantime.
  /// - Returns: the number of rows copied.
  @discardableResult
  public func copyIn(
    _ table: String, columns: [String], _ write: (PostgresCopyWriter) async throws -> Void
  ) async throws -> Int {
    let types = try await connection.beginCopy(table: table, columns: columns, in: scope)
    let writer = PostgresCopyWriter(connection: connection, scope: scope, columns: columns, types: types)
    do {
      try await write(writer)
      try await writer.finish()
    } catch {
      try await connection.abandonCopy(in: scope)
      throw error
    }
    return try await connection.endCopy(in: scope)
  }

  /// As above, from a sequence of rows, which is read no faster than the server takes them.
  @discardableResult
  public func copyIn<Rows: AsyncSequence>(
    _ table: String, columns: [String], rows: Rows
  ) async throws -> Int where Rows.Element == PostgresCopyRow {
    try await copyIn(table, columns: columns) { writer in
      for try await row in rows { try await writer.append(row) }
    }
  }

  /// Reads a large result in batches through a cursor on the server; other statements may run between the batches.
  /// - Parameter fetching: rows per batch; one batch is in memory at a time.
  @discardableResult
  public func withCursor<T>(
    _ sql: SQL, fetching: Int = 1000, _ body: (PostgresCursor) async throws -> T
  ) async throws -> T {
    let cursor = try await PostgresCursor.open(sql, batch: fetching, in: self)
    // When the body throws, the transaction or savepoint around it is rolled back, and the cursor goes with it.
    let value = try await body(cursor)
    try await cursor.close()
    return value
  }
}

extension PostgresConnection {
  /// Runs `body` in a transaction of this connection: committed when it returns, rolled back when it throws.
  /// - Throws: what `body` throws; `PostgresError` of kind `.connection` when the connection turns out to be lost.
  public nonisolated func withTransaction<T>(
    isolation: PostgresIsolation = .readCommitted, readOnly: Bool = false, _ body: (PostgresTransaction) async throws -> T
  ) async throws -> T {
    guard let transaction = try await begin(isolation, readOnly: readOnly) else {
      throw PostgresError(kind: .connection, message: "the connection was lost while it was idle")
    }
    let value: T
    do {
      value = try await body(transaction)
    } catch {
      // The first error says more than one about the rollback; a connection that cannot roll back is lost and refuses further work.
      if (try? await rollback(transaction.scope)) == nil { await close() }
      throw error
    }
    try await commit(transaction.scope)
    return value
  }
}

extension PostgresConnection {
  /// How a transaction's closure ended, if it began at all.
  enum Outcome<T> {
    case completed(T)
    /// The connection turned out to be lost before anything of the transaction was sent.
    case stale
  }

  /// Runs `body` in a transaction of this connection: committed when it returns, rolled back when it throws.
  /// As to threads see `PostgresPool.withTransaction`.
  /// - Throws: what `body` throws; `PostgresError`: of kind `.connection` when the connection turns out to be lost, of kind
  ///   `.commitOutcomeUnknown` when it is lost while COMMIT is under way.
  @discardableResult
  public nonisolated func withTransaction<T>(
    isolation: PostgresIsolation = .readCommitted, readOnly: Bool = false, _ body: (PostgresTransaction) async throws -> T
  ) async throws -> T {
    guard case .completed(let value) = try await transact(isolation, readOnly: readOnly, body) else {
      throw PostgresError(kind: .connection, message: "the connection was lost while it was idle")
    }
    return value
  }

  nonisolated func transact<T>(
    _ isolation: PostgresIsolation, readOnly: Bool, _ body: (PostgresTransaction) async throws -> T
  ) async throws -> Outcome<T> {
    try await withTaskExecutorPreference(executor) {
      guard let transaction = try await begin(isolation, readOnly: readOnly) else { return .stale }
      let value: T
      do {
        value = try await body(transaction)
      } catch {
        await abandon(transaction)
        throw error
      }
      try await commit(transaction.scope)
      return .completed(value)
    }
  }

  /// Rolls back after an error, which says more than what the rollback may have to say. A connection that cannot roll back is
  /// closed; the server rolls back by itself when it notices.
  private nonisolated func abandon(_ transaction: PostgresTransaction) async {
    do {
      try await rollback(transaction.scope)
    } catch {
      await closeAfterFailure(error)
    }
  }
}

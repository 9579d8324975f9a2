import CLibpq

extension Session {
  /// Begins with the first statement, whose round trip it shares.
  func begin(_ isolation: PostgresIsolation, readOnly: Bool) throws {
    guard PQtransactionStatus(handle) == PQTRANS_IDLE || !isAlive else { throw PostgresError.usage("a transaction is open already") }
    abortedBy = nil
    isReadOnly = readOnly
    waiting = [SQL(unsafeRaw: "BEGIN ISOLATION LEVEL \(isolation.rawValue) \(readOnly ? "READ ONLY" : "READ WRITE")")]
  }

  /// - Throws: `.commitOutcomeUnknown` when the connection is lost before the server's answer, otherwise the reason why
  ///   nothing was committed.
  func commit() throws {
    // A session that the server has ended before is noticed here, so that its outcome is known.
    guard !isStale() else { throw PostgresError(kind: .connection, message: "the connection was lost before COMMIT was sent") }
    guard PQtransactionStatus(handle) != PQTRANS_IDLE || waiting.count > 1 else {
      // Nothing was ever sent.
      waiting = []
      return
    }
    let result: PostgresResult
    do {
      result = waiting.isEmpty ? try simple("COMMIT") : try commitBehindWaiting()
    } catch let error as PostgresError where error.kind == .connection {
      var unknown = PostgresError(
        kind: .commitOutcomeUnknown, message: "the connection was lost while COMMIT was under way",
        sqlState: error.sqlState, detail: error.detail)
      unknown.severity = error.severity
      throw unknown
    } catch {
      // A statement that went out with it has failed.
      try rollback()
      throw error
    }
    defer { abortedBy = nil }
    guard result.commandTag == "COMMIT" else {
      // A statement failed, the caller swallowed the error, and the server rolled back.
      throw abortedBy ?? PostgresError.usage("the transaction was rolled back: a statement in it had failed")
    }
  }

  private func commitBehindWaiting() throws -> PostgresResult {
    var result: PostgresResult?
    try pipeline { pipeline in try pipeline.send(unprepared: "COMMIT") { result = $0 } }
    guard let result else { throw PostgresError.usage("COMMIT has no result") }
    return result
  }

  func rollback() throws {
    defer { abortedBy = nil }
    waiting = []
    guard PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    try simple("ROLLBACK")
  }

  func rollback(to savepoint: String) throws {
    waiting = []
    try simple("ROLLBACK TO SAVEPOINT \(savepoint); RELEASE SAVEPOINT \(savepoint)")
    abortedBy = nil
  }

  /// Undoes what a session keeps beyond a transaction, before it goes back to a pool.
  func reset() throws {
    try rollback()
    try simple("CLOSE ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); RESET ALL")
  }
}

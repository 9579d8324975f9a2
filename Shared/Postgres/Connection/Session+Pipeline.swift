import CLibpq

extension Session {
  /// Sends what waits and the statements that `fill` makes, and waits for their answers.
  func pipeline(_ fill: (inout PostgresPipeline) throws -> Void) throws {
    var pipeline = PostgresPipeline(self)
    do {
      let first = waiting
      waiting = []
      for sql in first { try pipeline.execute(sql) }
      try fill(&pipeline)
    } catch {
      try pipeline.abandon()
      throw error
    }
    try pipeline.collect()
  }

  /// Sends what waits, before something that cannot stand in a pipeline.
  func sendWaiting() throws {
    if !waiting.isEmpty { try pipeline { _ in } }
  }

  func enterPipeline() throws {
    guard PQenterPipelineMode(handle) == 1 else { throw lost() }
  }

  /// Hands a statement to the server without waiting for its answer. Blocks when the server does not keep up; libpq reads what the server
  /// says meanwhile, so that neither waits for the other.
  func sendPipelined(_ sql: SQL, _ statement: PreparedStatement) throws {
    let isSent = sql.withParameters(emptyAt: UnsafeRawPointer(handle)) { count, values, lengths, formats in
      PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
    }
    guard isSent == 1 else { throw lost() }
  }

  func sendPipelined(unprepared text: String) throws {
    guard PQsendQueryParams(handle, text, 0, nil, nil, nil, nil, 1) == 1 else { throw lost() }
  }

  /// Ends the pipeline and answers, for each statement that was sent, what came of it or what was wrong with it. What stands behind a
  /// statement that has failed was not run, and fails with the same error.
  ///
  /// - Throws: `PostgresError` of kind `.connection` when the connection is lost before all answers are in.
  func leavePipeline(expecting statements: [PreparedStatement]) throws -> [Result<PostgresResult, PostgresError>] {
    guard PQpipelineSync(handle) == 1 else { throw lost() }
    var outcomes: [Result<PostgresResult, PostgresError>] = []
    var first: PostgresError?
    for statement in statements {
      guard let pointer = PQgetResult(handle) else { throw lost() }
      let outcome = try outcome(of: pointer, statement, after: first)
      if case .failure(let error) = outcome { first = first ?? error }
      outcomes.append(outcome)
      // The end of this statement's answers.
      while let more = PQgetResult(handle) { PQclear(more) }
    }
    guard let end = PQgetResult(handle) else { throw lost() }
    defer { PQclear(end) }
    guard PQresultStatus(end) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(handle) == 1 else { throw lost() }
    if let first, PQtransactionStatus(handle) == PQTRANS_INERROR { abortedBy = abortedBy ?? first }
    return outcomes
  }

  private func outcome(
    of pointer: OpaquePointer, _ statement: PreparedStatement, after first: PostgresError?
  ) throws -> Result<PostgresResult, PostgresError> {
    if let first, PQresultStatus(pointer) == PGRES_PIPELINE_ABORTED {
      PQclear(pointer)
      return .failure(first)
    }
    do {
      let result = try checked(pointer, columns: statement.columns)
      if statement.columns !== result.columns, !result.columns.types.isEmpty { statement.columns = result.columns }
      return .success(result)
    } catch let error as PostgresError where error.kind != .connection {
      return .failure(error)
    }
  }
}

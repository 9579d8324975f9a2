import CLibpq

extension Session {
  /// Runs one statement: prepared on its first use, executed with binary parameters and binary results.
  func run(_ sql: SQL) throws -> PostgresResult {
    if !waiting.isEmpty { return try results(of: [sql])[0] }
    do {
      return try execute(sql)
    } catch let error as PostgresError where error.sqlState == "26000" && PQtransactionStatus(handle) == PQTRANS_IDLE {
      // Somebody dropped our prepared statements (DISCARD ALL); outside of a transaction nothing is lost by preparing again.
      return try execute(sql)
    }
  }

  /// Runs statements of which none waits for the answer to another.
  func results(of statements: [SQL]) throws -> [PostgresResult] {
    var results: [PostgresResult] = []
    try pipeline { pipeline in
      for sql in statements { try pipeline.send(sql) { results.append($0) } }
    }
    return results
  }

  private func execute(_ sql: SQL) throws -> PostgresResult {
    let statement = try prepared(sql)
    do {
      let result = try checked(try send(sql, statement), columns: statement.columns)
      if statement.columns !== result.columns, !result.columns.types.isEmpty { statement.columns = result.columns }
      return result
    } catch let error as PostgresError {
      forgetIfUseless(sql.text, after: error)
      throw error
    }
  }

  private func send(_ sql: SQL, _ statement: PreparedStatement) throws -> OpaquePointer {
    let sent = sql.withParameters(emptyAt: UnsafeRawPointer(handle)) { count, values, lengths, formats in
      PQexecPrepared(handle, statement.name, count, values, lengths, formats, 1)
    }
    guard let sent else { throw lost() }
    return sent
  }

  /// Whether the statement can be sent without asking the server first.
  func isPrepared(_ sql: SQL) -> Bool { cache.lookUp(sql.text)?.matches(sql.slots) ?? false }

  func prepared(_ sql: SQL) throws -> PreparedStatement {
    if let known = cache.lookUp(sql.text) {
      if known.matches(sql.slots) { return known }
      discard(sql.text)
    }
    let types = sql.slots.map(\.type.oid)
    guard !types.contains(0) else { throw PostgresError.usage("a bound value is an array of arrays") }
    guard types.count <= 65_535 else { throw PostgresError.usage("more than 65535 bound values: bind arrays and unnest them") }
    guard !sql.text.utf8.contains(0) else { throw PostgresError.usage("the statement contains a zero byte") }
    let statement = PreparedStatement(name: cache.nextName(), parameterTypes: types)
    guard let pointer = PQprepare(handle, statement.name, sql.text, Int32(types.count), types) else { throw lost() }
    _ = try checked(pointer, columns: nil)
    if let evicted = cache.insert(statement, for: sql.text) { deallocate(evicted) }
    return statement
  }

  /// 26000: it is gone. 0A000: a table changed under it. Either way it is of no use any more.
  func forgetIfUseless(_ text: String, after error: PostgresError) {
    if error.sqlState == "26000" || error.sqlState == "0A000" { discard(text) }
  }

  private func discard(_ text: String) {
    if let statement = cache.remove(text) { deallocate(statement) }
  }

  /// Frees a prepared statement on the server, if the transaction lets us; otherwise it stays until the session ends.
  private func deallocate(_ statement: PreparedStatement) {
    let status = PQtransactionStatus(handle)
    guard status == PQTRANS_IDLE || status == PQTRANS_INTRANS else { return }
    // In a transaction a failure would abort it, so a statement that may be gone already is asked for first.
    guard let pointer = PQdescribePrepared(handle, statement.name) else { return }
    defer { PQclear(pointer) }
    guard PQresultStatus(pointer) == PGRES_COMMAND_OK else { return }
    PQclear(PQexec(handle, "DEALLOCATE \(statement.name)"))
  }
}

extension SQL {
  /// Hands on the values as libpq takes them: their number, addresses, lengths and formats, valid while `body` runs.
  ///
  /// - Parameter empty: any address; of an empty value no byte is read.
  func withParameters<R>(
    emptyAt empty: UnsafeRawPointer,
    _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
  ) -> R {
    let count = slots.count
    return buffer.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { numbers in
          for (index, slot) in slots.enumerated() {
            // SAFETY: slots lie within the buffer; an empty buffer has no address, and null means SQL's null.
            let start = (bytes.baseAddress ?? empty) + slot.offset
            values.initializeElement(at: index, to: slot.length < 0 ? nil : start.assumingMemoryBound(to: CChar.self))
            numbers.initializeElement(at: index, to: Int32(truncatingIfNeeded: max(0, slot.length)))
            numbers.initializeElement(at: count + index, to: 1)
          }
          return body(
            Int32(count), values.baseAddress.map { UnsafePointer($0) }, numbers.baseAddress.map { UnsafePointer($0) },
            numbers.baseAddress.map { UnsafePointer($0 + count) })
        }
      }
    }
  }
}

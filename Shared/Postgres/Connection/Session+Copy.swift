import CLibpq

extension Session {
  /// The types of the named columns; asks the server once per connection and table.
  func columnTypes(table: String, columns: [String]) throws -> [PostgresType] {
    let list = columns.map(SQL.quoted).joined(separator: ", ")
    return try run(SQL(unsafeRaw: "SELECT \(list) FROM \(SQL.quotedPath(table)) WHERE false")).columns.types
  }

  func beginCopy(table: String, columns: [String]) throws {
    try sendWaiting()
    let list = columns.map(SQL.quoted).joined(separator: ", ")
    guard let pointer = PQexec(handle, "COPY \(SQL.quotedPath(table)) (\(list)) FROM STDIN (FORMAT binary)") else { throw lost() }
    guard PQresultStatus(pointer) == PGRES_COPY_IN else {
      _ = try checked(pointer, columns: nil)
      throw PostgresError.usage("the server did not start to copy")
    }
    PQclear(pointer)
  }

  /// Blocks until libpq has taken the bytes; the network's pace is the back pressure.
  func sendCopy(_ bytes: [UInt8]) throws {
    let sent = bytes.withUnsafeBytes { PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count)) }
    guard sent == 1 else { throw lost() }
  }

  /// - Returns: the number of rows copied.
  func endCopy() throws -> Int { try finishCopy(reason: nil) }

  /// Ends the copy as failed, so that no row of it stays; the transaction is aborted by it.
  /// - Throws: only if the connection is lost.
  func abandonCopy() throws {
    do {
      _ = try finishCopy(reason: "abandoned by the client")
    } catch let error as PostgresError where error.kind != .connection {
      abortedBy = PostgresError.usage("the transaction was rolled back: the copy in it was abandoned")
    }
  }

  private func finishCopy(reason: String?) throws -> Int {
    guard PQputCopyEnd(handle, reason) == 1 else { throw lost() }
    var outcome: Result<Int, any Error>?
    // libpq hands out the result of the copy and then nil.
    while let pointer = PQgetResult(handle) {
      let next = Result { try checked(pointer, columns: nil).affectedRows }
      if outcome == nil { outcome = next }
    }
    guard let outcome else { throw lost() }
    return try outcome.get()
  }
}

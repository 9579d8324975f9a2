import CLibpq

/// The result of one statement as libpq holds it; rows point into it and keep it alive.
final class PostgresResult: @unchecked Sendable {
  // SAFETY: a PGresult is never changed after the connection has handed it out; PQgetvalue, PQgetlength and PQgetisnull
  // only read it. It belongs to this object, and PQclear in deinit is its only end.
  let pointer: OpaquePointer
  let columns: PostgresColumns

  /// Takes over `pointer`.
  init(pointer: OpaquePointer, columns: PostgresColumns) {
    self.pointer = pointer
    self.columns = columns
  }

  deinit { PQclear(pointer) }

  var rowCount: Int { Int(PQntuples(pointer)) }

  /// How many rows the statement inserted, updated, deleted, selected or copied.
  var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

  /// The command tag, such as `COMMIT` or `INSERT 0 1`.
  var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  var rows: [PostgresRow] {
    (0..<rowCount).map { PostgresRow(result: self, index: Int32($0)) }
  }

  /// The bytes of one field, or nil for null; valid while this object lives.
  func field(row: Int32, column: Int) -> UnsafeRawBufferPointer? {
    let column = Int32(column)
    if PQgetisnull(pointer, row, column) == 1 { return nil }
    return UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: Int(PQgetlength(pointer, row, column)))
  }
}

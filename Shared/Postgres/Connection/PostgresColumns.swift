import CLibpq

/// Names and types of the columns of a result; shared by all its rows, and by all results of one prepared statement.
final class PostgresColumns: Sendable {
  let names: [String]
  let types: [PostgresType]
  /// Only for wide results: a few names are found faster one by one.
  private let index: [String: Int]?

  /// - Parameter result: owned by the caller.
  init(result: OpaquePointer) {
    let count = PQnfields(result)
    names = (0..<count).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
    types = (0..<count).map { PostgresType(oid: PQftype(result, $0)) }
    index = names.count > 8 ? Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }) : nil
  }

  func position(of name: String) -> Int? {
    if let index { return index[name] }
    return names.firstIndex(of: name)
  }

  /// Whether these are the columns of that result: a prepared statement always has the same, `FETCH` of another cursor has not.
  func describes(_ result: OpaquePointer) -> Bool {
    guard PQnfields(result) == types.count else { return false }
    return types.indices.allSatisfy { PQftype(result, Int32($0)) == types[$0].oid }
  }
}

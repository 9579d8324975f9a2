/// One row of a result. Decoding reads libpq's memory in place; nothing is copied before it is decoded.
///
/// A row keeps its whole result alive: take out what you need from a large one.
public struct PostgresRow: Sendable {
  @usableFromInline let result: PostgresResultReference
  @usableFromInline let index: Int32

  init(result: PostgresResult, index: Int32) {
    self.result = PostgresResultReference(result)
    self.index = index
  }

  public var columnNames: [String] { result.result.columns.names }

  /// - Throws: `PostgresError` of kind `.decoding` that names the column: unknown, null, or of another type.
  @inlinable
  public func decode<T: PostgresDecodable>(_ type: T.Type = T.self, _ column: String) throws -> T {
    try decode(at: try result.position(of: column), as: type)
  }

  /// As above, with the type that the result is used as.
  @inlinable
  public func decode<T: PostgresDecodable>(_ column: String) throws -> T {
    try decode(T.self, column)
  }

  @inlinable
  public func decode<T: PostgresDecodable>(at position: Int, as type: T.Type = T.self) throws -> T {
    do {
      let (bytes, columnType) = try result.field(row: index, column: position)
      let value = try T(decodingNullable: bytes, type: columnType)
      withExtendedLifetime(result) {}
      return value
    } catch {
      throw result.decodingError(error, position: position)
    }
  }

  /// nil when the column is null.
  @inlinable
  public func decodeOptional<T: PostgresDecodable>(_ type: T.Type = T.self, _ column: String) throws -> T? {
    try decode(T?.self, column)
  }

  /// nil when the column is null.
  @inlinable
  public func decodeOptional<T: PostgresDecodable>(at position: Int, as type: T.Type = T.self) throws -> T? {
    try decode(at: position, as: T?.self)
  }

  /// The whole row from its first column on: `let (id, name) = try row.decode((Int64, String?).self)`.
  @inlinable
  public func decode<each T: PostgresDecodable>(_ types: (repeat each T).Type) throws -> (repeat each T) {
    var position = -1
    func next<V: PostgresDecodable>(_ type: V.Type) throws -> V {
      position += 1
      return try decode(at: position, as: type)
    }
    return (repeat try next((each T).self))
  }

  public func isNull(_ column: String) throws -> Bool {
    try result.field(row: index, column: try result.position(of: column)).0 == nil
  }
}

/// What inlined code of a row may see of its result.
@usableFromInline
struct PostgresResultReference: Sendable {
  let result: PostgresResult

  init(_ result: PostgresResult) { self.result = result }

  @usableFromInline
  func position(of column: String) throws -> Int {
    guard let position = result.columns.position(of: column) else {
      throw PostgresError(kind: .decoding, message: "no column \(column) in the result")
    }
    return position
  }

  @usableFromInline
  func field(row: Int32, column: Int) throws -> (UnsafeRawBufferPointer?, PostgresType) {
    guard result.columns.types.indices.contains(column) else {
      throw PostgresDecodingFailure("does not exist: the result has \(result.columns.types.count) columns")
    }
    return (result.field(row: row, column: column), result.columns.types[column])
  }

  @usableFromInline
  func decodingError(_ error: any Error, position: Int) -> PostgresError {
    if let error = error as? PostgresError { return error }
    let names = result.columns.names
    let name = names.indices.contains(position) ? "\(names[position])" : "\(position)"
    let reason = (error as? PostgresDecodingFailure)?.reason ?? "cannot be read (\(type(of: error)))"
    return PostgresError(kind: .decoding, message: "column \(name) \(reason)")
  }
}

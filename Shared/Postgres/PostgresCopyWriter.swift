/// Writes the rows of one `copyIn`. Belongs to its closure; not to be kept.
public final class PostgresCopyWriter {
  /// A chunk is sent when it has grown to this size.
  @usableFromInline static let chunk = 64 << 10

  private let connection: PostgresConnection
  private let scope: UInt64
  private let columns: [String]
  private let types: [PostgresType]
  @usableFromInline var buffer: [UInt8] = []

  init(connection: PostgresConnection, scope: UInt64, columns: [String], types: [PostgresType]) {
    self.connection = connection
    self.scope = scope
    self.columns = columns
    self.types = types
    buffer.reserveCapacity(Self.chunk + 4096)
    buffer.append(contentsOf: Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00])
    buffer.append(bigEndian: Int32(0))
    buffer.append(bigEndian: Int32(0))
  }

  /// Adds one row, with a value for each column in order; sends a chunk when one is full.
  /// - Throws: `PostgresError` of kind `.usage` that names the column whose type does not match.
  @inlinable
  public func row<each T: PostgresEncodable>(_ values: repeat each T) async throws {
    var count = 0
    for type in repeat (each T).postgresType {
      try check(type, at: count)
      count += 1
    }
    try checkCount(count)
    buffer.append(bigEndian: Int16(truncatingIfNeeded: count))
    for value in repeat each values { value.encodeField(into: &buffer) }
    if buffer.count >= Self.chunk { try await flush() }
  }

  /// Adds a row that was encoded before.
  public func append(_ row: PostgresCopyRow) async throws {
    try checkCount(row.types.count)
    for (position, type) in row.types.enumerated() { try check(type, at: position) }
    buffer.append(contentsOf: row.bytes)
    if buffer.count >= Self.chunk { try await flush() }
  }

  func finish() async throws {
    buffer.append(bigEndian: Int16(-1))
    try await flush()
  }

  @usableFromInline
  func flush() async throws {
    let bytes = buffer
    buffer = []
    buffer.reserveCapacity(Self.chunk + 4096)
    try await connection.sendCopy(bytes, in: scope)
  }

  @usableFromInline
  func checkCount(_ count: Int) throws {
    guard count == types.count else { throw PostgresError.usage("a row of \(count) values for \(types.count) columns") }
  }

  @usableFromInline
  func check(_ type: PostgresType, at position: Int) throws {
    guard position < types.count, type != types[position] else { return }
    let column = types[position]
    let isTextual = [.varchar, .bpchar, .name, .json].contains(column) || column.isUserDefined
    guard type == .text, isTextual else {
      throw PostgresError.usage("column \(columns[position]) is \(column), and COPY does not convert \(type) to it")
    }
  }
}

/// One encoded row for `copyIn(_:columns:rows:)`.
public struct PostgresCopyRow: Sendable {
  let types: [PostgresType]
  let bytes: [UInt8]

  public init<each T: PostgresEncodable>(_ values: repeat each T) {
    var types: [PostgresType] = []
    var fields: [UInt8] = []
    for value in repeat each values {
      types.append(type(of: value).postgresType)
      value.encodeField(into: &fields)
    }
    var bytes: [UInt8] = []
    bytes.append(bigEndian: Int16(truncatingIfNeeded: types.count))
    self.types = types
    self.bytes = bytes + fields
  }
}

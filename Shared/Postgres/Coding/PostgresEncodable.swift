/// A value that can be bound to a statement, in PostgreSQL's binary format.
///
/// A type needs `postgresType` and `encode(into:)`; the rest has defaults. A `RawRepresentable` type over an encodable
/// raw value needs nothing at all: `enum Status: String, PostgresCodable { ... }`.
/// Arrays of any encodable type are encodable (one dimension, elements may be optional), for `unnest` and `= any(...)`.
public protocol PostgresEncodable: Sendable {
  /// The type under which the value is sent; the server converts from there by its own rules.
  static var postgresType: PostgresType { get }

  /// Appends the value's bytes in binary format, without a length. Not called when `isPostgresNull`.
  func encode(into buffer: inout [UInt8])

  /// True only for an `Optional` that is nil.
  var isPostgresNull: Bool { get }

  /// The type of an array of these; `bytea` for `UInt8`.
  static var postgresArrayType: PostgresType { get }

  /// Appends the binary format of an array of these, without a length.
  static func encodeArray(_ elements: [Self], into buffer: inout [UInt8])
}

extension PostgresEncodable {
  @inlinable public var isPostgresNull: Bool { false }

  @inlinable public static var postgresArrayType: PostgresType { postgresType.array }

  @inlinable
  public static func encodeArray(_ elements: [Self], into buffer: inout [UInt8]) {
    PostgresArray.appendHeader(count: elements.count, element: postgresType, hasNull: elements.contains { $0.isPostgresNull }, to: &buffer)
    buffer.reserveCapacity(buffer.count + elements.count * 20)
    for element in elements {
      element.encodeField(into: &buffer)
    }
  }

  /// Appends the length and then the bytes, or the length -1 for null: the form of an array's element and of a field of COPY.
  @inlinable
  func encodeField(into buffer: inout [UInt8]) {
    if isPostgresNull {
      buffer.append(bigEndian: Int32(-1))
      return
    }
    let start = buffer.count
    buffer.append(bigEndian: Int32(0))
    encode(into: &buffer)
    let length = Int32(truncatingIfNeeded: buffer.count - start - 4)
    buffer.withUnsafeMutableBytes { $0.storeBytes(of: length.bigEndian, toByteOffset: start, as: Int32.self) }
  }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
  @inlinable public static var postgresType: PostgresType { RawValue.postgresType }

  @inlinable
  public func encode(into buffer: inout [UInt8]) { rawValue.encode(into: &buffer) }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  @inlinable public static var postgresType: PostgresType { Wrapped.postgresType }

  @inlinable
  public func encode(into buffer: inout [UInt8]) {
    if case .some(let value) = self { value.encode(into: &buffer) }
  }

  @inlinable public var isPostgresNull: Bool {
    switch self {
    case .none: true
    case .some(let value): value.isPostgresNull
    }
  }
}

extension [UInt8] {
  /// Appends an integer in network byte order.
  @inlinable
  mutating func append<T: FixedWidthInteger>(bigEndian value: T) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

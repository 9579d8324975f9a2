// Integers travel as int2, int4 and int8, and are read from any of these that fits, and from `numeric` when it is whole
// (`sum` over int8 is numeric).

/// The common part of the integer conformances.
public protocol PostgresInteger: PostgresFixedWidthEncodable, PostgresDecodable, FixedWidthInteger {}

extension PostgresInteger {
  @inlinable public static var postgresWidth: Int { MemoryLayout<Self>.size }

  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) { pointer.storeBytes(of: bigEndian, as: Self.self) }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    let wide: Int64
    switch (type.oid, bytes.count) {
    case (20, 8): wide = bytes.loadBigEndian(Int64.self, at: 0)
    case (23, 4): wide = Int64(bytes.loadBigEndian(Int32.self, at: 0))
    case (21, 2): wide = Int64(bytes.loadBigEndian(Int16.self, at: 0))
    case (26, 4): wide = Int64(bytes.loadBigEndian(UInt32.self, at: 0))
    case (1700, _): wide = try PostgresNumeric(bytes).wholeNumber()
    default: throw PostgresDecodingFailure.mismatch(type, expected: "\(Self.self)")
    }
    guard let value = Self(exactly: wide) else { throw PostgresDecodingFailure("does not fit \(Self.self)") }
    self = value
  }
}

extension Int64: PostgresInteger {
  @inlinable public static var postgresType: PostgresType { .int8 }
}

extension Int: PostgresInteger {
  @inlinable public static var postgresType: PostgresType { .int8 }
}

extension Int32: PostgresInteger {
  @inlinable public static var postgresType: PostgresType { .int4 }
}

extension Int16: PostgresInteger {
  @inlinable public static var postgresType: PostgresType { .int2 }
}

/// One `UInt8` is a small int; an array of `UInt8` is `bytea`.
extension UInt8: PostgresEncodable, PostgresDecodable {
  @inlinable public static var postgresType: PostgresType { .int2 }
  @inlinable public static var postgresArrayType: PostgresType { .bytea }

  @inlinable
  public func encode(into buffer: inout [UInt8]) { Int16(self).encode(into: &buffer) }

  @inlinable
  public static func encodeArray(_ elements: [UInt8], into buffer: inout [UInt8]) { buffer.append(contentsOf: elements) }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard let value = UInt8(exactly: try Int16(decoding: bytes, type: type)) else {
      throw PostgresDecodingFailure("does not fit UInt8")
    }
    self = value
  }

  @inlinable
  public static func decodeArray(_ bytes: UnsafeRawBufferPointer, type: PostgresType) throws -> [UInt8] {
    guard type == .bytea || type.isUserDefined else { throw PostgresDecodingFailure.mismatch(type, expected: "[UInt8]") }
    return [UInt8](bytes)
  }
}

/// The binary format of one-dimensional arrays: dimensions, null flag, element type, length, lower bound, then the elements.
@usableFromInline
enum PostgresArray {
  @inlinable
  static func appendHeader(count: Int, element: PostgresType, hasNull: Bool, to buffer: inout [UInt8]) {
    buffer.append(bigEndian: Int32(count == 0 ? 0 : 1))
    buffer.append(bigEndian: Int32(hasNull ? 1 : 0))
    buffer.append(bigEndian: element.oid)
    guard count > 0 else { return }
    buffer.append(bigEndian: Int32(truncatingIfNeeded: count))
    buffer.append(bigEndian: Int32(1))
  }

  /// Calls `body` with each element's bytes (nil for null), its type and the number of elements.
  @inlinable
  static func forEachElement(
    of bytes: UnsafeRawBufferPointer, type: PostgresType,
    _ body: (UnsafeRawBufferPointer?, PostgresType, Int) throws -> Void
  ) throws {
    guard bytes.count >= 12 else { throw PostgresDecodingFailure.malformed(type) }
    let dimensions = bytes.loadBigEndian(Int32.self, at: 0)
    guard dimensions != 0 else { return }
    guard dimensions == 1 else { throw PostgresDecodingFailure("has \(dimensions) dimensions; only arrays of one are read") }
    guard bytes.count >= 20 else { throw PostgresDecodingFailure.malformed(type) }
    let element = PostgresType(oid: bytes.loadBigEndian(UInt32.self, at: 8))
    let count = Int(bytes.loadBigEndian(Int32.self, at: 12))
    var offset = 20
    for _ in 0..<max(count, 0) {
      guard offset + 4 <= bytes.count else { throw PostgresDecodingFailure.malformed(type) }
      let length = Int(bytes.loadBigEndian(Int32.self, at: offset))
      offset += 4
      if length < 0 {
        try body(nil, element, count)
        continue
      }
      guard offset + length <= bytes.count else { throw PostgresDecodingFailure.malformed(type) }
      try body(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]), element, count)
      offset += length
    }
  }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
  @inlinable public static var postgresType: PostgresType { Element.postgresArrayType.withKnownArray }

  @inlinable
  public func encode(into buffer: inout [UInt8]) { Element.encodeArray(self, into: &buffer) }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    self = try Element.decodeArray(bytes, type: type)
  }
}

extension PostgresType {
  /// `[UInt8]` is `bytea`, the only Swift array whose own arrays exist on the server.
  @inlinable var withKnownArray: PostgresType { oid == PostgresType.bytea.oid ? .bytea : self }
}

extension UnsafeRawBufferPointer {
  /// An integer in network byte order at an offset that the caller has checked.
  @inlinable
  func loadBigEndian<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
    T(bigEndian: loadUnaligned(fromByteOffset: offset, as: T.self))
  }
}

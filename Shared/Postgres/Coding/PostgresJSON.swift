/// A JSON document as its UTF-8 bytes, stored as `jsonb`. The server checks that it is JSON.
public struct PostgresJSON: PostgresCodable, Hashable {
  public var bytes: [UInt8]

  public init(bytes: [UInt8]) { self.bytes = bytes }

  public init(_ text: String) { bytes = Array(text.utf8) }

  @inlinable public static var postgresType: PostgresType { .jsonb }

  /// jsonb's binary form is a version, 1, and then the text.
  @inlinable
  public func encode(into buffer: inout [UInt8]) {
    buffer.append(1)
    buffer.append(contentsOf: bytes)
  }

  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    self.init(bytes: [UInt8](try Self.text(of: bytes, type: type)))
  }

  static func text(of bytes: UnsafeRawBufferPointer, type: PostgresType) throws -> UnsafeRawBufferPointer {
    switch type {
    case .json, .text: return bytes
    case .jsonb:
      guard bytes.first == 1 else { throw PostgresDecodingFailure.malformed(type) }
      return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    default: throw PostgresDecodingFailure.mismatch(type, expected: "JSON")
    }
  }
}

/// A value that can be read from a column in PostgreSQL's binary format.
///
/// A type needs only `init(decoding:type:)`. A `RawRepresentable` type over a decodable raw value needs nothing.
public protocol PostgresDecodable: Sendable {
  /// Reads the value of one field. The bytes live only for the call.
  /// - Parameter type: the column's type (only its oid is known); refuse what you cannot read by throwing.
  /// - Throws: `PostgresDecodingFailure`; the row adds the column's name.
  init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws

  /// As above for a field that may be null (`nil`); only `Optional` accepts null.
  init(decodingNullable bytes: UnsafeRawBufferPointer?, type: PostgresType) throws

  /// Reads an array of these.
  static func decodeArray(_ bytes: UnsafeRawBufferPointer, type: PostgresType) throws -> [Self]
}

public typealias PostgresCodable = PostgresDecodable & PostgresEncodable

/// Why a field could not be read. Never contains the field's value.
public struct PostgresDecodingFailure: Error, Sendable, CustomStringConvertible {
  public let reason: String

  public init(_ reason: String) { self.reason = reason }

  public var description: String { reason }

  /// The column's type is not one that `expected` can be read from.
  public static func mismatch(_ type: PostgresType, expected: String) -> PostgresDecodingFailure {
    PostgresDecodingFailure("cannot read \(expected) from \(type)")
  }

  /// The bytes do not have the form that the type prescribes.
  public static func malformed(_ type: PostgresType) -> PostgresDecodingFailure {
    PostgresDecodingFailure("malformed \(type)")
  }

  @usableFromInline
  static let null = PostgresDecodingFailure("is null")
}

extension PostgresDecodable {
  @inlinable
  public init(decodingNullable bytes: UnsafeRawBufferPointer?, type: PostgresType) throws {
    guard let bytes else { throw PostgresDecodingFailure.null }
    try self.init(decoding: bytes, type: type)
  }

  @inlinable
  public static func decodeArray(_ bytes: UnsafeRawBufferPointer, type: PostgresType) throws -> [Self] {
    var elements: [Self] = []
    try PostgresArray.forEachElement(of: bytes, type: type) { field, elementType, count in
      if elements.isEmpty { elements.reserveCapacity(count) }
      elements.append(try Self(decodingNullable: field, type: elementType))
    }
    return elements
  }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard let value = Self(rawValue: try RawValue(decoding: bytes, type: type)) else {
      throw PostgresDecodingFailure("has a value that \(Self.self) does not know")
    }
    self = value
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    self = .some(try Wrapped(decoding: bytes, type: type))
  }

  @inlinable
  public init(decodingNullable bytes: UnsafeRawBufferPointer?, type: PostgresType) throws {
    guard let bytes else {
      self = .none
      return
    }
    self = .some(try Wrapped(decoding: bytes, type: type))
  }
}

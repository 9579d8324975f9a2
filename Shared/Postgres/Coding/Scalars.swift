public import FoundationEssentials

extension Bool: PostgresFixedWidthEncodable, PostgresDecodable {
  @inlinable public static var postgresType: PostgresType { .bool }
  @inlinable public static var postgresWidth: Int { 1 }

  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) { pointer.storeBytes(of: self ? 1 : 0, as: UInt8.self) }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard type == .bool, bytes.count == 1 else { throw PostgresDecodingFailure.mismatch(type, expected: "Bool") }
    self = bytes[0] != 0
  }
}

extension Double: PostgresFixedWidthEncodable, PostgresDecodable {
  @inlinable public static var postgresType: PostgresType { .float8 }
  @inlinable public static var postgresWidth: Int { 8 }

  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) { pointer.storeBytes(of: bitPattern.bigEndian, as: UInt64.self) }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    switch (type.oid, bytes.count) {
    case (701, 8): self = Double(bitPattern: bytes.loadBigEndian(UInt64.self, at: 0))
    case (700, 4): self = Double(Float(bitPattern: bytes.loadBigEndian(UInt32.self, at: 0)))
    case (1700, _): self = try PostgresNumeric(bytes).double()
    default: throw PostgresDecodingFailure.mismatch(type, expected: "Double")
    }
  }
}

extension Float: PostgresFixedWidthEncodable, PostgresDecodable {
  @inlinable public static var postgresType: PostgresType { .float4 }
  @inlinable public static var postgresWidth: Int { 4 }

  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) { pointer.storeBytes(of: bitPattern.bigEndian, as: UInt32.self) }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard type == .float4, bytes.count == 4 else { throw PostgresDecodingFailure.mismatch(type, expected: "Float") }
    self = Float(bitPattern: bytes.loadBigEndian(UInt32.self, at: 0))
  }
}

extension UUID: PostgresFixedWidthEncodable, PostgresDecodable {
  @inlinable public static var postgresType: PostgresType { .uuid }
  @inlinable public static var postgresWidth: Int { 16 }

  @inlinable
  public func store(to pointer: UnsafeMutableRawPointer) {
    withUnsafeBytes(of: uuid) { UnsafeMutableRawBufferPointer(start: pointer, count: 16).copyMemory(from: $0) }
  }

  @inlinable
  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    guard type == .uuid, bytes.count == 16 else { throw PostgresDecodingFailure.mismatch(type, expected: "UUID") }
    self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
  }
}

/// Sent as `text`; read from text, varchar, char, name, json, jsonb, and user-defined types whose form is text (enumerations, citext).
extension String: PostgresEncodable, PostgresDecodable {
  @inlinable public static var postgresType: PostgresType { .text }

  @inlinable
  public func encode(into buffer: inout [UInt8]) {
    var text = self
    text.withUTF8 { buffer.append(contentsOf: $0) }
  }

  public init(decoding bytes: UnsafeRawBufferPointer, type: PostgresType) throws {
    var body = bytes
    switch type {
    case .text, .varchar, .bpchar, .name, .json, .char, .unknown: break
    case .jsonb: body = try PostgresJSON.text(of: bytes, type: type)
    case _ where type.isUserDefined: break
    default: throw PostgresDecodingFailure.mismatch(type, expected: "String")
    }
    guard let text = String(validating: body.bindMemory(to: UInt8.self), as: UTF8.self) else {
      throw PostgresDecodingFailure("is not valid UTF-8")
    }
    self = text
  }
}

/// A bound value: its type, and its bytes in binary format, or nil for null.
public struct PostgresValue: Sendable, Hashable {
  public let type: PostgresType
  public let bytes: [UInt8]?

  public init(type: PostgresType, bytes: [UInt8]?) {
    self.type = type
    self.bytes = bytes
  }

  public init(_ value: some PostgresEncodable) {
    self.init(type: Swift.type(of: value).postgresType, bytes: value.isPostgresNull ? nil : Self.encode(value))
  }

  private static func encode(_ value: some PostgresEncodable) -> [UInt8] {
    var bytes: [UInt8] = []
    value.encode(into: &bytes)
    return bytes
  }
}

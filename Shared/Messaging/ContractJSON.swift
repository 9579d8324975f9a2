import Contracts
public import Postgres

extension PostgresJSON {
  /// The value as events and answers write it.
  public init(encoding value: some Encodable) throws { self.init(bytes: try EventCoding.encode(value)) }
}

extension PostgresRow {
  /// The value that stands in a column of JSON.
  public func decode<Value: Decodable>(json column: String) throws -> Value {
    try EventCoding.decode(Value.self, from: try decode(PostgresJSON.self, column).bytes)
  }

  /// The value that stands in a column of JSON, or `nil` for null.
  public func decodeOptional<Value: Decodable>(json column: String) throws -> Value? {
    try decodeOptional(PostgresJSON.self, column).map { try EventCoding.decode(Value.self, from: $0.bytes) }
  }
}

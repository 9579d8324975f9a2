import FoundationEssentials

/// JSON as Ronda writes and reads it on topics and over HTTP.
public enum EventCoding {
  /// Keys are sorted so that the same event always has the same bytes.
  public static func encode(_ value: some Encodable) throws -> [UInt8] {
    if let direct = value as? any DirectJSONEncodable {
      var json = JSONBytes()
      direct.write(to: &json)
      return json.bytes
    }
    return try encodeReflected(value)
  }

  /// By Foundation's encoder, which works for every `Encodable` and is slow. What a ``DirectJSONEncodable`` is compared with.
  package static func encodeReflected(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(value))
  }

  public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    try JSONDecoder().decode(type, from: Data(bytes))
  }
}

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
    try decodeReflected(type, from: bytes)
  }

  /// An event, several times as fast as any other value.
  public static func decode<Value: Event>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value { try decodeDirectly(type, from: bytes) }

  /// Events, as fast.
  public static func decode<Value: Event>(_ type: [Value].Type, from bytes: [UInt8]) throws -> [Value] {
    try decodeDirectly(type, from: bytes)
  }

  /// By our own decoder, and by Foundation's what that one does not take: it may be good all the same, and Foundation says what is not.
  private static func decodeDirectly<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    guard let document = IndexedJSON(bytes) else { return try decodeReflected(type, from: bytes) }
    do {
      return try Value(from: IndexedJSONDecoder(document: document, node: 0))
    } catch {
      return try decodeReflected(type, from: bytes)
    }
  }

  /// By Foundation's decoder. What our own is compared with.
  ///
  /// Of a fraction or too large a number in the place of a whole one it says that the text is no JSON; our own decoder says where that stands,
  /// and lets a type that puts up with a bad part of itself do so.
  package static func decodeReflected<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty {
      guard let document = IndexedJSON(bytes) else { throw DecodingError.dataCorrupted(context) }
      return try Value(from: IndexedJSONDecoder(document: document, node: 0))
    }
  }
}

/// Decodes a value of a ``IndexedJSON``. Where that is, is found out only for an error.
package struct IndexedJSONDecoder: Decoder {
  let document: IndexedJSON
  let node: Int

  package init(document: IndexedJSON, node: Int) {
    self.document = document
    self.node = node
  }

  package var codingPath: [any CodingKey] { document.path(to: node) }
  package var userInfo: [CodingUserInfoKey: Any] { [:] }

  package func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard document.nodes[node].kind == .object else { throw isNo([String: Any].self) }
    return KeyedDecodingContainer(Members(document: document, node: node))
  }

  package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard document.nodes[node].kind == .list else { throw isNo([Any].self) }
    return Elements(document: document, node: node)
  }

  package func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  private func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw isNo(Value.self) }
    return value
  }

  private func isNo(_ type: any Any.Type) -> DecodingError {
    let context = DecodingError.Context(codingPath: codingPath, debugDescription: "expected another value")
    return decodeNil() ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }
}

extension IndexedJSONDecoder: SingleValueDecodingContainer {
  package func decodeNil() -> Bool { document.nodes[node].kind == .null }
  package func decode(_ type: Bool.Type) throws -> Bool { try required(document.flag(node)) }
  package func decode(_ type: String.Type) throws -> String { try required(document.text(node)) }
  package func decode(_ type: Double.Type) throws -> Double { try required(document.real(node)) }
  package func decode(_ type: Float.Type) throws -> Float { try required(document.real(node).map(Float.init)) }
  package func decode(_ type: Int.Type) throws -> Int { try integer() }
  package func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  package func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  package func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  package func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  package func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  package func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  package func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  package func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  package func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: self) }

  private func integer<Value: FixedWidthInteger>() throws -> Value { try required(document.integer(node)) }
}

/// The members of an object.
private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let document: IndexedJSON
  let node: Int

  var codingPath: [any CodingKey] { document.path(to: node) }

  var allKeys: [Key] {
    var keys: [Key] = []
    var place = node + 1
    while place < document.nodes[node].next {
      if let name = document.text(place), let key = Key(stringValue: name) { keys.append(key) }
      place = document.nodes[place + 1].next
    }
    return keys
  }

  private func place(_ key: Key) -> Int? { document.member(key.stringValue, of: node) }

  private func value(_ key: Key) throws -> IndexedJSONDecoder {
    guard let place = place(key) else {
      throw DecodingError.keyNotFound(
        key, DecodingError.Context(codingPath: codingPath, debugDescription: "expected a member of this name"))
    }
    return IndexedJSONDecoder(document: document, node: place)
  }

  /// `nil` for a member that is missing or null.
  private func present(_ key: Key) -> IndexedJSONDecoder? {
    guard let place = place(key), document.nodes[place].kind != .null else { return nil }
    return IndexedJSONDecoder(document: document, node: place)
  }

  func contains(_ key: Key) -> Bool { place(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try value(key).decodeNil() }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try value(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).decode(type) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).decode(type) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).decode(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).decode(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).decode(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).decode(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).decode(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).decode(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).decode(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).decode(type) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).decode(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).decode(type) }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try Value(from: try value(key)) }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.decode(type) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key)?.decode(type) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.decode(type) }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try present(key)?.decode(type) }
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? { try present(key).map(Value.init) }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
    try value(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try value(key).unkeyedContainer() }
  func superDecoder() throws -> any Decoder { IndexedJSONDecoder(document: document, node: node) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try value(key) }
}

/// The elements of a list, one after another.
private struct Elements: UnkeyedDecodingContainer {
  private let document: IndexedJSON
  private let node: Int
  private var place: Int
  private(set) var currentIndex = 0

  init(document: IndexedJSON, node: Int) {
    self.document = document
    self.node = node
    place = node + 1
  }

  var codingPath: [any CodingKey] { document.path(to: node) }
  var count: Int? { nil }
  var isAtEnd: Bool { place == document.nodes[node].next }

  private var isOver: DecodingError {
    .valueNotFound(Any.self, DecodingError.Context(codingPath: codingPath, debugDescription: "expected one more"))
  }

  private mutating func next() throws -> IndexedJSONDecoder {
    guard !isAtEnd else { throw isOver }
    defer {
      place = document.nodes[place].next
      currentIndex += 1
    }
    return IndexedJSONDecoder(document: document, node: place)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd else { throw isOver }
    guard document.nodes[place].kind == .null else { return false }
    _ = try next()
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next().decode(type) }
  mutating func decode(_ type: String.Type) throws -> String { try next().decode(type) }
  mutating func decode(_ type: Double.Type) throws -> Double { try next().decode(type) }
  mutating func decode(_ type: Float.Type) throws -> Float { try next().decode(type) }
  mutating func decode(_ type: Int.Type) throws -> Int { try next().decode(type) }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next().decode(type) }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next().decode(type) }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next().decode(type) }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next().decode(type) }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next().decode(type) }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next().decode(type) }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next().decode(type) }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next().decode(type) }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next().decode(type) }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try Value(from: try next()) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

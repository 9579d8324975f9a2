/// A JSON document as a value, for tests that compare, change and check JSON without a Swift type for it.
///
/// A number without a fraction that fits is an `integer`, so `1` and `1.0` are equal, as JSON Schema wants it.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  package var object: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  package var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// The member of an object; `nil` when there is none or this is no object.
  package subscript(name: String) -> JSONValue? { object?[name] }
}

/// One step from a JSON value to a value inside it.
package enum JSONStep: Hashable, Sendable, CustomStringConvertible {
  case member(String)
  case element(Int)

  package var description: String {
    switch self {
    case .member(let name): ".\(name)"
    case .element(let index): "[\(index)]"
    }
  }
}

extension JSONValue {
  /// The value at `path`; `nil` when the path leads nowhere.
  package subscript(path: some Collection<JSONStep>) -> JSONValue? {
    guard let step = path.first else { return self }
    switch (step, self) {
    case (.member(let name), .object(let members)): return members[name]?[path.dropFirst()]
    case (.element(let index), .array(let elements)):
      return elements.indices.contains(index) ? elements[index][path.dropFirst()] : nil
    default: return nil
    }
  }

  /// A copy in which the value at `path` is `value`, or is gone when `value` is `nil`. A path that leads nowhere changes nothing,
  /// except that a last member that is not there is added.
  package func replacing(_ path: some Collection<JSONStep>, with value: JSONValue?) -> JSONValue {
    guard let step = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    switch (step, self) {
    case (.member(let name), .object(var members)):
      members[name] = rest.isEmpty ? value : members[name]?.replacing(rest, with: value)
      return .object(members)
    case (.element(let index), .array(var elements)):
      guard elements.indices.contains(index) else { return self }
      if rest.isEmpty, value == nil { elements.remove(at: index) } else { elements[index] = elements[index].replacing(rest, with: value) }
      return .array(elements)
    default: return self
    }
  }
}

extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // The most frequent first: each failed attempt costs the making of an error.
    if let value = Self.attempt({ try container.decode(String.self) }) {
      self = .string(value)
    } else if let value = Self.attempt({ try container.decode(Int64.self) }) {
      self = .integer(value)
    } else if let value = Self.attempt({ try container.decode([String: JSONValue].self) }) {
      self = .object(value)
    } else if let value = Self.attempt({ try container.decode([JSONValue].self) }) {
      self = .array(value)
    } else if container.decodeNil() {
      self = .null
    } else if let value = Self.attempt({ try container.decode(Bool.self) }) {
      self = .bool(value)
    } else {
      self = .number(try container.decode(Double.self))
    }
  }

  /// A failure means only that the value is of another type, which is tried next.
  private static func attempt<Value>(_ read: () throws -> Value) -> Value? {
    do { return try read() } catch { return nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

// No nil literal: `nil` must mean "no value" where an optional JSONValue is expected.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}

import Foundation

/// A predicate over the attributes of an account, kept as data.
///
/// On disk and on the wire it is a small JSON tree:
/// `{"all": [{"attribute": "stage", "is": "equal", "value": "early"}, {"not": {"attribute": "has_email", "is": "equal", "value": true}}]}`.
/// A tree can neither loop nor call anything, so that evaluating what people wrote is always safe; a richer text language can be
/// parsed into the same tree. A test on an attribute that is not known is false, and so its negation is true.
package indirect enum Condition: Equatable, Sendable {
  case always
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case test(Attribute, Comparison, [AttributeValue])

  package enum Comparison: String, Codable, CaseIterable, Sendable {
    case equal
    case notEqual = "not_equal"
    case less
    case atMost = "at_most"
    case atLeast = "at_least"
    case greater
    /// One of several values.
    case oneOf = "one_of"
    /// The attribute is known.
    case known
  }

  /// Deeper trees are refused when they are read, so that recursion is bounded.
  package static let maximumDepth = 32

  package func holds(for source: some AttributeSource) -> Bool {
    switch self {
    case .always: true
    case .all(let parts): parts.allSatisfy { $0.holds(for: source) }
    case .any(let parts): parts.contains { $0.holds(for: source) }
    case .not(let part): !part.holds(for: source)
    case .test(let attribute, let comparison, let values):
      source.value(of: attribute).map { Self.holds($0, comparison, values) } ?? false
    }
  }

  private static func holds(_ value: AttributeValue, _ comparison: Comparison, _ operands: [AttributeValue]) -> Bool {
    switch comparison {
    case .known: return true
    case .oneOf: return operands.contains { value.isSame(as: $0) }
    case .equal: return operands.first.map(value.isSame) ?? false
    case .notEqual: return operands.first.map { !value.isSame(as: $0) } ?? false
    case .less, .atMost, .atLeast, .greater:
      guard let operand = operands.first, let order = value.compare(with: operand) else { return false }
      switch comparison {
      case .less: return order == .orderedAscending
      case .atMost: return order != .orderedDescending
      case .atLeast: return order != .orderedAscending
      default: return order == .orderedDescending
      }
    }
  }

  private var depth: Int {
    switch self {
    case .always, .test: 1
    case .not(let part): 1 + part.depth
    case .all(let parts), .any(let parts): 1 + (parts.map(\.depth).max() ?? 0)
    }
  }
}

extension Condition: Codable {
  private enum CodingKeys: String, CodingKey {
    case always, all, any, not, attribute
    case comparison = "is"
    case value
  }

  package init(from decoder: any Decoder) throws {
    guard decoder.codingPath.count < 4 * Self.maximumDepth else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "the condition is nested too deeply"))
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if container.contains(.always) {
      self = .always
    } else if let parts = try container.decodeIfPresent([Condition].self, forKey: .all) {
      self = .all(parts)
    } else if let parts = try container.decodeIfPresent([Condition].self, forKey: .any) {
      self = .any(parts)
    } else if let part = try container.decodeIfPresent(Condition.self, forKey: .not) {
      self = .not(part)
    } else {
      self = try Self.decodeTest(from: container)
    }
    guard depth <= Self.maximumDepth else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "the condition is nested too deeply"))
    }
  }

  private static func decodeTest(from container: KeyedDecodingContainer<CodingKeys>) throws -> Condition {
    let name = try container.decode(String.self, forKey: .attribute)
    guard let attribute = Attribute(name) else {
      throw DecodingError.dataCorruptedError(forKey: .attribute, in: container, debugDescription: "unknown attribute \(name)")
    }
    let comparison = try container.decode(Comparison.self, forKey: .comparison)
    switch comparison {
    case .known: return .test(attribute, comparison, [])
    case .oneOf: return .test(attribute, comparison, try container.decode([AttributeValue].self, forKey: .value))
    default: return .test(attribute, comparison, [try container.decode(AttributeValue.self, forKey: .value)])
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .always: try container.encode(true, forKey: .always)
    case .all(let parts): try container.encode(parts, forKey: .all)
    case .any(let parts): try container.encode(parts, forKey: .any)
    case .not(let part): try container.encode(part, forKey: .not)
    case .test(let attribute, let comparison, let values):
      try container.encode(attribute.name, forKey: .attribute)
      try container.encode(comparison, forKey: .comparison)
      if comparison == .oneOf {
        try container.encode(values, forKey: .value)
      } else if let value = values.first {
        try container.encode(value, forKey: .value)
      }
    }
  }
}

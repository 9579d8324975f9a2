import Contracts

/// A predicate over the attributes of an account: what people write as `stage = "early" and overdue >= 3000 PEN`.
///
/// A condition can neither loop nor call anything, and its depth and length are bounded, so that evaluating what people wrote is always
/// safe. A test on an attribute that is not known is false, and so its negation is true.
package indirect enum Condition: Hashable, Sendable {
  case constant(Bool)
  case all([Condition])
  case any([Condition])
  case not(Condition)
  case test(AttributeTest)

  package static let always = Condition.constant(true)

  /// The attributes that it asks about.
  package var attributes: Set<Attribute> {
    switch self {
    case .constant: []
    case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.attributes) }
    case .not(let part): part.attributes
    case .test(let test): [test.attribute]
    }
  }
}

/// One question about one attribute.
package struct AttributeTest: Hashable, Sendable {
  package enum Relation: String, CaseIterable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
  }

  package enum Predicate: Hashable, Sendable {
    case known
    case compare(Relation, Literal)
    case oneOf([Literal])
    /// Both ends included.
    case between(Literal, Literal)
    case contains(String)
    case startsWith(String)
  }

  package var attribute: Attribute
  package var predicate: Predicate

  package init(_ attribute: Attribute, _ predicate: Predicate) {
    self.attribute = attribute
    self.predicate = predicate
  }
}

extension Condition: CustomStringConvertible {
  /// As it is written; parsing it gives the same condition.
  package var description: String {
    switch self {
    case .constant(let value): value ? "true" : "false"
    case .all(let parts): Self.joined(parts, " and ", whenEmpty: "true") { if case .all = $0 { true } else { $0.isAny } }
    case .any(let parts): Self.joined(parts, " or ", whenEmpty: "false", needsParentheses: \.isAny)
    case .not(let part):
      switch part {
      case .all, .any: "not (\(part))"
      case .constant, .not, .test: "not \(part)"
      }
    case .test(let test): test.description
    }
  }

  private var isAny: Bool { if case .any = self { true } else { false } }

  private static func joined(
    _ parts: [Condition], _ word: String, whenEmpty: String, needsParentheses: (Condition) -> Bool
  ) -> String {
    parts.isEmpty ? whenEmpty : parts.map { needsParentheses($0) ? "(\($0))" : $0.description }.joined(separator: word)
  }
}

extension AttributeTest: CustomStringConvertible {
  package var description: String {
    let name = attribute.text
    return switch predicate {
    case .known: "\(name) is known"
    case .compare(.equal, .flag(true)) where attribute.type == .flag: name
    case .compare(let relation, let literal): "\(name) \(relation.rawValue) \(literal)"
    case .oneOf(let literals): "\(name) in (\(literals.map(\.description).joined(separator: ", ")))"
    case .between(let low, let high): "\(name) between \(low) and \(high)"
    case .contains(let text): "\(name) contains \(Literal.quoted(text))"
    case .startsWith(let text): "\(name) starts with \(Literal.quoted(text))"
    }
  }
}

extension Condition: Codable {
  /// From its text.
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do {
      self = try Condition(text)
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

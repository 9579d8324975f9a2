import Contracts

extension Condition {
  /// Reads a condition as people write it.
  package init(_ text: String) throws(ConditionError) {
    var parser = try ConditionParser(text)
    self = try parser.condition()
  }
}

/// Reads words by recursive descent:
///
///     condition  = all { "or" all }
///     all        = negation { "and" negation }
///     negation   = "not" negation | "(" condition ")" | "true" | "false" | test
///     test       = attribute [ relation value | [ "not" ] "in" "(" value { "," value } ")" | "between" value "and" value
///                            | "contains" text | "starts" "with" text | "is" [ "not" ] "known" ]
struct ConditionParser {
  static let maximumLength = 20_000
  static let maximumDepth = 32
  static let maximumTests = 500

  private let tokens: [ConditionToken]
  private var index = 0
  private var depth = 0
  private var tests = 0

  init(_ text: String) throws(ConditionError) {
    guard text.utf8.count <= Self.maximumLength else {
      throw ConditionError(SourcePlace(), expected: "at most \(Self.maximumLength) bytes", found: "more")
    }
    tokens = try ConditionLexer.tokens(of: text)
  }

  /// The whole text.
  mutating func condition() throws(ConditionError) -> Condition {
    let condition = try any()
    guard current.kind == .end else { throw unexpected("\"and\", \"or\" or the end") }
    return condition
  }

  // MARK: Words

  private var current: ConditionToken { tokens[index] }

  private mutating func advance() { if index + 1 < tokens.count { index += 1 } }

  private func unexpected(_ expected: String) -> ConditionError {
    ConditionError(current.place, expected: expected, found: current.name)
  }

  private mutating func skip(_ keyword: String) -> Bool {
    guard current.isKeyword(keyword) else { return false }
    advance()
    return true
  }

  private mutating func skip(symbol: String) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  private mutating func require(_ keyword: String) throws(ConditionError) {
    guard skip(keyword) else { throw unexpected("\"\(keyword)\"") }
  }

  private mutating func require(symbol: String) throws(ConditionError) {
    guard skip(symbol: symbol) else { throw unexpected("\"\(symbol)\"") }
  }

  // MARK: Conditions

  private mutating func any() throws(ConditionError) -> Condition {
    var parts = [try all()]
    while skip("or") { parts.append(try all()) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func all() throws(ConditionError) -> Condition {
    var parts = [try negation()]
    while skip("and") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation() throws(ConditionError) -> Condition {
    guard depth < Self.maximumDepth else { throw unexpected("at most \(Self.maximumDepth) levels of parentheses and \"not\"") }
    depth += 1
    defer { depth -= 1 }
    if skip("not") { return .not(try negation()) }
    if skip("true") { return .constant(true) }
    if skip("false") { return .constant(false) }
    guard skip(symbol: "(") else { return try test() }
    let inner = try any()
    try require(symbol: ")")
    return inner
  }

  private mutating func test() throws(ConditionError) -> Condition {
    tests += 1
    guard tests <= Self.maximumTests else { throw unexpected("at most \(Self.maximumTests) tests") }
    let attribute = try attribute()
    if case .symbol(let symbol) = current.kind, let relation = AttributeTest.Relation(rawValue: symbol) {
      return .test(AttributeTest(attribute, try comparison(of: attribute, relation)))
    }
    if skip("is") {
      let isNegated = skip("not")
      try require("known")
      return isNegated ? .not(.test(AttributeTest(attribute, .known))) : .test(AttributeTest(attribute, .known))
    }
    if skip("not") {
      try require("in")
      return .not(.test(AttributeTest(attribute, .oneOf(try list(for: attribute)))))
    }
    if skip("in") { return .test(AttributeTest(attribute, .oneOf(try list(for: attribute)))) }
    if skip("between") { return .test(AttributeTest(attribute, try range(for: attribute))) }
    if current.isKeyword("contains") || current.isKeyword("starts") {
      return .test(AttributeTest(attribute, try search(in: attribute)))
    }
    guard attribute.type == .flag else { throw unexpected("=, !=, <, <=, >, >=, in, between, contains, starts with or is known") }
    return .test(AttributeTest(attribute, .compare(.equal, .flag(true))))
  }

  private mutating func attribute() throws(ConditionError) -> Attribute {
    guard case .word(let name) = current.kind else { throw unexpected("an attribute") }
    guard let attribute = Attribute(name) else {
      throw unexpected(Self.nearest(to: name).map { "an attribute such as \($0)" } ?? "an attribute")
    }
    advance()
    return attribute
  }

  /// The attribute that somebody who wrote `name` may have meant.
  private static func nearest(to name: String) -> String? {
    let names = Attribute.Known.allCases.map(\.rawValue)
    return names.first { $0.hasPrefix(name.lowercased()) || name.lowercased().hasPrefix($0) }
      ?? names.first { candidate in
        let letters = candidate.difference(from: name.lowercased())
        return letters.count <= 3
      }
  }

  // MARK: Predicates

  private mutating func comparison(
    of attribute: Attribute, _ relation: AttributeTest.Relation
  ) throws(ConditionError) -> AttributeTest.Predicate {
    let symbol = current
    advance()
    let literal = try value(for: attribute)
    if relation != .equal, relation != .notEqual, !attribute.type.isOrdered(for: literal) {
      throw ConditionError(symbol.place, expected: "= or != before \(literal.kind)", found: symbol.name)
    }
    return .compare(relation, literal)
  }

  private mutating func list(for attribute: Attribute) throws(ConditionError) -> [Literal] {
    try require(symbol: "(")
    var literals = [try value(for: attribute)]
    while skip(symbol: ",") {
      tests += 1
      let place = current
      let next = try value(for: attribute)
      guard next.kind == literals[0].kind else {
        throw ConditionError(place.place, expected: "\(literals[0].kind) as before", found: place.name)
      }
      literals.append(next)
    }
    try require(symbol: ")")
    return literals
  }

  private mutating func range(for attribute: Attribute) throws(ConditionError) -> AttributeTest.Predicate {
    let first = current
    let low = try value(for: attribute)
    guard attribute.type.isOrdered(for: low) else {
      throw ConditionError(first.place, expected: "a number, an amount or a date", found: first.name)
    }
    try require("and")
    let second = current
    let high = try value(for: attribute)
    guard low.isComparable(with: high) else {
      throw ConditionError(second.place, expected: "the other end as \(low.kind) of the same kind", found: second.name)
    }
    return .between(low, high)
  }

  private mutating func search(in attribute: Attribute) throws(ConditionError) -> AttributeTest.Predicate {
    let verb = current
    switch attribute.type {
    case .text, .word, .free: advance()
    default: throw ConditionError(verb.place, expected: "a comparison, because \(attribute.text) is no text", found: verb.name)
    }
    if verb.isKeyword("starts") { try require("with") }
    guard case .text(let text) = current.kind else { throw unexpected("a text in quotes") }
    advance()
    return verb.isKeyword("starts") ? .startsWith(text) : .contains(text)
  }

  // MARK: Values

  /// A value that the attribute can be compared with.
  private mutating func value(for attribute: Attribute) throws(ConditionError) -> Literal {
    let token = current
    guard let literal = try literal(), attribute.type.takes(literal) else {
      throw ConditionError(token.place, expected: "\(attribute.type.expected) for \(attribute.text)", found: token.name)
    }
    return literal
  }

  private mutating func literal() throws(ConditionError) -> Literal? {
    switch current.kind {
    case .text(let text):
      advance()
      return .text(text)
    case .date(let date):
      advance()
      return .date(date)
    case .number(let number):
      let place = current
      advance()
      guard case .word(let word) = current.kind, let currency = Currency(rawValue: word) else { return .number(number) }
      guard let money = Money(number, currency) else {
        throw ConditionError(place.place, expected: "an amount of at most \(currency.decimals) decimals", found: "another one")
      }
      advance()
      return .money(money)
    case .word, .symbol, .end:
      if skip("true") { return .flag(true) }
      if skip("false") { return .flag(false) }
      return nil
    }
  }
}

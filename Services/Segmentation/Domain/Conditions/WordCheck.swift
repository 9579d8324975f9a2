import Contracts

/// A test on texts: of fields that are texts, and of what upstream sends as text but means as a number, a date or a truth value.
enum WordCheck: Sendable {
  case equal(String)
  case notEqual(String)
  case oneOf(Set<String>)
  case contains(String)
  case startsWith(String)
  case number(AttributeTest.Predicate)
  case date(AttributeTest.Predicate)
  case never

  init(_ predicate: AttributeTest.Predicate) {
    switch predicate {
    case .contains(let text): self = .contains(text.lowercased())
    case .startsWith(let text): self = .startsWith(text.lowercased())
    case .known: self = .never
    case .compare(let relation, let literal):
      guard let text = literal.folded else {
        self = Self.measured(predicate, literal)
        return
      }
      self = relation == .equal ? .equal(text) : .notEqual(text)
    case .oneOf(let literals):
      let texts = literals.compactMap(\.folded)
      self = texts.count == literals.count ? .oneOf(Set(texts)) : literals.first.map { Self.measured(predicate, $0) } ?? .never
    case .between(let low, _): self = Self.measured(predicate, low)
    }
  }

  private static func measured(_ predicate: AttributeTest.Predicate, _ literal: Literal) -> WordCheck {
    switch literal {
    case .number: .number(predicate)
    case .date: .date(predicate)
    case .money, .text, .flag: .never
    }
  }

  /// Looks at each different word once.
  func rows(of column: WordColumn) -> RowSet {
    let matches = column.words.map(holds)
    let codes = column.codes
    return RowSet(count: codes.count) { codes[$0] >= 0 && matches[Int(codes[$0])] }
  }

  private func holds(_ word: WordColumn.Word) -> Bool {
    switch self {
    case .never: false
    case .equal(let text): word.folded == text
    case .notEqual(let text): word.folded != text
    case .oneOf(let texts): texts.contains(word.folded)
    case .contains(let text): text.isEmpty || word.folded.contains(text)
    case .startsWith(let text): word.folded.hasPrefix(text)
    case .number(let predicate): ExactNumber(word.text).map { Self.holds($0, predicate) { $0.integer } } ?? false
    case .date(let predicate):
      CalendarDate(word.text).map { Self.holds(ExactNumber(Int64($0.daysSince1970)), predicate) { $0.integer } } ?? false
    }
  }

  private static func holds(
    _ value: ExactNumber, _ predicate: AttributeTest.Predicate, _ number: (Literal) -> ExactNumber?
  ) -> Bool {
    let operands = predicate.literals.compactMap(number)
    guard operands.count == predicate.literals.count, let first = operands.first else { return false }
    switch predicate {
    case .compare(let relation, _):
      return switch relation {
      case .equal: value == first
      case .notEqual: value != first
      case .less: value < first
      case .atMost: value <= first
      case .greater: value > first
      case .atLeast: value >= first
      }
    case .oneOf: return operands.contains(value)
    case .between: return value >= first && value <= operands[1]
    case .known, .contains, .startsWith: return false
    }
  }
}

extension Literal {
  /// A text, or a truth value as upstream writes it, without regard to case.
  fileprivate var folded: String? {
    switch self {
    case .text(let text): text.lowercased()
    case .flag(let flag): flag ? "true" : "false"
    case .number, .money, .date: nil
    }
  }
}

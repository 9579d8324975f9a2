import Contracts

/// A word of the condition language, and where it begins.
struct ConditionToken: Sendable {
  enum Kind: Equatable, Sendable {
    /// A keyword, an attribute or a currency; keys in quotes are part of it.
    case word(String)
    case text(String)
    case number(ExactNumber)
    case date(CalendarDate)
    case symbol(String)
    case end
  }

  var kind: Kind
  var place: SourcePlace

  /// What it is called in messages. Values are not repeated.
  var name: String {
    switch kind {
    case .word(let word): word.count <= 64 ? "\"\(word)\"" : "a long word"
    case .text: "a text"
    case .number: "a number"
    case .date: "a date"
    case .symbol(let symbol): "\"\(symbol)\""
    case .end: "the end"
    }
  }

  /// Keywords read in capitals too.
  func isKeyword(_ keyword: String) -> Bool {
    if case .word(let word) = kind { word.lowercased() == keyword } else { false }
  }
}

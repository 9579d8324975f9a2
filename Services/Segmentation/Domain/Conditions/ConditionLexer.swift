import Contracts

/// Splits a condition into words.
struct ConditionLexer {
  private let characters: [Unicode.Scalar]
  private var index = 0
  private var place = SourcePlace()

  private init(_ text: String) { characters = Array(text.unicodeScalars) }

  static func tokens(of text: String) throws(ConditionError) -> [ConditionToken] {
    var lexer = ConditionLexer(text)
    var tokens: [ConditionToken] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  static func isWordPart(_ character: Unicode.Scalar) -> Bool {
    switch character {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }

  private static func isDigit(_ character: Unicode.Scalar?) -> Bool {
    character.map { ("0"..."9").contains($0) } ?? false
  }

  private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    index + offset < characters.count ? characters[index + offset] : nil
  }

  @discardableResult
  private mutating func take() -> Unicode.Scalar {
    let character = characters[index]
    index += 1
    if character == "\n" {
      place = SourcePlace(line: place.line + 1, column: 1)
    } else {
      place.column += 1
    }
    return character
  }

  private mutating func next() throws(ConditionError) -> ConditionToken {
    while let character = peek(), character.properties.isWhitespace { take() }
    let start = place
    guard let character = peek() else { return ConditionToken(kind: .end, place: start) }
    if Self.isDigit(character) || (character == "-" && Self.isDigit(peek(1))) {
      return ConditionToken(kind: try number(), place: start)
    }
    if character == "\"" || character == "'" { return ConditionToken(kind: .text(try quoted()), place: start) }
    if Self.isWordPart(character) { return ConditionToken(kind: .word(try word()), place: start) }
    return ConditionToken(kind: .symbol(try symbol()), place: start)
  }

  /// A number such as `-2.5` or a date.
  private mutating func number() throws(ConditionError) -> ConditionToken.Kind {
    let start = place
    var text = String(take())
    while let character = peek(), Self.isDigit(character) || (character == "." && Self.isDigit(peek(1))) {
      text.unicodeScalars.append(take())
    }
    if peek() == "-", Self.isDigit(peek(1)) {
      while let character = peek(), Self.isDigit(character) || character == "-" { text.unicodeScalars.append(take()) }
      guard let date = CalendarDate(text) else {
        throw ConditionError(start, expected: "a date such as 2026-11-22", found: "one that does not exist")
      }
      return .date(date)
    }
    guard let number = ExactNumber(text) else {
      throw ConditionError(start, expected: "a number of at most 18 digits and 6 decimals", found: "another one")
    }
    return .number(number)
  }

  /// A word, or several with dots between, of which all but the first may stand in quotes.
  private mutating func word() throws(ConditionError) -> String {
    var text = ""
    while let character = peek(), Self.isWordPart(character) { text.unicodeScalars.append(take()) }
    guard peek() == "." else { return text }
    take()
    text += "."
    if peek() == "\"" || peek() == "'" { return text + (try quoted()) }
    guard let character = peek(), Self.isWordPart(character) else {
      throw ConditionError(place, expected: "a key after the point", found: "something else")
    }
    while let character = peek(), Self.isWordPart(character) { text.unicodeScalars.append(take()) }
    return text
  }

  /// Between single or double quotes; a backslash takes the next character as it is.
  private mutating func quoted() throws(ConditionError) -> String {
    let start = place
    let quote = take()
    var text = ""
    while let character = peek() {
      take()
      if character == quote { return text }
      if character == "\\" {
        guard peek() != nil else { break }
        text.unicodeScalars.append(take())
      } else {
        text.unicodeScalars.append(character)
      }
    }
    throw ConditionError(start, expected: "a text that ends with \(quote)", found: "one without an end")
  }

  private mutating func symbol() throws(ConditionError) -> String {
    let start = place
    let first = take()
    switch first {
    case "(", ")", ",", "=": return String(first)
    case "<", ">":
      guard peek() == "=" else { return String(first) }
      take()
      return String(first) + "="
    case "!" where peek() == "=":
      take()
      return "!="
    default:
      throw ConditionError(start, expected: "an attribute, a value or an operator", found: "a character that has no meaning here")
    }
  }
}

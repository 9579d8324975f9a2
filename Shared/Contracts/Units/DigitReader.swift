/// Reads the fixed-width decimal fields of ISO 8601 texts, byte by byte and without allocation.
struct DigitReader {
  private var bytes: Substring.UTF8View

  init(_ text: some StringProtocol) {
    bytes = Substring(text).utf8
  }

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func number(digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let byte = bytes.first, (48...57).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 48)
      bytes = bytes.dropFirst()
    }
    return value
  }

  mutating func skip(_ separators: Character...) -> Bool {
    skipAny(separators)
  }

  mutating func skip(_ first: Character, or second: Character, or third: Character) -> Bool {
    skipAny([first, second, third])
  }

  mutating func date() -> CalendarDate? {
    guard let year = number(digits: 4), skip("-"), let month = number(digits: 2), skip("-"), let day = number(digits: 2) else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  /// An optional fraction of a second; digits beyond the third are dropped.
  mutating func milliseconds() -> Int? {
    guard skip(".") else { return 0 }
    var value = 0
    var digits = 0
    while let byte = bytes.first, (48...57).contains(byte) {
      if digits < 3 { value = value * 10 + Int(byte - 48) }
      digits += 1
      bytes = bytes.dropFirst()
    }
    guard digits > 0 else { return nil }
    for _ in digits..<max(digits, 3) { value *= 10 }
    return value
  }

  /// `Z` or `±hh:mm`, as minutes east of Greenwich.
  mutating func offsetMinutes() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(digits: 2), skip(":"), let minutes = number(digits: 2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }

  private mutating func skipAny(_ separators: [Character]) -> Bool {
    guard let byte = bytes.first, separators.contains(where: { $0.asciiValue == byte }) else { return false }
    bytes = bytes.dropFirst()
    return true
  }
}

extension String {
  mutating func appendPadded(_ number: Int, digits: Int) {
    let text = String(number)
    for _ in 0..<max(0, digits - text.utf8.count) { append("0") }
    append(text)
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity, so that times before 1970 fall on the right day.
  func quotientRoundedDown(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

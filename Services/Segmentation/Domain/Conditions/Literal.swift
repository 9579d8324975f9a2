package import Contracts

/// A value as it is written in a condition.
package enum Literal: Hashable, Sendable {
  case number(ExactNumber)
  /// `3000 PEN`
  case money(Money)
  case text(String)
  case date(CalendarDate)
  case flag(Bool)

  /// What it is called in messages.
  var kind: String {
    switch self {
    case .number: "a number"
    case .money: "an amount"
    case .text: "a text"
    case .date: "a date"
    case .flag: "true or false"
    }
  }

  /// Both may stand in one list or range.
  func isComparable(with other: Literal) -> Bool {
    switch (self, other) {
    case (.money(let lhs), .money(let rhs)): lhs.currency == rhs.currency
    default: kind == other.kind
    }
  }
}

extension Literal: CustomStringConvertible {
  /// As it is written in a condition; a text between double quotes.
  package var description: String {
    switch self {
    case .number(let number): number.description
    case .money(let money): "\(Self.decimal(money)) \(money.currency.rawValue)"
    case .text(let text): Self.quoted(text)
    case .date(let date): date.description
    case .flag(let flag): flag ? "true" : "false"
    }
  }

  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func decimal(_ money: Money) -> String {
    let scale = (0..<money.currency.decimals).reduce(UInt64(1)) { value, _ in value * 10 }
    let (units, rest) = money.minor.magnitude.quotientAndRemainder(dividingBy: scale)
    let sign = money.minor < 0 ? "-" : ""
    return rest == 0 ? "\(sign)\(units)" : "\(sign)\(units).\(String(scale + rest).dropFirst())"
  }
}

extension Money {
  /// `nil` when the number has more decimals than the currency, or is out of range.
  init?(_ number: ExactNumber, _ currency: Currency) {
    let scale = (0..<currency.decimals).reduce(Int64(1)) { value, _ in value * 10 }
    let step = 1_000_000 / Int32(scale)
    guard number.millionths % step == 0 else { return nil }
    let (units, overflow) = number.whole.multipliedReportingOverflow(by: scale)
    let (minor, carry) = units.addingReportingOverflow(Int64(number.millionths / step))
    guard !overflow, !carry else { return nil }
    self.init(minor: minor, currency: currency)
  }
}

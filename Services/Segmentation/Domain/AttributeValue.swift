package import Foundation

/// A value that a condition compares: a whole number, a text or a truth value.
package enum AttributeValue: Equatable, Sendable {
  case number(Int64)
  case text(String)
  case flag(Bool)

  /// Equality as a condition means it: texts without regard to case, a text that reads as a number equals that number.
  package func isSame(as other: AttributeValue) -> Bool {
    switch (self, other) {
    case (.text(let lhs), .text(let rhs)): lhs == rhs || lhs.lowercased() == rhs.lowercased()
    case (.flag(let lhs), .flag(let rhs)): lhs == rhs
    case (.flag(let flag), .text(let text)), (.text(let text), .flag(let flag)): text.lowercased() == (flag ? "true" : "false")
    default: compare(with: other) == .orderedSame
    }
  }

  /// `nil` when the two have no order, such as a text that is not a number and a number.
  package func compare(with other: AttributeValue) -> ComparisonResult? {
    switch (self, other) {
    case (.number(let lhs), .number(let rhs)): lhs < rhs ? .orderedAscending : lhs == rhs ? .orderedSame : .orderedDescending
    case (.text(let lhs), .text(let rhs)): lhs < rhs ? .orderedAscending : lhs == rhs ? .orderedSame : .orderedDescending
    case (.number(let lhs), .text(let rhs)): Self.decimal(rhs).map { Self.order(Decimal(lhs), $0) }
    case (.text(let lhs), .number(let rhs)): Self.decimal(lhs).map { Self.order($0, Decimal(rhs)) }
    default: nil
    }
  }

  private static func order(_ lhs: Decimal, _ rhs: Decimal) -> ComparisonResult {
    lhs < rhs ? .orderedAscending : lhs == rhs ? .orderedSame : .orderedDescending
  }

  /// Custom attributes arrive as text; only a plain decimal counts as a number.
  private static func decimal(_ text: String) -> Decimal? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 || $0 == 46 }) else { return nil }
    return Decimal(string: text)
  }
}

extension AttributeValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Int64.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .flag(let flag): try container.encode(flag)
    }
  }
}

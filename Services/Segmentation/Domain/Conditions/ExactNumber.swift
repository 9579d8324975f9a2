/// A decimal number without rounding: a whole part, rounded down, and the millionths above it.
package struct ExactNumber: Hashable, Sendable {
  package let whole: Int64
  /// 0 to 999,999.
  package let millionths: Int32

  package init(_ whole: Int64) {
    self.whole = whole
    millionths = 0
  }

  /// `nil` unless the text is a plain decimal with at most 18 digits before the point and 6 after it.
  package init?(_ text: some StringProtocol) {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let units = Self.number(parts[0], digits: 1...18) else { return nil }
    var fraction: Int64 = 0
    if parts.count == 2 {
      guard let given = Self.number(parts[1], digits: 1...6) else { return nil }
      fraction = (parts[1].count..<6).reduce(given) { value, _ in value * 10 }
    }
    if isNegative {
      whole = fraction == 0 ? -units : -units - 1
      millionths = fraction == 0 ? 0 : Int32(1_000_000 - fraction)
    } else {
      whole = units
      millionths = Int32(fraction)
    }
  }

  private static func number(_ digits: some Collection<UInt8>, digits count: ClosedRange<Int>) -> Int64? {
    guard count.contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }
}

extension ExactNumber: Comparable {
  package static func < (lhs: ExactNumber, rhs: ExactNumber) -> Bool {
    (lhs.whole, lhs.millionths) < (rhs.whole, rhs.millionths)
  }
}

extension ExactNumber: CustomStringConvertible {
  /// As it is written in a condition: `-2.5`.
  package var description: String {
    guard millionths != 0 else { return String(whole) }
    let units = whole < 0 ? -(whole + 1) : whole
    let fraction = String(1_000_000 + (whole < 0 ? 1_000_000 - millionths : millionths)).dropFirst()
    let digits = fraction.reversed().drop { $0 == "0" }.reversed()
    return "\(whole < 0 ? "-" : "")\(units).\(String(digits))"
  }
}

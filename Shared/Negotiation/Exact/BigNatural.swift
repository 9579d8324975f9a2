/// A natural number of any size. Level instalments and true rates are worked out in these, so that nothing is rounded before the end.
///
/// The numbers here have at most some hundreds of words: the multiplication is the one from school.
struct BigNatural: Sendable {
  /// Least significant word first, without zeros at the end; none for zero.
  private(set) var words: [UInt64]

  static let zero = BigNatural(0)
  static let one = BigNatural(1)

  init(_ value: UInt64) { words = value == 0 ? [] : [value] }

  private init(words: [UInt64]) {
    self.words = words
    while self.words.last == 0 { self.words.removeLast() }
  }

  /// - Precondition: `value` is not negative.
  init(minor value: Int64) { self.init(UInt64(value)) }

  static func + (lhs: BigNatural, rhs: BigNatural) -> BigNatural {
    let (longer, other) = lhs.words.count >= rhs.words.count ? (lhs.words, rhs.words) : (rhs.words, lhs.words)
    var sum = longer
    var carry: UInt64 = 0
    for index in sum.indices {
      if index >= other.count, carry == 0 { break }
      let (first, overflow) = sum[index].addingReportingOverflow(index < other.count ? other[index] : 0)
      let (second, more) = first.addingReportingOverflow(carry)
      sum[index] = second
      carry = (overflow ? 1 : 0) + (more ? 1 : 0)
    }
    if carry > 0 { sum.append(carry) }
    return BigNatural(words: sum)
  }

  /// `nil` when the difference is negative.
  func subtracting(_ other: BigNatural) -> BigNatural? {
    guard other <= self else { return nil }
    var difference = words
    var borrow: UInt64 = 0
    for index in difference.indices {
      if index >= other.words.count, borrow == 0 { break }
      let (first, overflow) = difference[index].subtractingReportingOverflow(index < other.words.count ? other.words[index] : 0)
      let (second, more) = first.subtractingReportingOverflow(borrow)
      difference[index] = second
      borrow = (overflow ? 1 : 0) + (more ? 1 : 0)
    }
    return BigNatural(words: difference)
  }

  static func * (lhs: BigNatural, rhs: UInt64) -> BigNatural {
    guard rhs != 1 else { return lhs }
    var product = lhs.words
    var carry: UInt64 = 0
    for index in product.indices {
      let (high, low) = product[index].multipliedFullWidth(by: rhs)
      let (sum, overflow) = low.addingReportingOverflow(carry)
      product[index] = sum
      carry = high + (overflow ? 1 : 0)
    }
    if carry > 0 { product.append(carry) }
    return BigNatural(words: product)
  }

  static func * (lhs: BigNatural, rhs: BigNatural) -> BigNatural {
    if rhs.words.count <= 1 { return lhs * (rhs.words.first ?? 0) }
    if lhs.words.count <= 1 { return rhs * (lhs.words.first ?? 0) }
    var product = [UInt64](repeating: 0, count: lhs.words.count + rhs.words.count)
    for (shift, word) in lhs.words.enumerated() {
      var carry: UInt64 = 0
      for index in rhs.words.indices {
        let (high, low) = rhs.words[index].multipliedFullWidth(by: word)
        let (first, overflow) = low.addingReportingOverflow(product[shift + index])
        let (second, more) = first.addingReportingOverflow(carry)
        product[shift + index] = second
        carry = high + (overflow ? 1 : 0) + (more ? 1 : 0)
      }
      product[shift + rhs.words.count] = carry
    }
    return BigNatural(words: product)
  }

  static func power(_ base: UInt64, _ exponent: Int) -> BigNatural {
    var result = one
    for _ in 0..<exponent { result = result * base }
    return result
  }

  /// `numerator / denominator` to the nearest whole number, a half upwards; `nil` when it does not fit 63 bits.
  ///
  /// The quotient is an amount of money and so small: its bits are found one by one, from the highest.
  static func roundedQuotient(_ numerator: BigNatural, _ denominator: BigNatural) -> Int64? {
    let doubled = numerator * 2 + denominator
    let divisor = denominator * 2
    guard !denominator.words.isEmpty, doubled < divisor * (1 << 63) else { return nil }
    var quotient: UInt64 = 0
    for bit in (0..<63).reversed() {
      let candidate = quotient | 1 << UInt64(bit)
      if divisor * candidate <= doubled { quotient = candidate }
    }
    return Int64(quotient)
  }
}

extension BigNatural: Comparable {
  static func < (lhs: BigNatural, rhs: BigNatural) -> Bool {
    guard lhs.words.count == rhs.words.count else { return lhs.words.count < rhs.words.count }
    for index in lhs.words.indices.reversed() where lhs.words[index] != rhs.words[index] {
      return lhs.words[index] < rhs.words[index]
    }
    return false
  }
}

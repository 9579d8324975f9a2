/// A decimal number exactly as it was written: `digits` divided by 10^`scale`.
struct DecimalAmount: Equatable, Sendable {
  let digits: Int64
  let scale: Int

  /// Amounts are limited to 10^15 minor units, so that the sum over a debtor's accounts cannot overflow.
  static let maximumMinor: Int64 = 1_000_000_000_000_000

  /// Reads `[+-]digits[.digits][e[+-]digits]`; `nil` for anything else and for more than 18 significant digits.
  init?(_ text: some Sequence<UInt8>) {
    var iterator = text.makeIterator()
    var byte = iterator.next()
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative || byte == UInt8(ascii: "+") { byte = iterator.next() }
    var value: Int64 = 0
    var scale = 0
    var count = 0
    var isFraction = false
    while let current = byte {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current) {
        guard value < 1_000_000_000_000_000_000 / 10 else { return nil }
        value = value * 10 + Int64(current - UInt8(ascii: "0"))
        count += 1
        if isFraction { scale += 1 }
      } else if current == UInt8(ascii: "."), !isFraction, count > 0 {
        isFraction = true
      } else if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
        guard let exponent = Self.exponent(&iterator) else { return nil }
        scale -= exponent
        break
      } else {
        return nil
      }
      byte = iterator.next()
    }
    guard count > 0 else { return nil }
    // Zeros at the end carry nothing: 10.500 is 10.5.
    while value != 0, value % 10 == 0, scale > 0 {
      value /= 10
      scale -= 1
    }
    digits = isNegative ? -value : value
    self.scale = value == 0 ? 0 : scale
  }

  private static func exponent(_ iterator: inout some IteratorProtocol<UInt8>) -> Int? {
    var value = 0
    var count = 0
    var byte = iterator.next()
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative || byte == UInt8(ascii: "+") { byte = iterator.next() }
    while let digit = byte {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), count < 3 else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
      count += 1
      byte = iterator.next()
    }
    guard count > 0 else { return nil }
    return isNegative ? -value : value
  }

  /// The amount in minor units of a currency with `decimals`.
  ///
  /// - Throws: `too_many_decimals` when it is not a whole number of minor units, `amount_out_of_range` above ten billion millions.
  func minor(decimals: Int, field: String) throws(RecordError) -> Int64 {
    guard scale <= decimals else {
      throw RecordError(.tooManyDecimals, field, "the amount has more decimals than the currency, which has \(decimals)")
    }
    var value = digits
    for _ in 0..<(decimals - scale) {
      guard value.magnitude <= UInt64(Self.maximumMinor) else { throw Self.outOfRange(field) }
      value *= 10
    }
    guard value.magnitude <= UInt64(Self.maximumMinor) else { throw Self.outOfRange(field) }
    return value
  }

  static func outOfRange(_ field: String) -> RecordError {
    RecordError(.amountOutOfRange, field, "the amount is larger than \(maximumMinor) minor units")
  }
}

/// Exact division of whole numbers.
enum Rounding {
  /// To the nearest whole number, a half away from zero: half-up for what is not negative.
  ///
  /// - Precondition: `denominator` is above zero and the quotient fits 64 bits.
  static func halfUp(_ numerator: Int128, _ denominator: Int128) -> Int64 {
    let magnitude = (2 * numerator.magnitude + denominator.magnitude) / (2 * denominator.magnitude)
    return numerator < 0 ? -Int64(magnitude) : Int64(magnitude)
  }

  /// Towards zero.
  static func down(_ numerator: Int128, _ denominator: Int128) -> Int64 { Int64(numerator / denominator) }

  static func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

/// Reads the binary form of `numeric`: a sign, and digits to the base 10,000 with the weight of the first one.
@usableFromInline
struct PostgresNumeric {
  private let digits: [Int64]
  private let weight: Int
  private let isNegative: Bool

  @usableFromInline
  init(_ bytes: UnsafeRawBufferPointer) throws {
    guard bytes.count >= 8 else { throw PostgresDecodingFailure.malformed(.numeric) }
    let count = Int(bytes.loadBigEndian(Int16.self, at: 0))
    let sign = bytes.loadBigEndian(UInt16.self, at: 4)
    guard count >= 0, bytes.count >= 8 + 2 * count else { throw PostgresDecodingFailure.malformed(.numeric) }
    guard sign == 0 || sign == 0x4000 else { throw PostgresDecodingFailure("is not a finite number") }
    weight = Int(bytes.loadBigEndian(Int16.self, at: 2))
    isNegative = sign == 0x4000
    digits = (0..<count).map { Int64(bytes.loadBigEndian(Int16.self, at: 8 + 2 * $0)) }
  }

  /// The number when it is whole and fits 64 bits; never rounds.
  @usableFromInline
  func wholeNumber() throws -> Int64 {
    var value: Int64 = 0
    for position in 0..<max(weight + 1, digits.count) {
      let digit = position < digits.count ? digits[position] : 0
      guard position <= weight else {
        if digit == 0 { continue }
        throw PostgresDecodingFailure("is not a whole number")
      }
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10_000)
      let (sum, carry) = isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
      guard !overflow, !carry else { throw PostgresDecodingFailure("does not fit 64 bits") }
      value = sum
    }
    return value
  }

  /// The nearest `Double`, for averages and ratios; never for money.
  @usableFromInline
  func double() -> Double {
    var value = 0.0
    for digit in digits { value = value * 10_000 + Double(digit) }
    var exponent = weight - digits.count + 1
    while exponent > 0 {
      value *= 10_000
      exponent -= 1
    }
    var divisor = 1.0
    while exponent < 0 {
      divisor *= 10_000
      exponent += 1
    }
    return (isNegative ? -value : value) / divisor
  }
}

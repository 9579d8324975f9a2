/// An interest rate or a share as an exact decimal: 0.02 is two per cent. Up to 18 digits after the point; decimal text on the wire.
public struct Rate: Hashable, Comparable, Sendable {
  public static let decimals = 18
  static let one: UInt64 = 1_000_000_000_000_000_000
  /// 900 %: with this much added to one a rate still fits a word.
  public static let maximum = Rate(units: 9_000_000_000_000_000_000)
  public static let zero = Rate(units: 0)

  /// In units of 10^-18, from zero to ``maximum``.
  public let units: Int64

  /// - Precondition: `units` lie within zero and those of ``maximum``.
  init(units: Int64) { self.units = units }

  /// Digits beyond the eighteenth are rounded half-up.
  ///
  /// - Throws: ``NegotiationProblem`` for what is no decimal number, is negative or above 900 %.
  public init(_ text: some StringProtocol, field: String = "rate") throws(NegotiationProblem) {
    guard let units = DecimalText.units(text, decimals: Self.decimals, surplus: .roundedHalfUp), (0...Self.maximum.units).contains(units)
    else { throw NegotiationProblem("invalid_rate", field, "\(text) is no rate: a decimal number from 0 to 9, where 0.02 is 2 %, is.") }
    self.units = units
  }

  /// `nil` outside of zero to 900 %.
  public init?(numerator: Int64, denominator: Int64) {
    guard numerator >= 0, denominator > 0 else { return nil }
    let (scaled, overflow) = Int128(numerator).multipliedReportingOverflow(by: Int128(Self.one))
    guard !overflow, scaled / Int128(denominator) < Int128(Self.maximum.units) else { return nil }
    units = Rounding.halfUp(scaled, Int128(denominator))
  }

  public static func < (lhs: Rate, rhs: Rate) -> Bool { lhs.units < rhs.units }

  /// The rate as a fraction in lowest terms.
  var fraction: (numerator: UInt64, denominator: UInt64) {
    let divisor = Rounding.greatestCommonDivisor(UInt64(units), Self.one)
    return (UInt64(units) / divisor, Self.one / divisor)
  }

  /// This much of an amount, half-up. Exact for amounts below 10^17.
  public func of(_ amount: Int64) -> Int64 { Rounding.halfUp(Int128(amount) * Int128(units), Int128(Self.one)) }

  /// Rounded half-up to the given number of digits after the point.
  public func rounded(decimals: Int) -> Rate {
    let step = (decimals..<Self.decimals).reduce(Int64(1)) { step, _ in step * 10 }
    return Rate(units: Rounding.halfUp(Int128(units), Int128(step)) * step)
  }
}

extension Rate: CustomStringConvertible {
  /// Without zeros at the end.
  public var description: String {
    var text = Substring(DecimalText.text(units, decimals: Self.decimals))
    while text.last == "0" { text.removeLast() }
    return String(text.last == "." ? text.dropLast() : text)
  }
}

extension Rate: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    do {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: error.message))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

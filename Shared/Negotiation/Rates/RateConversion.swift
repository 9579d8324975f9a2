/// From the rates that the law and contracts quote to the rate of one period, and back. Exact up to the last rounding, half-up at 10^-12.
public enum RateConversion {
  private static let grid: UInt64 = 1_000_000_000_000
  /// Above this a rate's power leaves what a word holds.
  private static let largest: UInt64 = 9 * grid

  /// The rate of a period from an effective annual rate (EA, TEA): (1 + EA)^(length in years) - 1.
  public static func periodic(effectiveAnnual rate: Rate, _ frequency: Frequency) throws(NegotiationProblem) -> Rate {
    let year = frequency.yearFraction
    return try compounded(rate, year.numerator, over: year.denominator, field: "rate")
  }

  /// The rate of a period from a nominal annual one (TNA): in proportion to its length; a month is a twelfth.
  public static func periodic(nominalAnnual rate: Rate, _ frequency: Frequency) -> Rate {
    let year = frequency.yearFraction
    let units = Int128(rate.units) * Int128(year.numerator)
    return Rate(units: Rounding.halfUp(units, Int128(year.denominator))).rounded(decimals: 12)
  }

  /// The rate of so many days from an effective annual one, in a year of 365.
  public static func periodic(effectiveAnnual rate: Rate, days: Int) throws(NegotiationProblem) -> Rate {
    guard (1...366).contains(days) else {
      throw NegotiationProblem("out_of_range", "days", "\(days) days are no period: 1 to 366 are.")
    }
    return try compounded(rate, days, over: 365, field: "rate")
  }

  /// The effective annual rate of a periodic one.
  public static func effectiveAnnual(periodic rate: Rate, _ frequency: Frequency) throws(NegotiationProblem) -> Rate {
    let year = frequency.yearFraction
    return try compounded(rate, year.denominator, over: year.numerator, field: "rate")
  }

  /// (1 + rate)^(p / q) - 1: the number x on the grid for which (1 + x)^q and (1 + rate)^p are nearest, found by bisection.
  private static func compounded(_ rate: Rate, _ p: Int, over q: Int, field: String) throws(NegotiationProblem) -> Rate {
    let divisor = Int(Rounding.greatestCommonDivisor(UInt64(p), UInt64(q)))
    let (p, q) = (p / divisor, q / divisor)
    let (numerator, denominator) = rate.fraction
    let target = BigNatural.power(denominator + numerator, p) * BigNatural.power(2 * grid, q)
    let scale = BigNatural.power(denominator, p)
    // (1 + (x + 1/2) on the grid)^q against the target tells whether x, rounded half-up, is above.
    func reaches(_ x: UInt64) -> Bool { BigNatural.power(2 * grid + 2 * x + 1, q) * scale > target }
    guard reaches(largest - 1) else {
      throw NegotiationProblem("rate_too_high", field, "The rate \(rate) is above 900 % when it is converted.")
    }
    var (low, high) = (UInt64(0), largest - 1)
    while low < high {
      let middle = (low + high) / 2
      if reaches(middle) { high = middle } else { low = middle + 1 }
    }
    return Rate(units: Int64(low * (Rate.one / grid)))
  }
}

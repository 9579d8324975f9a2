/// One line of a schedule, in minor units.
public struct Instalment: Hashable, Codable, Sendable {
  /// Counted from 1, interest-only periods included.
  public let number: Int
  public let paymentMinor: Int64
  public let interestMinor: Int64
  public let principalMinor: Int64
  /// What is owed after it.
  public let balanceMinor: Int64

  private enum CodingKeys: String, CodingKey {
    case number
    case paymentMinor = "payment_minor"
    case interestMinor = "interest_minor"
    case principalMinor = "principal_minor"
    case balanceMinor = "balance_minor"
  }
}

/// What is paid and when. Every line is rounded half-up; the last one takes what is left over, so that the principal sums exactly.
public struct Schedule: Hashable, Sendable {
  public let terms: ScheduleTerms
  /// The principal that the instalments repay: more than `terms.principalMinor` after a capitalised grace.
  public let financedMinor: Int64
  public let instalments: [Instalment]
  /// Periods at the beginning in which nothing is paid.
  public let silentPeriods: Int

  public var totalInterestMinor: Int64 { instalments.reduce(0) { $0 + $1.interestMinor } }
  public var totalPaidMinor: Int64 { instalments.reduce(0) { $0 + $1.paymentMinor } }

  /// - Throws: ``NegotiationProblem`` naming the term that makes it impossible.
  public init(_ terms: ScheduleTerms) throws(NegotiationProblem) {
    try terms.check()
    self.terms = terms
    financedMinor = try Self.financed(terms)
    var builder = ScheduleBuilder(terms, financed: financedMinor)
    instalments = try builder.lines()
    silentPeriods = terms.grace.kind == .interestOnly ? 0 : terms.grace.periods
  }

  /// What is paid at the end of each period.
  var payments: [Int64] { Array(repeating: 0, count: silentPeriods) + instalments.map(\.paymentMinor) }

  /// P (1 + i)^g after a capitalised grace.
  private static func financed(_ terms: ScheduleTerms) throws(NegotiationProblem) -> Int64 {
    guard terms.grace.kind == .capitalised, terms.grace.periods > 0 else { return terms.principalMinor }
    let (a, s) = terms.rate.fraction
    let grown = BigNatural(minor: terms.principalMinor) * BigNatural.power(s + a, terms.grace.periods)
    guard let amount = BigNatural.roundedQuotient(grown, BigNatural.power(s, terms.grace.periods)), amount <= ScheduleTerms.largestMinor
    else {
      throw NegotiationProblem(
        "out_of_range", "grace_periods", "After \(terms.grace.periods) capitalised periods more is owed than can be counted.")
    }
    return amount
  }
}

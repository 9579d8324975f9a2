/// What a debtor pays by the period, whatever the method is called: the rate at which the payments are worth what was financed.
public enum TrueRate {
  private static let grid: UInt64 = 1_000_000_000_000

  /// The periodic rate, solved by bisection on a grid of 10^-12 with an exact comparison at each step; rounded up, so that a ceiling is
  /// not missed by a hair. Zero when no more is paid than was financed.
  ///
  /// - Parameter fees: paid with each instalment on top, such as a collection fee with its tax.
  /// - Throws: ``NegotiationProblem`` above 900 % a period.
  public static func periodic(of schedule: Schedule, fees: [Int64] = []) throws(NegotiationProblem) -> Rate {
    var payments = schedule.payments
    for (index, fee) in zip(payments.indices.dropFirst(schedule.silentPeriods), fees) { payments[index] += fee }
    let flow = PaymentFlow(received: schedule.terms.principalMinor, payments: payments, first: schedule.terms.firstPeriod)
    guard flow.isWorthMore(at: 0, grid) else { return .zero }
    guard !flow.isWorthMore(at: 9 * grid - 1, grid) else {
      throw NegotiationProblem("rate_too_high", "true_rate", "The true rate is above 900 % a period.")
    }
    var (low, high) = (UInt64(0), 9 * grid - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if flow.isWorthMore(at: middle, grid) { low = middle } else { high = middle }
    }
    return Rate(units: Int64(high * (Rate.one / grid)))
  }

  /// The effective annual rate of a schedule.
  public static func effectiveAnnual(
    of schedule: Schedule, _ frequency: Frequency, fees: [Int64] = []
  ) throws(NegotiationProblem) -> Rate {
    try RateConversion.effectiveAnnual(periodic: try periodic(of: schedule, fees: fees), frequency)
  }
}

/// What is received once and paid back at the end of each period.
private struct PaymentFlow {
  let received: Int64
  let payments: [Int64]
  let first: FirstPeriod?

  /// Whether the payments discounted at x/scale a period are worth more than what was received. Exact: both sides are multiplied by
  /// (1 + x)^n, as in ``Annuity``.
  func isWorthMore(at x: UInt64, _ scale: UInt64) -> Bool {
    let divisor = Rounding.greatestCommonDivisor(x, scale)
    let (a, s) = (x / divisor, scale / divisor)
    let days = UInt64(first?.days ?? 1)
    let regularDays = UInt64(first?.regularDays ?? 1)
    var paid = BigNatural.zero
    var power = BigNatural.one
    for payment in payments {
      power = power * s
      paid = paid * (s + a) + power * UInt64(payment)
    }
    let owed =
      BigNatural(minor: received) * (BigNatural(s) * regularDays + BigNatural(a) * days) * BigNatural.power(s + a, payments.count - 1)
    return owed < paid * regularDays
  }
}

/// The level instalment of terms, exactly: A = (P - sum of F_k v^k) / (sum of w_k v^k), where F_k are the fixed amounts (extras, specials,
/// the balloon), w_k is 0 for a special instalment, else 1, or more where instalments step up.
///
/// Multiplied through by (1 + i)^n, so that only whole numbers are left: with i = a/s and r = s + a, v^k becomes s^k r^(n-k), and the
/// sums are taken by Horner's rule. A first period of d days instead of D is worth (1 + i d/D) instead of (1 + i).
struct Annuity {
  private let numerator: BigNatural
  private let denominator: BigNatural
  private let weights: [BigNatural]

  /// - Parameter principal: what is owed when the first period begins.
  /// - Throws: ``NegotiationProblem`` when the fixed amounts alone pay more than is owed.
  init(_ terms: ScheduleTerms, principal: Int64) throws(NegotiationProblem) {
    let count = terms.instalments
    let (a, s) = terms.rate.fraction
    let ratio = s + a
    weights = Self.weights(terms)
    var fixed = BigNatural.zero
    var weighed = BigNatural.zero
    var scale = BigNatural.one
    for number in 1...count {
      scale = scale * s
      fixed = fixed * ratio + scale * UInt64(terms.fixed(number))
      weighed = weighed * ratio + scale * weights[number - 1]
    }
    let days = UInt64(terms.firstPeriod?.days ?? 1)
    let regularDays = UInt64(terms.firstPeriod?.regularDays ?? 1)
    let first = BigNatural(s) * regularDays + BigNatural(a) * days
    let owed = BigNatural(minor: principal) * first * BigNatural.power(ratio, count - 1)
    guard let left = owed.subtracting(fixed * regularDays) else {
      throw NegotiationProblem(
        "fixed_above_debt", terms.specials.isEmpty ? (terms.extras.isEmpty ? "balloon" : "extras") : "specials",
        "The fixed amounts pay more than is owed.")
    }
    numerator = left
    denominator = weighed * regularDays
  }

  /// The instalment with the number, without what comes on top; half-up.
  func instalment(_ number: Int) throws(NegotiationProblem) -> Int64 {
    guard let amount = BigNatural.roundedQuotient(numerator * weights[number - 1], denominator),
      amount <= 1_000 * ScheduleTerms.largestMinor
    else { throw NegotiationProblem("out_of_range", "principal", "The instalments would be larger than can be counted.") }
    return amount
  }

  /// w_k, all multiplied by the same number so that they are whole.
  private static func weights(_ terms: ScheduleTerms) -> [BigNatural] {
    let numbers = 1...terms.instalments
    guard let stepUp = terms.stepUp else { return numbers.map { terms.specials[$0] == nil ? .one : .zero } }
    let (a, s) = stepUp.rate.fraction
    let steps = (terms.instalments - 1) / stepUp.every
    return numbers.map { number in
      guard terms.specials[number] == nil else { return .zero }
      let step = (number - 1) / stepUp.every
      return BigNatural.power(s + a, step) * BigNatural.power(s, steps - step)
    }
  }
}

extension ScheduleTerms {
  /// What instalment `number` holds whatever the level one is: the special amount, extras, the balloon.
  func fixed(_ number: Int) -> Int64 { (specials[number] ?? 0) + onTop(number) }

  /// Extras and, with the last, the balloon.
  func onTop(_ number: Int) -> Int64 { (extras[number] ?? 0) + (number == instalments ? balloonMinor : 0) }
}

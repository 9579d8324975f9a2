import Contracts
import Negotiation
import TestSupport

extension SplitMix {
  /// Terms of every kind: tiny and large principals, rates of zero to 50 % with up to six decimals, 1 to 72 instalments.
  mutating func terms() -> ScheduleTerms {
    let count = Int.random(in: 1...72, using: &self)
    let principal = Int64.random(in: 1...(Bool.random(using: &self) ? 500 : 900_000_000_000), using: &self)
    let millionths = Bool.random(using: &self) ? Int64.random(in: 0...500_000, using: &self) : 0
    guard let rate = Rate(numerator: millionths, denominator: 1_000_000) else { preconditionFailure("no rate") }
    var terms = ScheduleTerms(
      method: ScheduleMethod.allCases.randomElement(using: &self) ?? .french, principalMinor: principal, rate: rate, instalments: count)
    switch Int.random(in: 0..<6, using: &self) {
    case 0: terms.balloonMinor = principal / 3
    case 1: terms.extras = Dictionary([(count, principal / 4), ((count + 1) / 2, principal / 5)]) { first, _ in first }
    case 2:
      terms.grace = Grace(periods: Int.random(in: 0...3, using: &self), kind: Grace.Kind.allCases.randomElement(using: &self) ?? .dead)
    case 3 where terms.method == .french && millionths == 0: terms.stepUp = StepUp(rate: rate, every: 6)
    case 4: terms.firstPeriod = FirstPeriod(days: Int.random(in: 0...60, using: &self), regularDays: 30)
    default: break
    }
    return terms
  }
}

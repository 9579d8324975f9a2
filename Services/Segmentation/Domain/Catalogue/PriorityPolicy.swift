package import Contracts

/// How urgent a task is, 0 to 1000, as a weighted sum whose terms can be shown.
package struct PriorityPolicy: Codable, Equatable, Sendable {
  /// Points at most for each term; together 1000.
  package var amountWeight: Int
  package var daysWeight: Int
  package var riskWeight: Int
  package var promiseWeight: Int
  /// The overdue amount, in minor units, that earns all points of the amount, by currency.
  package var fullAmountMinor: [String: Int64]
  /// The days past due that earn all points of the age.
  package var fullDays: Int
  /// The risk score, of a scale on which higher is riskier, that earns all points of the risk.
  package var fullRisk: Int

  package struct Term: Codable, Equatable, Sendable {
    package var name: String
    package var value: Int64
    package var weight: Int
    package var points: Int
  }

  private enum CodingKeys: String, CodingKey {
    case amountWeight = "amount_weight"
    case daysWeight = "days_weight"
    case riskWeight = "risk_weight"
    case promiseWeight = "promise_weight"
    case fullAmountMinor = "full_amount_minor"
    case fullDays = "full_days"
    case fullRisk = "full_risk"
  }

  package func terms(overdue: Money, daysPastDue: Int, riskScore: Int?, brokenPromises: Int) -> [Term] {
    let full = fullAmountMinor[overdue.currency.rawValue] ?? Self.fallbackAmount(of: overdue.currency)
    return [
      Self.term("amount", overdue.minor, of: full, weight: amountWeight),
      Self.term("days_past_due", Int64(daysPastDue), of: Int64(fullDays), weight: daysWeight),
      Self.term("risk", Int64(riskScore ?? 0), of: Int64(fullRisk), weight: riskWeight),
      Self.term("broken_promises", Int64(brokenPromises), of: 1, weight: promiseWeight),
    ]
  }

  package static func score(of terms: [Term]) -> Int {
    min(1_000, max(0, terms.reduce(0) { $0 + $1.points }))
  }

  /// Linear up to `full`, level above it, nothing below zero.
  private static func term(_ name: String, _ value: Int64, of full: Int64, weight: Int) -> Term {
    let bounded = min(max(value, 0), max(full, 1))
    // 128-bit product: amounts of any size cannot overflow.
    let (high, low) = bounded.multipliedFullWidth(by: Int64(weight))
    let points = max(full, 1).dividingFullWidth((high, low)).quotient
    return Term(name: name, value: value, weight: weight, points: Int(points))
  }

  /// 3,000 units of a currency with decimals, 3,000,000 of one without.
  private static func fallbackAmount(of currency: Currency) -> Int64 { currency.decimals == 0 ? 3_000_000 : 300_000 }
}

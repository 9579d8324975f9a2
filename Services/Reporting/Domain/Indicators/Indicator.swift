/// A figure with its denominator stated: so many of so many. docs/reporting.md says of each measure what is counted.
package struct Indicator: Sendable, Equatable, Encodable {
  /// What the value is given in. Values are whole numbers, rounded half away from zero.
  package enum Unit: String, Sendable, Encodable {
    /// Ten thousandths: 1234 is 12.34 %.
    case basisPoints = "basis_points"
    /// 1234 is 12.34.
    case hundredths
    case metres
    case seconds
    /// Minor units of the currency.
    case minor
    /// Minor units of the currency for each kilometre.
    case minorPerKilometre = "minor_per_kilometre"
    /// Minor units of the currency for each hour on site.
    case minorPerHour = "minor_per_hour"

    var factor: Int64 {
      switch self {
      case .basisPoints: 10_000
      case .hundredths: 100
      case .metres, .seconds, .minor: 1
      case .minorPerKilometre: 1_000
      case .minorPerHour: 3_600
      }
    }
  }

  package let id: String
  package let numerator: String
  package let denominator: String
  package let unit: Unit
  /// Whether there is one for each currency.
  package let hasCurrency: Bool

  private init(_ id: String, _ numerator: String, of denominator: String, _ unit: Unit = .basisPoints, hasCurrency: Bool = false) {
    self.id = id
    self.numerator = numerator
    self.denominator = denominator
    self.unit = unit
    self.hasCurrency = hasCurrency
  }

  /// `nil` when there is nothing to divide by.
  package func value(_ numerator: Int64, of denominator: Int64) -> Int64? {
    guard denominator != 0 else { return nil }
    let product = numerator.multipliedFullWidth(by: unit.factor)
    let magnitude = product.high < 0 ? Self.negated(product) : (high: UInt64(product.high), low: product.low)
    // A quotient that is no number of 64 bits is none that anybody can read either.
    guard magnitude.high < denominator.magnitude else { return nil }
    let (quotient, remainder) = denominator.magnitude.dividingFullWidth(magnitude)
    guard let whole = Int64(exactly: remainder >= denominator.magnitude - remainder ? quotient + 1 : quotient) else { return nil }
    return (numerator < 0) != (denominator < 0) ? -whole : whole
  }

  private static func negated(_ product: (high: Int64, low: UInt64)) -> (high: UInt64, low: UInt64) {
    let low = 0 &- product.low
    return (~UInt64(bitPattern: product.high) &+ (low == 0 ? 1 : 0), low)
  }

  package static let all: [Indicator] = [
    Indicator("contact_rate", "contacts", of: "visits"),
    Indicator("right_party_rate", "right_party_contacts", of: "visits"),
    Indicator("promise_rate", "promises", of: "right_party_contacts"),
    Indicator("kept_rate", "promises_kept", of: "promises_due"),
    Indicator("kept_rate_amount", "kept_minor", of: "due_minor", hasCurrency: true),
    Indicator("recovery_rate", "collected_minor", of: "claimed_minor", hasCurrency: true),
    Indicator("coverage", "assigned_accounts_visited", of: "assigned_accounts"),
    Indicator("intensity", "visits", of: "accounts_visited", .hundredths),
    Indicator("first_visit_success", "first_visits_reached", of: "first_visits"),
    Indicator("visits_per_collector_day", "visits", of: "collector_days", .hundredths),
    Indicator("plan_adherence", "planned_stops_done", of: "planned_stops"),
    Indicator("sequence_adherence", "stop_pairs_in_order", of: "stop_pairs"),
    Indicator("metres_per_visit", "walked_metres", of: "visits", .metres),
    Indicator("productive_time", "on_site_seconds", of: "shift_seconds"),
    Indicator("inside_fence_share", "inside_fence_visits", of: "visits"),
    Indicator("late_share", "late_visits", of: "visits"),
    Indicator("collected_per_visit", "collected_minor", of: "visits", .minor, hasCurrency: true),
    Indicator("collected_per_kilometre", "collected_minor", of: "walked_metres", .minorPerKilometre, hasCurrency: true),
    Indicator("collected_per_hour", "collected_minor", of: "on_site_seconds", .minorPerHour, hasCurrency: true),
    Indicator("cost_per_visit", "cost_minor", of: "visits", .minor, hasCurrency: true),
    Indicator("cost_per_collected", "cost_minor", of: "collected_minor", hasCurrency: true),
  ]

  private enum CodingKeys: String, CodingKey {
    case id, numerator, denominator, unit
    case hasCurrency = "has_currency"
  }
}

package import Contracts

/// One measure of one group over a period, as the database counted it.
package struct CountedMeasure: Sendable, Equatable {
  package let key: String
  /// `nil` for what has no amount.
  package let currency: Currency?
  package let measure: String
  package let value: Int64

  package init(key: String, currency: Currency?, measure: String, value: Int64) {
    self.key = key
    self.currency = currency
    self.measure = measure
    self.value = value
  }
}

/// The measures of one group over a period, and the indicators that follow from them.
package struct IndicatorGroup: Sendable, Equatable {
  /// Empty: everything, or what belongs to no group.
  package let key: String
  package private(set) var counts: [String: Int64] = [:]
  /// By the currency's code.
  package private(set) var amounts: [String: [String: Int64]] = [:]

  package init(key: String) { self.key = key }

  /// One group a key, in the order of the keys.
  package static func assemble(_ measures: [CountedMeasure]) -> [IndicatorGroup] {
    var groups: [String: IndicatorGroup] = [:]
    for counted in measures {
      groups[counted.key, default: IndicatorGroup(key: counted.key)].add(counted)
    }
    return groups.values.sorted { $0.key < $1.key }
  }

  private mutating func add(_ counted: CountedMeasure) {
    if let currency = counted.currency { amounts[currency.rawValue, default: [:]][counted.measure, default: 0] += counted.value }
    // Counts go over all currencies, amounts never do.
    if !counted.measure.hasSuffix("_minor") { counts[counted.measure, default: 0] += counted.value }
  }

  package struct Value: Sendable, Equatable {
    package let indicator: Indicator
    package let currency: String?
    package let numerator: Int64
    package let denominator: Int64
    /// `nil` when there is nothing to divide by.
    package var value: Int64? { indicator.value(numerator, of: denominator) }
  }

  /// Every indicator; those of amounts once for each currency.
  package var values: [Value] {
    Indicator.all.flatMap { indicator -> [Value] in
      guard indicator.hasCurrency else {
        return [
          Value(
            indicator: indicator, currency: nil, numerator: counts[indicator.numerator] ?? 0,
            denominator: counts[indicator.denominator] ?? 0)
        ]
      }
      return amounts.sorted { $0.key < $1.key }.map { currency, own in
        Value(
          indicator: indicator, currency: currency, numerator: own[indicator.numerator] ?? 0,
          denominator: own[indicator.denominator] ?? counts[indicator.denominator] ?? 0)
      }
    }
  }
}

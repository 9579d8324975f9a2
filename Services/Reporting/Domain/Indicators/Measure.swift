package import Contracts

/// What is counted, and what the four numbers of a `MeasuredRow` mean.
package enum Measure: String, CaseIterable, Sendable {
  /// Stops of the day's routes: count.
  case stops
  /// Visits by capture date: count, planned stops among them, contacts, right-party contacts.
  case visits
  /// Promises made on the day that were not cancelled or replaced: count, amount.
  case promises
  /// Payments by value date: posted count and amount, reversed count and amount.
  case payments
  /// Worked accounts that a collector owns now: count, overdue amount.
  case assigned
}

/// One measure of one group in one currency, as the database counted it.
package struct MeasuredRow: Sendable, Equatable {
  package let key: String
  /// `nil` for what has no amount.
  package let currency: Currency?
  package let measure: Measure
  package let values: [Int64]

  package init(key: String, currency: Currency?, measure: Measure, values: [Int64]) {
    self.key = key
    self.currency = currency
    self.measure = measure
    self.values = values
  }
}

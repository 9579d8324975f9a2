package import Contracts

/// What stands in one group of the portfolio in one currency.
package struct PortfolioRow: Sendable, Equatable {
  /// Empty: everything, or what belongs to no group.
  package let key: String
  package let currency: Currency
  package let accounts: Int64
  package let debtors: Int64
  package let totalDueMinor: Int64
  package let overdueMinor: Int64

  package init(key: String, currency: Currency, accounts: Int64, debtors: Int64, totalDueMinor: Int64, overdueMinor: Int64) {
    self.key = key
    self.currency = currency
    self.accounts = accounts
    self.debtors = debtors
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
  }
}

/// What came back up to the end of a month of what was placed in a month.
package struct VintageRow: Sendable, Equatable, Encodable {
  package let creditorID: CreditorID
  package let currency: Currency
  /// The first day of the month in which the accounts were first owned by a collector.
  package let cohort: CalendarDate
  /// Months since then; 0 is the same month.
  package let month: Int
  package let accounts: Int64
  package let placedMinor: Int64
  package let collectedMinor: Int64

  package init(
    creditorID: CreditorID, currency: Currency, cohort: CalendarDate, month: Int, accounts: Int64, placedMinor: Int64, collectedMinor: Int64
  ) {
    self.creditorID = creditorID
    self.currency = currency
    self.cohort = cohort
    self.month = month
    self.accounts = accounts
    self.placedMinor = placedMinor
    self.collectedMinor = collectedMinor
  }

  private enum CodingKeys: String, CodingKey {
    case creditorID = "creditor_id"
    case currency, cohort, month, accounts
    case placedMinor = "placed_minor"
    case collectedMinor = "collected_minor"
  }
}

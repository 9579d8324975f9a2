package import Contracts

/// What a message needs to know of its account.
package struct AccountFacts: Equatable, Sendable {
  package var accountID: AccountID
  package var debtorID: DebtorID
  package var creditorID: CreditorID
  package var accountNumber: String
  package var productType: ProductType
  package var currency: Currency
  package var status: AccountStatus
  /// After the newest payment, as `overdueMinor`.
  package var daysPastDue: Int
  package var oldestDueDate: CalendarDate?
  package var totalDueMinor: Int64
  package var overdueMinor: Int64
  package var nextDueDate: CalendarDate?
  package var nextDueMinor: Int64?
  package var flags: AccountFlags

  package init(
    accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, accountNumber: String, productType: ProductType,
    currency: Currency, status: AccountStatus, daysPastDue: Int, oldestDueDate: CalendarDate?, totalDueMinor: Int64,
    overdueMinor: Int64, nextDueDate: CalendarDate?, nextDueMinor: Int64?, flags: AccountFlags
  ) {
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.accountNumber = accountNumber
    self.productType = productType
    self.currency = currency
    self.status = status
    self.daysPastDue = daysPastDue
    self.oldestDueDate = oldestDueDate
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
    self.nextDueDate = nextDueDate
    self.nextDueMinor = nextDueMinor
    self.flags = flags
  }
}

/// A promise or an instalment as a reminder needs it.
package struct PromiseFacts: Equatable, Sendable {
  package var amountMinor: Int64
  package var currency: Currency
  package var dueOn: CalendarDate

  package init(amountMinor: Int64, currency: Currency, dueOn: CalendarDate) {
    self.amountMinor = amountMinor
    self.currency = currency
    self.dueOn = dueOn
  }
}

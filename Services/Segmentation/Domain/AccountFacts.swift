package import Contracts

/// What segmentation keeps of an account.
package struct AccountFacts: Equatable, Sendable {
  package var accountID: AccountID
  package var debtorID: DebtorID
  package var creditorID: CreditorID
  package var productCode: String?
  package var productType: ProductType
  package var branchCode: String?
  package var currency: Currency
  package var status: AccountStatus
  package var daysPastDue: Int
  package var oldestDueDate: CalendarDate?
  package var totalDueMinor: Int64
  package var overdueMinor: Int64
  package var nextDueDate: CalendarDate?
  package var nextDueMinor: Int64?
  package var lastPaymentDate: CalendarDate?
  package var riskScore: Int?
  package var flags: AccountFlags
  package var attributes: [String: String]
  package var businessDate: CalendarDate
  package var version: Int64
  package var updatedAt: Instant

  package init(_ event: AccountUpdated) {
    accountID = event.accountID
    debtorID = event.debtorID
    creditorID = event.creditorID
    productCode = event.productCode
    productType = event.productType
    branchCode = event.branchCode
    currency = event.currency
    status = event.status
    daysPastDue = event.daysPastDue
    oldestDueDate = event.oldestDueDate
    totalDueMinor = event.totalDueMinor
    overdueMinor = event.overdueMinor
    nextDueDate = event.nextDueDate
    nextDueMinor = event.nextDueMinor
    lastPaymentDate = event.lastPaymentDate
    riskScore = event.riskScore
    flags = event.flags
    attributes = event.attributes
    businessDate = event.businessDate
    version = event.version
    updatedAt = event.updatedAt
  }

  package init(
    accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, productCode: String?, productType: ProductType,
    branchCode: String?, currency: Currency, status: AccountStatus, daysPastDue: Int, oldestDueDate: CalendarDate?,
    totalDueMinor: Int64, overdueMinor: Int64, nextDueDate: CalendarDate?, nextDueMinor: Int64?, lastPaymentDate: CalendarDate?,
    riskScore: Int?, flags: AccountFlags, attributes: [String: String], businessDate: CalendarDate, version: Int64, updatedAt: Instant
  ) {
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.productCode = productCode
    self.productType = productType
    self.branchCode = branchCode
    self.currency = currency
    self.status = status
    self.daysPastDue = daysPastDue
    self.oldestDueDate = oldestDueDate
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
    self.nextDueDate = nextDueDate
    self.nextDueMinor = nextDueMinor
    self.lastPaymentDate = lastPaymentDate
    self.riskScore = riskScore
    self.flags = flags
    self.attributes = attributes
    self.businessDate = businessDate
    self.version = version
    self.updatedAt = updatedAt
  }

  /// The date that a reminder precedes.
  package var dueDate: CalendarDate? { nextDueDate ?? oldestDueDate }
}

extension AccountFlags {
  /// Whether the account may not be worked at all until the flag is lifted.
  package var stopsTreatment: Bool {
    dispute || hardship || insolvency || legalRepresentative || doNotContact || cease || deceased || fraud
  }
}

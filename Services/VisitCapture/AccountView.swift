import Contracts

/// An account as the bank last described it.
struct AccountView: Encodable, Sendable {
  let accountID: AccountID
  let creditorID: CreditorID
  let accountNumber: String
  let productType: ProductType
  let currency: Currency
  let status: AccountStatus
  let daysPastDue: Int
  let bucket: String
  let totalDueMinor: Int64
  let overdueMinor: Int64
  let overduePrincipalMinor: Int64
  let overdueInterestMinor: Int64
  let overdueLateInterestMinor: Int64
  let overdueFeesMinor: Int64
  let nextDueDate: CalendarDate?
  let nextDueMinor: Int64?
  let lastPaymentDate: CalendarDate?
  let lastPaymentMinor: Int64?
  let businessDate: CalendarDate
  let updatedAt: Instant
  /// Whether the figures are older than they should be.
  let stale: Bool
  let promise: PromiseTerms?
  /// Those that are open, and those of late.
  let promises: [PromiseView]
  /// The relief plans that may be offered on the day.
  let reliefPlans: [PlanOfferView]

  init(
    _ account: AccountUpdated, isStale: Bool, promise: PromiseTerms?, promises: [PromiseView], reliefPlans: [PlanOfferView]
  ) {
    accountID = account.accountID
    creditorID = account.creditorID
    accountNumber = account.accountNumber
    productType = account.productType
    currency = account.currency
    status = account.status
    daysPastDue = account.daysPastDue
    bucket = Self.bucket(account.daysPastDue)
    totalDueMinor = account.totalDueMinor
    overdueMinor = account.overdueMinor
    overduePrincipalMinor = account.overduePrincipalMinor
    overdueInterestMinor = account.overdueInterestMinor
    overdueLateInterestMinor = account.overdueLateInterestMinor
    overdueFeesMinor = account.overdueFeesMinor
    nextDueDate = account.nextDueDate
    nextDueMinor = account.nextDueMinor
    lastPaymentDate = account.lastPaymentDate
    lastPaymentMinor = account.lastPaymentMinor
    businessDate = account.businessDate
    updatedAt = account.updatedAt
    stale = isStale
    self.promise = promise
    self.promises = promises
    self.reliefPlans = reliefPlans
  }

  private static func bucket(_ days: Int) -> String {
    switch days {
    case ...0: "current"
    case 1...30: "1-30"
    case 31...60: "31-60"
    case 61...90: "61-90"
    case 91...120: "91-120"
    case 121...180: "121-180"
    default: ">180"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case creditorID = "creditor_id"
    case accountNumber = "account_number"
    case productType = "product_type"
    case currency, status
    case daysPastDue = "days_past_due"
    case bucket
    case totalDueMinor = "total_due_minor"
    case overdueMinor = "overdue_minor"
    case overduePrincipalMinor = "overdue_principal_minor"
    case overdueInterestMinor = "overdue_interest_minor"
    case overdueLateInterestMinor = "overdue_late_interest_minor"
    case overdueFeesMinor = "overdue_fees_minor"
    case nextDueDate = "next_due_date"
    case nextDueMinor = "next_due_minor"
    case lastPaymentDate = "last_payment_date"
    case lastPaymentMinor = "last_payment_minor"
    case businessDate = "business_date"
    case updatedAt = "updated_at"
    case stale, promise, promises
    case reliefPlans = "relief_plans"
  }
}

/// The newest state of one account, as ingestion knows it.
public struct AccountUpdated: VersionedEvent {
  public static let type = "account.updated"
  public static let topic = Topics.account
  public var key: RecordKey { RecordKey(debtorID, accountID) }

  public var accountID: AccountID
  public var debtorID: DebtorID
  public var creditorID: CreditorID
  public var accountNumber: String
  public var productCode: String?
  public var productType: ProductType
  public var branchCode: String?
  public var currency: Currency
  public var status: AccountStatus
  /// Negative before the first due date.
  public var daysPastDue: Int
  public var oldestDueDate: CalendarDate?
  /// All that is owed now, overdue or not.
  public var totalDueMinor: Int64
  public var overdueMinor: Int64
  public var overduePrincipalMinor: Int64
  public var overdueInterestMinor: Int64
  public var overdueLateInterestMinor: Int64
  public var overdueFeesMinor: Int64
  public var nextDueDate: CalendarDate?
  public var nextDueMinor: Int64?
  public var lastPaymentDate: CalendarDate?
  public var lastPaymentMinor: Int64?
  public var riskScore: Int?
  public var flags: AccountFlags
  /// Free attributes for segmentation, as text.
  public var attributes: [String: String]
  public var businessDate: CalendarDate
  public var version: Int64
  public var updatedAt: Instant

  public init(
    accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, accountNumber: String, productCode: String?, productType: ProductType,
    branchCode: String?, currency: Currency, status: AccountStatus, daysPastDue: Int, oldestDueDate: CalendarDate?, totalDueMinor: Int64,
    overdueMinor: Int64, overduePrincipalMinor: Int64, overdueInterestMinor: Int64, overdueLateInterestMinor: Int64,
    overdueFeesMinor: Int64,
    nextDueDate: CalendarDate?, nextDueMinor: Int64?, lastPaymentDate: CalendarDate?, lastPaymentMinor: Int64?, riskScore: Int?,
    flags: AccountFlags, attributes: [String: String], businessDate: CalendarDate, version: Int64, updatedAt: Instant
  ) {
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.accountNumber = accountNumber
    self.productCode = productCode
    self.productType = productType
    self.branchCode = branchCode
    self.currency = currency
    self.status = status
    self.daysPastDue = daysPastDue
    self.oldestDueDate = oldestDueDate
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
    self.overduePrincipalMinor = overduePrincipalMinor
    self.overdueInterestMinor = overdueInterestMinor
    self.overdueLateInterestMinor = overdueLateInterestMinor
    self.overdueFeesMinor = overdueFeesMinor
    self.nextDueDate = nextDueDate
    self.nextDueMinor = nextDueMinor
    self.lastPaymentDate = lastPaymentDate
    self.lastPaymentMinor = lastPaymentMinor
    self.riskScore = riskScore
    self.flags = flags
    self.attributes = attributes
    self.businessDate = businessDate
    self.version = version
    self.updatedAt = updatedAt
  }

  private enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case creditorID = "creditor_id"
    case accountNumber = "account_number"
    case productCode = "product_code"
    case productType = "product_type"
    case branchCode = "branch_code"
    case currency, status
    case daysPastDue = "days_past_due"
    case oldestDueDate = "oldest_due_date"
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
    case riskScore = "risk_score"
    case flags, attributes
    case businessDate = "business_date"
    case version
    case updatedAt = "updated_at"
  }
}

public enum ProductType: String, Codable, CaseIterable, Sendable {
  case loan, card, overdraft, mortgage, vehicle, microcredit, agro, utility, telco
}

public enum AccountStatus: String, Codable, CaseIterable, Sendable {
  case active, cured, paused, inactive, closed
  case chargedOff = "charged_off"

  /// Whether collection works the account.
  public var isWorked: Bool { self == .active || self == .chargedOff }
}

/// What limits how an account may be worked.
public struct AccountFlags: Codable, Equatable, Sendable {
  public var dispute = false
  public var hardship = false
  public var insolvency = false
  public var legalRepresentative = false
  public var doNotContact = false
  public var deceased = false
  public var fraud = false
  /// A written demand to stop.
  public var cease = false
  /// The debtor authorised visits (required in Colombia, and only for some products).
  public var visitAuthorized = false

  public init() {}

  /// Adds what limits the work; an authorisation is no such thing.
  public mutating func formUnion(_ other: AccountFlags) {
    dispute = dispute || other.dispute
    hardship = hardship || other.hardship
    insolvency = insolvency || other.insolvency
    legalRepresentative = legalRepresentative || other.legalRepresentative
    doNotContact = doNotContact || other.doNotContact
    deceased = deceased || other.deceased
    fraud = fraud || other.fraud
    cease = cease || other.cease
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func flag(_ key: CodingKeys) throws -> Bool { try container.decodeIfPresent(Bool.self, forKey: key) ?? false }
    dispute = try flag(.dispute)
    hardship = try flag(.hardship)
    insolvency = try flag(.insolvency)
    legalRepresentative = try flag(.legalRepresentative)
    doNotContact = try flag(.doNotContact)
    deceased = try flag(.deceased)
    fraud = try flag(.fraud)
    cease = try flag(.cease)
    visitAuthorized = try flag(.visitAuthorized)
  }

  private enum CodingKeys: String, CodingKey {
    case dispute, hardship, insolvency
    case legalRepresentative = "legal_representative"
    case doNotContact = "do_not_contact"
    case deceased, fraud, cease
    case visitAuthorized = "visit_authorized"
  }
}

extension AccountUpdated {
  /// The account as people are shown it. Nobody is charged for being late before anything is past due: late interest and fees that a bank
  /// reports there all the same are left out, of what is overdue and of the total as well.
  public var withoutChargesBeforeDue: AccountUpdated {
    let charges = overdueLateInterestMinor + overdueFeesMinor
    guard daysPastDue <= 0, charges != 0 else { return self }
    var account = self
    account.overdueLateInterestMinor = 0
    account.overdueFeesMinor = 0
    account.overdueMinor -= charges
    account.totalDueMinor -= charges
    return account
  }
}

/// An account as BI tools see it: a full row, every field present.
public struct PublicAccount: PublicRow {
  public static let type = "account.published"
  public static let topic = Topics.publicAccount
  public var key: RecordKey { RecordKey(debtorID, accountID) }

  public var eventID: String
  public var schemaVersion: Int
  public var rowVersion: Int64
  public var accountID: AccountID
  public var debtorID: DebtorID
  public var creditorID: CreditorID
  public var productType: ProductType
  @OrNull public var branchCode: String?
  public var currency: Currency
  public var status: AccountStatus
  @OrNull public var stage: Stage?
  @OrNull public var bucket: String?
  @OrNull public var strategyID: StrategyID?
  public var daysPastDue: Int
  public var totalDueMinor: Int64
  public var overdueMinor: Int64
  /// Payments less reversals since the account was first seen.
  public var paidMinor: Int64
  @OrNull public var zoneID: ZoneID?
  @OrNull public var collectorID: StaffID?
  public var businessDate: CalendarDate
  public var updatedAtMs: Int64

  public init(
    eventID: String, schemaVersion: Int, rowVersion: Int64, accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID,
    productType: ProductType, branchCode: String?, currency: Currency, status: AccountStatus, stage: Stage?, bucket: String?,
    strategyID: StrategyID?, daysPastDue: Int, totalDueMinor: Int64, overdueMinor: Int64, paidMinor: Int64, zoneID: ZoneID?,
    collectorID: StaffID?, businessDate: CalendarDate, updatedAtMs: Int64
  ) {
    self.eventID = eventID
    self.schemaVersion = schemaVersion
    self.rowVersion = rowVersion
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.productType = productType
    self.branchCode = branchCode
    self.currency = currency
    self.status = status
    self.stage = stage
    self.bucket = bucket
    self.strategyID = strategyID
    self.daysPastDue = daysPastDue
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
    self.paidMinor = paidMinor
    self.zoneID = zoneID
    self.collectorID = collectorID
    self.businessDate = businessDate
    self.updatedAtMs = updatedAtMs
  }

  private enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case schemaVersion = "schema_version"
    case rowVersion = "row_version"
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case creditorID = "creditor_id"
    case productType = "product_type"
    case branchCode = "branch_code"
    case currency, status
    case stage, bucket
    case strategyID = "strategy_id"
    case daysPastDue = "days_past_due"
    case totalDueMinor = "total_due_minor"
    case overdueMinor = "overdue_minor"
    case paidMinor = "paid_minor"
    case zoneID = "zone_id"
    case collectorID = "collector_id"
    case businessDate = "business_date"
    case updatedAtMs = "updated_at_ms"
  }
}

import Contracts

/// One account: what holds, and what happened, the newest first.
struct AccountView: Encodable, Sendable {
  struct Visit: Encodable, Sendable {
    let visitID: VisitID
    let collectorID: StaffID
    let businessDate: CalendarDate
    let outcome: String
    let contactType: ContactType
    let late: Bool
    let capturedAt: Instant

    private enum CodingKeys: String, CodingKey {
      case visitID = "visit_id"
      case collectorID = "collector_id"
      case businessDate = "business_date"
      case outcome, late
      case contactType = "contact_type"
      case capturedAt = "captured_at"
    }
  }

  struct Payment: Encodable, Sendable {
    let paymentID: PaymentID
    let amountMinor: Int64
    let currency: Currency
    let kind: PaymentKind
    let businessDate: CalendarDate
    let recordedAt: Instant
    let collectorID: StaffID?

    private enum CodingKeys: String, CodingKey {
      case paymentID = "payment_id"
      case amountMinor = "amount_minor"
      case currency, kind
      case businessDate = "business_date"
      case recordedAt = "recorded_at"
      case collectorID = "collector_id"
    }
  }

  struct Promise: Encodable, Sendable {
    let promiseID: PromiseID
    let amountMinor: Int64
    let currency: Currency
    let dueOn: CalendarDate
    let state: PromiseState
    let paidMinor: Int64
    let madeAt: Instant
    let collectorID: StaffID

    private enum CodingKeys: String, CodingKey {
      case promiseID = "promise_id"
      case amountMinor = "amount_minor"
      case currency, state
      case dueOn = "due_on"
      case paidMinor = "paid_minor"
      case madeAt = "made_at"
      case collectorID = "collector_id"
    }
  }

  struct Agreement: Encodable, Sendable {
    let agreementID: AgreementID
    let planCode: String
    let state: AgreementState
    let currency: Currency
    let totalMinor: Int64
    let paidMinor: Int64
    let instalments: Int32
    let paidInstalments: Int32
    let overdueInstalments: Int32
    let madeAt: Instant
    let collectorID: StaffID

    private enum CodingKeys: String, CodingKey {
      case agreementID = "agreement_id"
      case planCode = "plan_code"
      case state, currency, instalments
      case totalMinor = "total_minor"
      case paidMinor = "paid_minor"
      case paidInstalments = "paid_instalments"
      case overdueInstalments = "overdue_instalments"
      case madeAt = "made_at"
      case collectorID = "collector_id"
    }
  }

  let accountID: AccountID
  let debtorID: DebtorID
  let creditorID: CreditorID
  let productType: ProductType
  let currency: Currency
  let status: AccountStatus
  let stage: Stage?
  let bucket: String?
  let strategyID: StrategyID?
  let segmentIDs: [SegmentID]
  let daysPastDue: Int
  let totalDueMinor: Int64
  let overdueMinor: Int64
  let paidMinor: Int64
  let zoneID: ZoneID?
  let collectorID: StaffID?
  let collectorName: String?
  let teamID: TeamID?
  let businessDate: CalendarDate
  let updatedAt: Instant
  let visits: [Visit]
  let payments: [Payment]
  let promises: [Promise]
  let agreements: [Agreement]

  private enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case creditorID = "creditor_id"
    case productType = "product_type"
    case currency, status, stage, bucket, visits, payments, promises, agreements
    case strategyID = "strategy_id"
    case segmentIDs = "segment_ids"
    case daysPastDue = "days_past_due"
    case totalDueMinor = "total_due_minor"
    case overdueMinor = "overdue_minor"
    case paidMinor = "paid_minor"
    case zoneID = "zone_id"
    case collectorID = "collector_id"
    case collectorName = "collector_name"
    case teamID = "team_id"
    case businessDate = "business_date"
    case updatedAt = "updated_at"
  }
}

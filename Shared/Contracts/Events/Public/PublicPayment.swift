/// A payment or its reversal as BI tools see it: a full row, every field present.
public struct PublicPayment: PublicRow {
  public static let type = "payment.published"
  public static let topic = Topics.publicPayment
  public var key: RecordKey { RecordKey(debtorID, "\(creditorID)/\(paymentID)") }

  public var eventID: String
  public var schemaVersion: Int
  public var rowVersion: Int64
  public var creditorID: CreditorID
  public var paymentID: PaymentID
  public var accountID: AccountID
  public var debtorID: DebtorID
  /// Always positive; `kind` says whether it came in or went back.
  public var amountMinor: Int64
  public var currency: Currency
  public var kind: PaymentKind
  /// The payment that a reversal takes back.
  @OrNull public var reversalOf: PaymentID?
  /// The payment over several accounts whose part it is.
  @OrNull public var partOf: PaymentID?
  /// The bank's value date.
  public var businessDate: CalendarDate
  @OrNull public var channel: String?
  /// Who owned the debtor when the payment was recorded.
  @OrNull public var collectorID: StaffID?
  @OrNull public var teamID: TeamID?
  @OrNull public var zoneID: ZoneID?
  public var postedAtMs: Int64
  public var recordedAtMs: Int64

  public init(
    eventID: String, schemaVersion: Int, rowVersion: Int64, creditorID: CreditorID, paymentID: PaymentID, accountID: AccountID,
    debtorID: DebtorID, amountMinor: Int64, currency: Currency, kind: PaymentKind, reversalOf: PaymentID?, partOf: PaymentID?,
    businessDate: CalendarDate, channel: String?, collectorID: StaffID?, teamID: TeamID?, zoneID: ZoneID?, postedAtMs: Int64,
    recordedAtMs: Int64
  ) {
    self.eventID = eventID
    self.schemaVersion = schemaVersion
    self.rowVersion = rowVersion
    self.creditorID = creditorID
    self.paymentID = paymentID
    self.accountID = accountID
    self.debtorID = debtorID
    self.amountMinor = amountMinor
    self.currency = currency
    self.kind = kind
    self.reversalOf = reversalOf
    self.partOf = partOf
    self.businessDate = businessDate
    self.channel = channel
    self.collectorID = collectorID
    self.teamID = teamID
    self.zoneID = zoneID
    self.postedAtMs = postedAtMs
    self.recordedAtMs = recordedAtMs
  }

  private enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case schemaVersion = "schema_version"
    case rowVersion = "row_version"
    case creditorID = "creditor_id"
    case paymentID = "payment_id"
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case amountMinor = "amount_minor"
    case currency, kind
    case reversalOf = "reversal_of"
    case partOf = "part_of"
    case businessDate = "business_date"
    case channel
    case collectorID = "collector_id"
    case teamID = "team_id"
    case zoneID = "zone_id"
    case postedAtMs = "posted_at_ms"
    case recordedAtMs = "recorded_at_ms"
  }
}

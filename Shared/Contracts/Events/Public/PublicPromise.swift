/// A promise as BI tools see it: a full row, every field present.
public struct PublicPromise: PublicRow {
  public static let type = "promise.published"
  public static let topic = Topics.publicPromise
  public var key: RecordKey { RecordKey(debtorID, promiseID) }

  public var eventID: String
  public var schemaVersion: Int
  public var rowVersion: Int64
  public var promiseID: PromiseID
  public var debtorID: DebtorID
  public var accountID: AccountID
  /// The visit at which it was made.
  @OrNull public var visitID: VisitID?
  public var collectorID: StaffID
  @OrNull public var teamID: TeamID?
  @OrNull public var zoneID: ZoneID?
  /// The day on which it was made in the debtor's zone.
  public var businessDate: CalendarDate
  public var amountMinor: Int64
  public var currency: Currency
  public var dueOn: CalendarDate
  public var state: PromiseState
  public var paidMinor: Int64
  public var madeAtMs: Int64
  public var changedAtMs: Int64

  public init(
    eventID: String, schemaVersion: Int, rowVersion: Int64, promiseID: PromiseID, debtorID: DebtorID, accountID: AccountID,
    visitID: VisitID?, collectorID: StaffID, teamID: TeamID?, zoneID: ZoneID?, businessDate: CalendarDate, amountMinor: Int64,
    currency: Currency, dueOn: CalendarDate, state: PromiseState, paidMinor: Int64, madeAtMs: Int64, changedAtMs: Int64
  ) {
    self.eventID = eventID
    self.schemaVersion = schemaVersion
    self.rowVersion = rowVersion
    self.promiseID = promiseID
    self.debtorID = debtorID
    self.accountID = accountID
    self.visitID = visitID
    self.collectorID = collectorID
    self.teamID = teamID
    self.zoneID = zoneID
    self.businessDate = businessDate
    self.amountMinor = amountMinor
    self.currency = currency
    self.dueOn = dueOn
    self.state = state
    self.paidMinor = paidMinor
    self.madeAtMs = madeAtMs
    self.changedAtMs = changedAtMs
  }

  private enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case schemaVersion = "schema_version"
    case rowVersion = "row_version"
    case promiseID = "promise_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case visitID = "visit_id"
    case collectorID = "collector_id"
    case teamID = "team_id"
    case zoneID = "zone_id"
    case businessDate = "business_date"
    case amountMinor = "amount_minor"
    case currency
    case dueOn = "due_on"
    case state
    case paidMinor = "paid_minor"
    case madeAtMs = "made_at_ms"
    case changedAtMs = "changed_at_ms"
  }
}

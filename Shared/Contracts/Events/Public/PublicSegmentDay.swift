/// What happened on a day to the accounts that stood in a segment. Rows of the same day add up: counts stand in the row without currency, amounts in one row for each currency.
public struct PublicSegmentDay: PublicRow {
  public static let type = "segment-day.published"
  public static let topic = Topics.publicSegmentDay
  public var key: RecordKey { RecordKey(segmentID, currency.map { "\(businessDate)/\($0.rawValue)" } ?? "\(businessDate)") }

  public var eventID: String
  public var schemaVersion: Int
  public var rowVersion: Int64
  public var segmentID: SegmentID
  public var businessDate: CalendarDate
  /// Null in the row of the counts.
  @OrNull public var currency: Currency?
  /// Worked accounts in the segment when the day was last counted while it was today.
  public var accounts: Int64
  public var overdueMinor: Int64
  public var visits: Int64
  public var contacts: Int64
  public var rightPartyContacts: Int64
  public var promises: Int64
  public var promisedMinor: Int64
  public var payments: Int64
  public var paidMinor: Int64
  public var reversals: Int64
  public var reversedMinor: Int64
  public var updatedAtMs: Int64

  public init(
    eventID: String, schemaVersion: Int, rowVersion: Int64, segmentID: SegmentID, businessDate: CalendarDate, currency: Currency?,
    accounts: Int64, overdueMinor: Int64, visits: Int64, contacts: Int64, rightPartyContacts: Int64, promises: Int64,
    promisedMinor: Int64, payments: Int64, paidMinor: Int64, reversals: Int64, reversedMinor: Int64, updatedAtMs: Int64
  ) {
    self.eventID = eventID
    self.schemaVersion = schemaVersion
    self.rowVersion = rowVersion
    self.segmentID = segmentID
    self.businessDate = businessDate
    self.currency = currency
    self.accounts = accounts
    self.overdueMinor = overdueMinor
    self.visits = visits
    self.contacts = contacts
    self.rightPartyContacts = rightPartyContacts
    self.promises = promises
    self.promisedMinor = promisedMinor
    self.payments = payments
    self.paidMinor = paidMinor
    self.reversals = reversals
    self.reversedMinor = reversedMinor
    self.updatedAtMs = updatedAtMs
  }

  private enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case schemaVersion = "schema_version"
    case rowVersion = "row_version"
    case segmentID = "segment_id"
    case businessDate = "business_date"
    case currency, accounts
    case overdueMinor = "overdue_minor"
    case visits, contacts
    case rightPartyContacts = "right_party_contacts"
    case promises
    case promisedMinor = "promised_minor"
    case payments
    case paidMinor = "paid_minor"
    case reversals
    case reversedMinor = "reversed_minor"
    case updatedAtMs = "updated_at_ms"
  }
}

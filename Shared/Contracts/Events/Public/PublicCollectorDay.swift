/// What a collector did on a day. Rows of the same day add up: counts stand in the row without currency, amounts in one row for each currency.
public struct PublicCollectorDay: PublicRow {
  public static let type = "collector-day.published"
  public static let topic = Topics.publicCollectorDay
  public var key: RecordKey { RecordKey(collectorID, currency.map { "\(businessDate)/\($0.rawValue)" } ?? "\(businessDate)") }

  public var eventID: String
  public var schemaVersion: Int
  public var rowVersion: Int64
  public var collectorID: StaffID
  public var businessDate: CalendarDate
  /// Null in the row of the counts.
  @OrNull public var currency: Currency?
  @OrNull public var teamID: TeamID?
  public var plannedStops: Int64
  public var plannedStopsVisited: Int64
  public var visits: Int64
  public var contacts: Int64
  public var rightPartyContacts: Int64
  public var insideFenceVisits: Int64
  public var lateVisits: Int64
  public var onSiteSeconds: Int64
  /// Of a day with a visit or a route; 0 in the rows of amounts.
  public var shiftSeconds: Int64
  /// Along the positions of the day.
  public var walkedMetres: Int64
  public var promises: Int64
  public var promisedMinor: Int64
  public var payments: Int64
  public var paidMinor: Int64
  public var reversals: Int64
  public var reversedMinor: Int64
  public var updatedAtMs: Int64

  public init(
    eventID: String, schemaVersion: Int, rowVersion: Int64, collectorID: StaffID, businessDate: CalendarDate, currency: Currency?,
    teamID: TeamID?, plannedStops: Int64, plannedStopsVisited: Int64, visits: Int64, contacts: Int64, rightPartyContacts: Int64,
    insideFenceVisits: Int64, lateVisits: Int64, onSiteSeconds: Int64, shiftSeconds: Int64, walkedMetres: Int64, promises: Int64,
    promisedMinor: Int64, payments: Int64, paidMinor: Int64, reversals: Int64, reversedMinor: Int64, updatedAtMs: Int64
  ) {
    self.eventID = eventID
    self.schemaVersion = schemaVersion
    self.rowVersion = rowVersion
    self.collectorID = collectorID
    self.businessDate = businessDate
    self.currency = currency
    self.teamID = teamID
    self.plannedStops = plannedStops
    self.plannedStopsVisited = plannedStopsVisited
    self.visits = visits
    self.contacts = contacts
    self.rightPartyContacts = rightPartyContacts
    self.insideFenceVisits = insideFenceVisits
    self.lateVisits = lateVisits
    self.onSiteSeconds = onSiteSeconds
    self.shiftSeconds = shiftSeconds
    self.walkedMetres = walkedMetres
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
    case collectorID = "collector_id"
    case businessDate = "business_date"
    case currency
    case teamID = "team_id"
    case plannedStops = "planned_stops"
    case plannedStopsVisited = "planned_stops_visited"
    case visits, contacts
    case rightPartyContacts = "right_party_contacts"
    case insideFenceVisits = "inside_fence_visits"
    case lateVisits = "late_visits"
    case onSiteSeconds = "on_site_seconds"
    case shiftSeconds = "shift_seconds"
    case walkedMetres = "walked_metres"
    case promises
    case promisedMinor = "promised_minor"
    case payments
    case paidMinor = "paid_minor"
    case reversals
    case reversedMinor = "reversed_minor"
    case updatedAtMs = "updated_at_ms"
  }
}

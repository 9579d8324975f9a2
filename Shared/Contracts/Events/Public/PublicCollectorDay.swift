/// What a collector did on a day. Rows of the same day add up: counts stand in the row without currency, amounts in one row for each currency.
public struct PublicCollectorDay: VersionedEvent {
  public static let type = "collector-day.published"
  public static let topic = Topics.publicCollectorDay
  public var key: RecordKey { RecordKey(collectorID, currency.map { "\(businessDate)/\($0.rawValue)" } ?? "\(businessDate)") }

  /// The event that led to this row.
  public var eventID: String
  public var schemaVersion: Int
  /// Grows with each change of the same key; a lower one is stale.
  public var rowVersion: Int64
  public var collectorID: StaffID
  public var businessDate: CalendarDate
  /// Null in the row of the counts.
  public var currency: Currency?
  public var teamID: TeamID?
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

  public var version: Int64 { rowVersion }

  /// Every declared field is on the wire; what is unknown is an explicit `null`, so that a BI row has all its columns.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(eventID, forKey: .eventID)
    try container.encode(schemaVersion, forKey: .schemaVersion)
    try container.encode(rowVersion, forKey: .rowVersion)
    try container.encode(collectorID, forKey: .collectorID)
    try container.encode(businessDate, forKey: .businessDate)
    try container.encode(currency, forKey: .currency)
    try container.encode(teamID, forKey: .teamID)
    try container.encode(plannedStops, forKey: .plannedStops)
    try container.encode(plannedStopsVisited, forKey: .plannedStopsVisited)
    try container.encode(visits, forKey: .visits)
    try container.encode(contacts, forKey: .contacts)
    try container.encode(rightPartyContacts, forKey: .rightPartyContacts)
    try container.encode(insideFenceVisits, forKey: .insideFenceVisits)
    try container.encode(lateVisits, forKey: .lateVisits)
    try container.encode(onSiteSeconds, forKey: .onSiteSeconds)
    try container.encode(shiftSeconds, forKey: .shiftSeconds)
    try container.encode(walkedMetres, forKey: .walkedMetres)
    try container.encode(promises, forKey: .promises)
    try container.encode(promisedMinor, forKey: .promisedMinor)
    try container.encode(payments, forKey: .payments)
    try container.encode(paidMinor, forKey: .paidMinor)
    try container.encode(reversals, forKey: .reversals)
    try container.encode(reversedMinor, forKey: .reversedMinor)
    try container.encode(updatedAtMs, forKey: .updatedAtMs)
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

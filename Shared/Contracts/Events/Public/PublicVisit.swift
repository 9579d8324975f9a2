/// A visit as BI tools see it: a full row, every field present.
public struct PublicVisit: PublicRow {
  public static let type = "visit.published"
  public static let topic = Topics.publicVisit
  public var key: RecordKey { RecordKey(debtorID, visitID) }

  public var eventID: String
  public var schemaVersion: Int
  public var rowVersion: Int64
  public var visitID: VisitID
  public var debtorID: DebtorID
  public var collectorID: StaffID
  @OrNull public var teamID: TeamID?
  @OrNull public var zoneID: ZoneID?
  public var businessDate: CalendarDate
  public var outcome: String
  public var contactType: ContactType
  public var geoVerdict: GeoVerdict
  public var contactAllowed: Bool
  public var late: Bool
  /// Whether the visit answers a planned stop.
  public var planned: Bool
  public var promisedMinor: Int64
  @OrNull public var currency: Currency?
  @OrNull public var onSiteSeconds: Seconds?
  public var capturedAtMs: Int64
  public var receivedAtMs: Int64
  /// When `outcome` and `contactType` were last corrected; `nil`: they are as they were recorded.
  @OrNull public var correctedAtMs: Int64?

  public init(
    eventID: String, schemaVersion: Int, rowVersion: Int64, visitID: VisitID, debtorID: DebtorID, collectorID: StaffID, teamID: TeamID?,
    zoneID: ZoneID?, businessDate: CalendarDate, outcome: String, contactType: ContactType, geoVerdict: GeoVerdict, contactAllowed: Bool,
    late: Bool, planned: Bool, promisedMinor: Int64, currency: Currency?, onSiteSeconds: Seconds?, capturedAtMs: Int64,
    receivedAtMs: Int64, correctedAtMs: Int64? = nil
  ) {
    self.eventID = eventID
    self.schemaVersion = schemaVersion
    self.rowVersion = rowVersion
    self.visitID = visitID
    self.debtorID = debtorID
    self.collectorID = collectorID
    self.teamID = teamID
    self.zoneID = zoneID
    self.businessDate = businessDate
    self.outcome = outcome
    self.contactType = contactType
    self.geoVerdict = geoVerdict
    self.contactAllowed = contactAllowed
    self.late = late
    self.planned = planned
    self.promisedMinor = promisedMinor
    self.currency = currency
    self.onSiteSeconds = onSiteSeconds
    self.capturedAtMs = capturedAtMs
    self.receivedAtMs = receivedAtMs
    self.correctedAtMs = correctedAtMs
  }

  private enum CodingKeys: String, CodingKey {
    case eventID = "event_id"
    case schemaVersion = "schema_version"
    case rowVersion = "row_version"
    case visitID = "visit_id"
    case debtorID = "debtor_id"
    case collectorID = "collector_id"
    case teamID = "team_id"
    case zoneID = "zone_id"
    case businessDate = "business_date"
    case outcome
    case contactType = "contact_type"
    case geoVerdict = "geo_verdict"
    case contactAllowed = "contact_allowed"
    case late, planned
    case promisedMinor = "promised_minor"
    case currency
    case onSiteSeconds = "on_site_seconds"
    case capturedAtMs = "captured_at_ms"
    case receivedAtMs = "received_at_ms"
    case correctedAtMs = "corrected_at_ms"
  }
}

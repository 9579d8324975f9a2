/// What happened at the door.
public struct VisitRecorded: Event {
  public static let type = "visit.recorded"
  public static let topic = Topics.visit
  public var key: RecordKey { RecordKey(debtorID, visitID) }

  public var visitID: VisitID
  public var debtorID: DebtorID
  public var accountIDs: [AccountID]
  public var taskIDs: [TaskID]
  public var routeID: RouteID?
  public var stopID: StopID?
  public var collectorID: StaffID
  public var teamID: TeamID?
  public var zoneID: ZoneID?
  /// The date of the visit in the debtor's zone, by capture time.
  public var businessDate: CalendarDate
  /// A result code of the outcome tree.
  public var outcome: String
  public var contactType: ContactType
  public var note: String?
  public var location: Coordinate?
  public var accuracyMetres: Metres?
  /// From the registered address.
  public var distanceMetres: Metres?
  public var geoVerdict: GeoVerdict
  /// Whether the law allowed the visit at its capture time; a denied one is kept and flagged.
  public var contactAllowed: Bool
  public var contactRuleIDs: [String]
  /// Received more than a day after capture.
  public var late: Bool
  public var promiseID: PromiseID?
  public var arrivedAt: Instant?
  public var capturedAt: Instant
  public var receivedAt: Instant
  /// What the device said, where that was still to come: its clock was ahead, and `capturedAt` is the time by ours.
  public var deviceCapturedAt: Instant?

  public init(
    visitID: VisitID, debtorID: DebtorID, accountIDs: [AccountID], taskIDs: [TaskID], routeID: RouteID?, stopID: StopID?,
    collectorID: StaffID, teamID: TeamID?, zoneID: ZoneID?, businessDate: CalendarDate, outcome: String, contactType: ContactType,
    note: String?, location: Coordinate?, accuracyMetres: Metres?, distanceMetres: Metres?, geoVerdict: GeoVerdict, contactAllowed: Bool,
    contactRuleIDs: [String], late: Bool, promiseID: PromiseID?, arrivedAt: Instant?, capturedAt: Instant, receivedAt: Instant,
    deviceCapturedAt: Instant? = nil
  ) {
    self.visitID = visitID
    self.debtorID = debtorID
    self.accountIDs = accountIDs
    self.taskIDs = taskIDs
    self.routeID = routeID
    self.stopID = stopID
    self.collectorID = collectorID
    self.teamID = teamID
    self.zoneID = zoneID
    self.businessDate = businessDate
    self.outcome = outcome
    self.contactType = contactType
    self.note = note
    self.location = location
    self.accuracyMetres = accuracyMetres
    self.distanceMetres = distanceMetres
    self.geoVerdict = geoVerdict
    self.contactAllowed = contactAllowed
    self.contactRuleIDs = contactRuleIDs
    self.late = late
    self.promiseID = promiseID
    self.arrivedAt = arrivedAt
    self.capturedAt = capturedAt
    self.receivedAt = receivedAt
    self.deviceCapturedAt = deviceCapturedAt
  }

  private enum CodingKeys: String, CodingKey {
    case visitID = "visit_id"
    case debtorID = "debtor_id"
    case accountIDs = "account_ids"
    case taskIDs = "task_ids"
    case routeID = "route_id"
    case stopID = "stop_id"
    case collectorID = "collector_id"
    case teamID = "team_id"
    case zoneID = "zone_id"
    case businessDate = "business_date"
    case outcome
    case contactType = "contact_type"
    case note, location
    case accuracyMetres = "accuracy_metres"
    case distanceMetres = "distance_metres"
    case geoVerdict = "geo_verdict"
    case contactAllowed = "contact_allowed"
    case contactRuleIDs = "contact_rule_ids"
    case late
    case promiseID = "promise_id"
    case arrivedAt = "arrived_at"
    case capturedAt = "captured_at"
    case receivedAt = "received_at"
    case deviceCapturedAt = "device_captured_at"
  }
}

/// Whom the collector met.
public enum ContactType: String, Codable, CaseIterable, Sendable {
  case rightParty = "right_party"
  case thirdParty = "third_party"
  case noContact = "no_contact"
}

public enum GeoVerdict: String, Codable, CaseIterable, Sendable {
  case insideFence = "inside_fence"
  case outOfFence = "out_of_fence"
  case suspect
  case unknown
}

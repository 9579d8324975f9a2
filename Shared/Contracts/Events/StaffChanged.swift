/// A person who works with Ronda: roles, team and, for collectors, the working day.
public struct StaffChanged: VersionedEvent {
  public static let type = "staff.changed"
  public static let topic = Topics.staff
  public var key: RecordKey { RecordKey(staffID) }

  public var staffID: StaffID
  public var fullName: String
  public var email: String
  public var roles: [StaffRole]
  public var teamID: TeamID?
  /// Codes of the zones that a collector works.
  public var zoneCodes: [String]
  /// Empty: all creditors.
  public var creditorIDs: [CreditorID]
  public var city: String?
  public var home: Coordinate?
  public var timeZone: String
  /// Minutes after local midnight.
  public var shiftStartsMinute: Int
  public var shiftEndsMinute: Int
  public var maximumStops: Int
  public var active: Bool
  public var version: Int64
  public var changedAt: Instant
  /// What the person can do beyond what everybody can, such as `quechua` or `agro`; absent in events from before there were skills.
  public var skills: [String]?

  public init(
    staffID: StaffID, fullName: String, email: String, roles: [StaffRole], teamID: TeamID?, zoneCodes: [String],
    creditorIDs: [CreditorID], city: String?, home: Coordinate?, timeZone: String, shiftStartsMinute: Int, shiftEndsMinute: Int,
    maximumStops: Int, active: Bool, version: Int64, changedAt: Instant,
    skills: [String]? = nil
  ) {
    self.staffID = staffID
    self.fullName = fullName
    self.email = email
    self.roles = roles
    self.teamID = teamID
    self.zoneCodes = zoneCodes
    self.creditorIDs = creditorIDs
    self.city = city
    self.home = home
    self.timeZone = timeZone
    self.shiftStartsMinute = shiftStartsMinute
    self.shiftEndsMinute = shiftEndsMinute
    self.maximumStops = maximumStops
    self.active = active
    self.version = version
    self.changedAt = changedAt
    self.skills = skills
  }

  private enum CodingKeys: String, CodingKey {
    case staffID = "staff_id"
    case fullName = "full_name"
    case email, roles
    case teamID = "team_id"
    case zoneCodes = "zone_codes"
    case creditorIDs = "creditor_ids"
    case city, home
    case timeZone = "time_zone"
    case shiftStartsMinute = "shift_starts_minute"
    case shiftEndsMinute = "shift_ends_minute"
    case maximumStops = "maximum_stops"
    case active, version, skills
    case changedAt = "changed_at"
  }
}

public enum StaffRole: String, Codable, CaseIterable, Sendable {
  case administrator
  case supervisor
  case collector
  case agency
  case lawFirm = "law_firm"
  case auditor
  case `operator`
  case gateway
}

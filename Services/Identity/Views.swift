import Contracts

/// A member as the console sees it.
struct StaffView: Encodable, Sendable {
  let member: StaffMember

  private enum CodingKeys: String, CodingKey {
    case staffID = "staff_id"
    case fullName = "full_name"
    case email, roles
    case teamID = "team_id"
    case zoneCodes = "zone_codes"
    case creditorIDs = "creditor_ids"
    case city, home
    case timeZone = "time_zone"
    case language
    case shiftStartsMinute = "shift_starts_minute"
    case shiftEndsMinute = "shift_ends_minute"
    case maximumStops = "maximum_stops"
    case active, version, skills
    case changedAt = "changed_at"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(member.staffID, forKey: .staffID)
    try container.encode(member.fullName, forKey: .fullName)
    try container.encode(member.email, forKey: .email)
    try container.encode(member.roles, forKey: .roles)
    try container.encode(member.teamID, forKey: .teamID)
    try container.encode(member.zoneCodes, forKey: .zoneCodes)
    try container.encode(member.creditorIDs, forKey: .creditorIDs)
    try container.encode(member.city, forKey: .city)
    try container.encode(member.home, forKey: .home)
    try container.encode(member.timeZone, forKey: .timeZone)
    try container.encode(member.language, forKey: .language)
    try container.encode(member.shiftStartsMinute, forKey: .shiftStartsMinute)
    try container.encode(member.shiftEndsMinute, forKey: .shiftEndsMinute)
    try container.encode(member.maximumStops, forKey: .maximumStops)
    try container.encode(member.active, forKey: .active)
    try container.encode(member.skills, forKey: .skills)
    try container.encode(member.version, forKey: .version)
    try container.encode(member.changedAt, forKey: .changedAt)
  }
}

/// What a person gets who has signed in or refreshed.
struct SessionView: Encodable, Sendable {
  struct Staff: Encodable, Sendable {
    let staffID: StaffID
    let fullName: String
    let roles: [StaffRole]
    let teamID: TeamID?
    let zoneCodes: [String]
    let language: String

    private enum CodingKeys: String, CodingKey {
      case staffID = "staff_id"
      case fullName = "full_name"
      case roles
      case teamID = "team_id"
      case zoneCodes = "zone_codes"
      case language
    }
  }

  let accessToken: String
  let tokenType = "Bearer"
  let expiresIn: Int
  let refreshToken: String
  let staff: Staff

  init(_ grant: Sessions.Grant) {
    accessToken = grant.accessToken
    expiresIn = grant.expiresIn.value
    refreshToken = grant.refreshToken
    let member = grant.staff
    staff = Staff(
      staffID: member.staffID, fullName: member.fullName, roles: member.roles, teamID: member.teamID, zoneCodes: member.zoneCodes,
      language: member.language)
  }

  private enum CodingKeys: String, CodingKey {
    case accessToken = "access_token"
    case tokenType = "token_type"
    case expiresIn = "expires_in"
    case refreshToken = "refresh_token"
    case staff
  }
}

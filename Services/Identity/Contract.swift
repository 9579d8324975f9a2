package import Contracts

/// `POST sessions`
struct SignInRequest: Decodable {
  let email: String
  let password: String
}

/// `POST sessions/refresh`
struct RefreshRequest: Decodable {
  let refreshToken: String

  private enum CodingKeys: String, CodingKey { case refreshToken = "refresh_token" }
}

/// `PUT me/language`
struct LanguageRequest: Decodable {
  let language: String
}

/// `PUT me/password`
struct PasswordRequest: Decodable {
  let currentPassword: String
  let newPassword: String

  private enum CodingKeys: String, CodingKey {
    case currentPassword = "current_password"
    case newPassword = "new_password"
  }
}

/// `PUT staff/{staff_id}`, and an element of a seed file.
package struct StaffInput: Decodable, Sendable {
  package let fullName: String
  package let email: String
  package let roles: [StaffRole]
  package let teamID: TeamID?
  package let zoneCodes: [String]?
  package let creditorIDs: [CreditorID]?
  package let city: String?
  package let home: Coordinate?
  package let timeZone: String
  package let language: String?
  package let shiftStartsMinute: Int?
  package let shiftEndsMinute: Int?
  package let maximumStops: Int?
  package let active: Bool?
  /// What the person can do beyond what everybody can.
  package let skills: [String]?
  /// Sets a new password; absent leaves the one there is.
  package let password: String?
  /// The version that is replaced; absent replaces any.
  package let version: Int64?

  private enum CodingKeys: String, CodingKey {
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
    case active, password, version, skills
  }

  /// The member that this describes, without version and time.
  func member(_ staffID: StaffID) -> StaffMember {
    StaffMember(
      staffID: staffID, fullName: fullName, email: email.lowercased(), roles: roles, teamID: teamID, zoneCodes: zoneCodes ?? [],
      creditorIDs: creditorIDs ?? [], city: city, home: home, timeZone: timeZone, language: language ?? "es",
      shiftStartsMinute: shiftStartsMinute ?? 8 * 60, shiftEndsMinute: shiftEndsMinute ?? 18 * 60, maximumStops: maximumStops ?? 40,
      active: active ?? true, skills: skills ?? [], version: 0, changedAt: Instant(milliseconds: 0))
  }
}

/// The file that `RONDA_IDENTITY_SEED` names.
package struct StaffSeed: Decodable, Sendable {
  package let staff: [StaffInput]
}

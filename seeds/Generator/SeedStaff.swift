package import Contracts

/// A person of `seeds/staff.json`. The e-mail address is its key; a password is given at start, never here.
package struct SeedStaff: Decodable, Sendable {
  package let email: String
  package let fullName: String
  package let roles: [StaffRole]
  package let teamID: TeamID?
  package let city: String?
  package let zoneCodes: [String]
  /// Empty: all creditors.
  package let creditorIDs: [CreditorID]
  package let home: Coordinate?
  package let timeZone: String
  package let language: String
  /// Minutes after local midnight.
  package let shiftStartsMinute: Int
  package let shiftEndsMinute: Int
  package let maximumStops: Int
  package let active: Bool

  private enum CodingKeys: String, CodingKey {
    case email
    case fullName = "full_name"
    case roles
    case teamID = "team_id"
    case city
    case zoneCodes = "zone_codes"
    case creditorIDs = "creditor_ids"
    case home
    case timeZone = "time_zone"
    case language
    case shiftStartsMinute = "shift_starts_minute"
    case shiftEndsMinute = "shift_ends_minute"
    case maximumStops = "maximum_stops"
    case active
  }
}

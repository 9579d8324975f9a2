import Contracts

/// A person, or a gateway, that works with Ronda.
struct StaffMember: Sendable, Equatable {
  var staffID: StaffID
  var fullName: String
  /// Lower case; what the person signs in with.
  var email: String
  var roles: [StaffRole]
  var teamID: TeamID?
  var zoneCodes: [String]
  /// Empty: all creditors.
  var creditorIDs: [CreditorID]
  var city: String?
  var home: Coordinate?
  var timeZone: String
  /// A BCP 47 tag.
  var language: String
  var shiftStartsMinute: Int
  var shiftEndsMinute: Int
  var maximumStops: Int
  var active: Bool
  /// What the person can do beyond what everybody can.
  var skills: [String]
  var version: Int64
  var changedAt: Instant

  /// Whether the two say the same, whenever it was said.
  func hasSameContent(as other: StaffMember) -> Bool {
    var copy = other
    copy.version = version
    copy.changedAt = changedAt
    return self == copy
  }

  /// Whether somebody who works for these creditors, or for all when there are none, may decide about the member: who sees more than that would
  /// be given more than the giver has.
  func isWithin(_ creditors: [CreditorID]) -> Bool {
    creditors.isEmpty || (!creditorIDs.isEmpty && Set(creditors).isSuperset(of: creditorIDs))
  }

  var isActiveAdministrator: Bool { active && roles.contains(.administrator) }

  var event: StaffChanged {
    StaffChanged(
      staffID: staffID, fullName: fullName, email: email, roles: roles, teamID: teamID, zoneCodes: zoneCodes, creditorIDs: creditorIDs,
      city: city, home: home, timeZone: timeZone, shiftStartsMinute: shiftStartsMinute, shiftEndsMinute: shiftEndsMinute,
      maximumStops: maximumStops, active: active, version: version, changedAt: changedAt, skills: skills)
  }
}

package import Contracts

/// A person who visits debtors, and the working day that was agreed.
package struct Collector: Sendable, Equatable {
  package var collectorID: StaffID
  package var fullName: String
  package var teamID: TeamID?
  package var zoneCodes: [String]
  package var city: String?
  package var home: Coordinate?
  package var timeZone: String
  /// Minutes after local midnight.
  package var shiftStartsMinute: Int
  package var shiftEndsMinute: Int
  package var maximumStops: Int
  package var isActive: Bool
  /// What the collector can do beyond what everybody can.
  package var skills: Set<String>
  /// Whose debtors the collector may be told of. Empty: every creditor's.
  package var creditorIDs: Set<CreditorID>

  package init(
    collectorID: StaffID, fullName: String, teamID: TeamID?, zoneCodes: [String], city: String?, home: Coordinate?, timeZone: String,
    shiftStartsMinute: Int, shiftEndsMinute: Int, maximumStops: Int, isActive: Bool,
    skills: Set<String> = [], creditorIDs: Set<CreditorID> = []
  ) {
    self.collectorID = collectorID
    self.fullName = fullName
    self.teamID = teamID
    self.zoneCodes = zoneCodes
    self.city = city
    self.home = home
    self.timeZone = timeZone
    self.shiftStartsMinute = shiftStartsMinute
    self.shiftEndsMinute = shiftEndsMinute
    self.maximumStops = maximumStops
    self.isActive = isActive
    self.skills = skills
    self.creditorIDs = creditorIDs
  }

  package init(_ event: StaffChanged) {
    self.init(
      collectorID: event.staffID, fullName: event.fullName, teamID: event.teamID, zoneCodes: event.zoneCodes, city: event.city,
      home: event.home, timeZone: event.timeZone, shiftStartsMinute: event.shiftStartsMinute, shiftEndsMinute: event.shiftEndsMinute,
      maximumStops: event.maximumStops, isActive: event.active && event.roles.contains(.collector), skills: Set(event.skills ?? []),
      creditorIDs: Set(event.creditorIDs))
  }

  /// Whether routes can be planned for the collector at all.
  package var canWork: Bool { isActive && maximumStops > 0 && shiftStartsMinute < shiftEndsMinute }
}

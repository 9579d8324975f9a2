package import Contracts

/// Whom a payment is attributed to: the collector, zone and team that owned the debtor when the payment was recorded.
package struct PaymentOwner: Sendable, Equatable {
  package var collectorID: StaffID?
  package var zoneID: ZoneID?
  package var teamID: TeamID?

  package init(collectorID: StaffID? = nil, zoneID: ZoneID? = nil, teamID: TeamID? = nil) {
    self.collectorID = collectorID
    self.zoneID = zoneID
    self.teamID = teamID
  }
}

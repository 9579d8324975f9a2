package import Contracts

/// What indicators are asked for.
package struct IndicatorQuestion: Sendable {
  package enum Group: String, CaseIterable, Sendable, Encodable {
    case total, collector, team, zone, segment, creditor, date
  }

  /// The longest period, in days.
  package static let longestPeriod = 366

  package var from: CalendarDate
  package var to: CalendarDate
  package var group: Group = .total
  package var collectorID: StaffID?
  package var teamID: TeamID?
  package var zoneID: ZoneID?
  package var segmentID: SegmentID?
  package var creditorID: CreditorID?

  package init(from: CalendarDate, to: CalendarDate, group: Group = .total) {
    self.from = from
    self.to = to
    self.group = group
  }
}

package import Contracts

/// What a person decided about the next visit of a debtor.
package struct VisitPin: Sendable, Equatable {
  /// Who comes, where that is somebody of the day's team.
  package var collectorID: StaffID?
  /// The date on which the visit is made; no other plan looks at the debtor before.
  package var date: CalendarDate?
  /// The visit comes at the beginning of its route.
  package var isFirst: Bool

  package init(collectorID: StaffID? = nil, date: CalendarDate? = nil, isFirst: Bool = false) {
    self.collectorID = collectorID
    self.date = date
    self.isFirst = isFirst
  }
}

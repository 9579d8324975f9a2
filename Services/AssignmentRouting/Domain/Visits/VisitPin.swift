package import Contracts

/// What a person decided about the next visit of a debtor.
package struct VisitPin: Sendable, Equatable {
  /// Who comes, where that is somebody of the day's team.
  package var collectorID: StaffID?
  /// The date on which the visit is made; no other plan looks at the debtor before.
  package var date: CalendarDate?
  /// The visit comes at the beginning of its route.
  package var isFirst: Bool

  /// The minute after local midnight at which the visit begins; within ``tolerance`` after it.
  package var minute: Int?

  /// How late the visit may begin, beside the minute that was promised.
  package static let tolerance = Seconds(900)

  package init(collectorID: StaffID? = nil, date: CalendarDate? = nil, isFirst: Bool = false, minute: Int? = nil) {
    self.collectorID = collectorID
    self.date = date
    self.isFirst = isFirst
    self.minute = minute
  }
}

package import Contracts

/// A debtor who may be visited on the day: all of the debtor's legal tasks at one address.
package struct StopCandidate: Sendable, Equatable {
  package var debtorID: DebtorID
  package var addressID: AddressID
  package var location: Coordinate
  package var tasks: [VisitTask]
  /// In order; never empty.
  package var windows: [ServiceWindow]
  package var service: Seconds
  package var score: StopScore
  /// The debtor's own collector.
  package var ownerID: StaffID?
  package var pin: VisitPin?

  package init(
    debtorID: DebtorID, addressID: AddressID, location: Coordinate, tasks: [VisitTask], windows: [ServiceWindow], service: Seconds,
    score: StopScore, ownerID: StaffID?, pin: VisitPin? = nil
  ) {
    self.debtorID = debtorID
    self.addressID = addressID
    self.location = location
    self.tasks = tasks
    self.windows = windows
    self.service = service
    self.score = score
    self.ownerID = ownerID
    self.pin = pin
  }

  /// The task that the stop is first of all about: the most urgent one.
  package var leading: VisitTask? { tasks.max { ($0.priority, $1.taskID) < ($1.priority, $0.taskID) } }
}

extension [VisitTask] {
  /// What is overdue in the currency of the most urgent task; amounts in other currencies cannot be added.
  package var amount: Money? {
    guard let leading = self.max(by: { ($0.priority, $1.taskID) < ($1.priority, $0.taskID) }) else { return nil }
    return Money(
      minor: reduce(0) { $0 + ($1.currency == leading.currency ? $1.amountMinor : 0) }, currency: leading.currency)
  }

  /// Each account once, in order.
  package var accountIDs: [AccountID] { Set(map(\.accountID)).sorted() }
}

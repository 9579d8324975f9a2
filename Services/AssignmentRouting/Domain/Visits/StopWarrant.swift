import ContactRules
package import Contracts

/// What becomes of a planned stop when the world has changed.
package enum StopVerdict: Sendable, Equatable {
  case keep
  /// Some of its tasks are gone; the visit goes on for these.
  case trim([VisitTask], RouteCause)
  /// The visit took place.
  case visited
  case drop(RouteCause)

  /// Whether it was the law that took something away.
  package var isLegal: Bool {
    switch self {
    case .trim(_, .denied), .drop(.denied): true
    case .keep, .trim, .visited, .drop: false
    }
  }
}

/// Whether a planned stop is still warranted: an open task, on an account where something is overdue, that the law allows at the
/// planned hour.
package struct StopWarrant: Sendable {
  private let law: VisitLaw

  package init(_ law: VisitLaw) {
    self.law = law
  }

  package func judge(_ stop: RouteVisit, on date: CalendarDate, _ visit: VisitCase) -> StopVerdict {
    guard stop.status == .planned else { return .keep }
    let wanted = Set(stop.taskIDs)
    let open = visit.tasks.filter { wanted.contains($0.taskID) }
    let owed = open.filter { visit.isOwed($0.accountID) }
    let legal = owed.filter { isLegal(stop, visit, $0.accountID, date) }
    if legal.count == wanted.count { return .keep }
    let cause = cause(stop, visit, isDenied: legal.count < owed.count)
    guard legal.isEmpty else { return .trim(legal, cause) }
    if stop.taskIDs.contains(where: { visit.closed[$0] == .done }) { return .visited }
    return .drop(cause)
  }

  /// The strongest of the reasons: a law that forbids goes before a debt that is gone, that before a task that was closed.
  private func cause(_ stop: RouteVisit, _ visit: VisitCase, isDenied: Bool) -> RouteCause {
    if isDenied { return .denied }
    let isSettled = stop.accountIDs.contains { accountID in visit.accounts[accountID].map { $0.overdueMinor == 0 } ?? false }
    let isClosedAsPaid = stop.taskIDs.contains { visit.closed[$0] == .paid || visit.closed[$0] == .cured }
    return isSettled || isClosedAsPaid ? .paid : .closed
  }

  private func isLegal(_ stop: RouteVisit, _ visit: VisitCase, _ accountID: AccountID, _ date: CalendarDate) -> Bool {
    law.windows(for: visit, account: accountID, on: date).windows.contains { window in
      ServiceWindow(window, service: stop.service)?.contains(stop.startsAt) ?? false
    }
  }
}

extension RouteVisit {
  /// The same stop for fewer tasks.
  package func trimmed(to tasks: [VisitTask]) -> RouteVisit {
    var stop = self
    stop.taskIDs = tasks.map(\.taskID).sorted()
    stop.accountIDs = tasks.accountIDs
    stop.priority = tasks.map(\.priority).max() ?? priority
    if let amount = tasks.amount {
      stop.amountMinor = amount.minor
      stop.currency = amount.currency
    }
    return stop
  }
}

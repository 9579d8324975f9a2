package import Contracts

/// How the debtor means to pay.
package enum PromiseMethod: String, Codable, CaseIterable, Sendable {
  case cash, transfer, card, wallet, agent, branch
  case directDebit = "direct_debit"
  case other
}

/// A promise as it is kept: the last event about it, and the terms under which it was made.
package struct PromiseRecord: Equatable, Sendable {
  package var event: PromiseChanged
  package var teamID: TeamID?
  package var madeOn: CalendarDate
  package var timeZone: String
  /// The last date on which a payment counts.
  package var cutOffOn: CalendarDate
  /// When it is judged.
  package var cutOffAt: Instant
  package var tolerancePermille: Int64
  package var partialPermille: Int64
  /// The first of the promises that were made together, one for each date; its own id when there is one date.
  package var seriesID: PromiseID
  package var method: PromiseMethod?
  /// Why it was cancelled.
  package var closedReason: String?
  /// What it was judged by; `nil` for one that was taken before this was noted.
  package var policy: PromisePolicyVersion?

  package init(
    event: PromiseChanged, teamID: TeamID?, madeOn: CalendarDate, timeZone: String, cutOffOn: CalendarDate, cutOffAt: Instant,
    tolerancePermille: Int64, partialPermille: Int64, seriesID: PromiseID, method: PromiseMethod?, closedReason: String? = nil,
    policy: PromisePolicyVersion? = nil
  ) {
    self.event = event
    self.teamID = teamID
    self.madeOn = madeOn
    self.timeZone = timeZone
    self.cutOffOn = cutOffOn
    self.cutOffAt = cutOffAt
    self.tolerancePermille = tolerancePermille
    self.partialPermille = partialPermille
    self.seriesID = seriesID
    self.method = method
    self.closedReason = closedReason
    self.policy = policy
  }

  package var isActive: Bool { event.state == .active }

  /// One that was called off or replaced takes no payments.
  var isOpenToPayments: Bool { event.state != .cancelled && event.state != .replaced }

  func covers(anyOf accounts: [AccountID]) -> Bool { event.coveredAccountIDs.contains { accounts.contains($0) } }

  /// The same promise as it is to who may know of some accounts only; `nil` when it is about none of them first of all.
  package func narrowed(to accounts: Set<AccountID>) -> PromiseRecord? {
    guard accounts.contains(event.accountID) else { return nil }
    var own = self
    own.event.accountIDs = event.accountIDs?.filter { accounts.contains($0) }
    return own
  }

  /// The same promise in another state.
  package func moved(to state: PromiseState, reason: String? = nil, at now: Instant) -> PromiseRecord {
    var next = self
    next.event.state = state
    next.event.version += 1
    next.event.changedAt = now
    next.closedReason = reason ?? closedReason
    return next
  }
}

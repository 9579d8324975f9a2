package import Contracts

/// When a call may be made, as far as is known now.
package struct CallPermit: Equatable, Sendable {
  package var taskID: TaskID
  package var debtorID: DebtorID
  package var accountID: AccountID
  /// The next stretch of time that the law leaves to it; `nil` when there is none within the days that the rules look ahead.
  package var window: Window?
  /// What refuses it outside of the window, as a code; `nil` when nothing but the task's own date does.
  package var reason: String?
  /// The rules that refuse it outside of the window.
  package var refusingRuleIDs: [String]
  /// The rules that open the window.
  package var openingRuleIDs: [String]
  package var lawVersion: String
  /// When it is to be judged again, though nothing is heard of the debtor.
  package var reviewAt: Instant

  package struct Window: Equatable, Sendable {
    package var opensAt: Instant
    /// The first instant that does not belong to it.
    package var closesAt: Instant

    package init(opensAt: Instant, closesAt: Instant) {
      self.opensAt = opensAt
      self.closesAt = closesAt
    }
  }

  package init(
    taskID: TaskID, debtorID: DebtorID, accountID: AccountID, window: Window?, reason: String?, refusingRuleIDs: [String],
    openingRuleIDs: [String], lawVersion: String, reviewAt: Instant
  ) {
    self.taskID = taskID
    self.debtorID = debtorID
    self.accountID = accountID
    self.window = window
    self.reason = reason
    self.refusingRuleIDs = refusingRuleIDs
    self.openingRuleIDs = openingRuleIDs
    self.lawVersion = lawVersion
    self.reviewAt = reviewAt
  }

  package enum State: String, Codable, Sendable, CaseIterable {
    case allowed
    /// It waits for its window.
    case deferred
    /// It is handed to nobody.
    case forbidden
  }

  package func state(at now: Instant) -> State {
    guard let window else { return .forbidden }
    return window.opensAt <= now && now < window.closesAt ? .allowed : .deferred
  }

  /// Whether another judgement says the same; when to look again aside.
  package func agrees(with other: CallPermit) -> Bool {
    var other = other
    other.reviewAt = reviewAt
    return self == other
  }
}

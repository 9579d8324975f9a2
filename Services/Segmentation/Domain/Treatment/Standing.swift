import Contracts

/// Where an account stands, from what the bank last said about it and the newest payment, whichever is later.
///
/// Account states and payments come on different topics in no fixed order; the times at which ingestion recorded them decide.
package struct Standing: Equatable, Sendable {
  package let overdueMinor: Int64
  package let daysPastDue: Int
  /// Nothing is overdue.
  package let isCleared: Bool
  /// A payment is the reason that nothing is overdue.
  package let clearedByPayment: Bool

  package init(account: AccountFacts, payment: PaymentMark?) {
    if let payment, payment.recordedAt >= account.updatedAt {
      overdueMinor = payment.overdueMinor
      daysPastDue = payment.overdueMinor == 0 ? min(account.daysPastDue, 0) : account.daysPastDue
      clearedByPayment = payment.overdueMinor == 0
    } else {
      overdueMinor = account.overdueMinor
      daysPastDue = account.daysPastDue
      clearedByPayment = false
    }
    isCleared = daysPastDue <= 0
  }

  /// Why a task on overdue debt ends now that nothing is overdue.
  func clearance(of account: AccountFacts, openedOn: CalendarDate) -> TaskCloseReason {
    if clearedByPayment { return .paid }
    return account.lastPaymentDate.map { $0 >= openedOn } == true ? .paid : .cured
  }
}

package import Contracts

/// The state of one account: what the bank said last, lowered by the payments that it did not know of when it said so.
package struct Account: Sendable {
  package let accountID: AccountID
  package let creditorID: CreditorID
  /// Empty once the debtor was forgotten.
  package internal(set) var accountNumber: String
  package var debtorID: DebtorID
  package var currency: Currency
  package var productCode: String?
  package var productType: ProductType
  package var branchCode: String?

  /// As the bank said it; payments since then are not in it.
  package var stated: StatedPosition
  package var overdue: OverdueBalances
  package var totalDue: Int64
  package var lastPayment: DatedAmount?
  package var nextDue: DatedAmount?
  package var riskScore: Int?
  package var flags = AccountFlags()
  package var attributes: [String: String] = [:]
  /// What else was said, as it came; `nil` when it is as it was stored.
  package var details: [UInt8]?

  package var businessDate: CalendarDate
  package var source: StatementSource
  /// That of the newest event; `nil` before the first.
  package var sequence: Int64?
  package var eventID: String?
  package var eventHash: ContentHash?
  package var fileHash: ContentHash?
  package var profileHash: ContentHash?
  /// The business date at which the profile last changed.
  package var profileSince: CalendarDate
  /// The newest effective date of the payments that lower `overdue`; `nil` when none does.
  package var latestMovement: CalendarDate?
  package var version: Int64 = 0
  /// Grows with every write of the row, also of one that publishes nothing.
  package var revision: Int64 = 0

  /// The bank's word, except that a debt which payments have made good is cured.
  package var status: AccountStatus {
    switch stated.status {
    case .active, .paused, .chargedOff: isPaidUp ? .cured : stated.status
    case .cured, .inactive, .closed: stated.status
    }
  }

  /// Whether payments have brought to zero what the bank said was overdue.
  private var isPaidUp: Bool { stated.overdueMinor > 0 && overdue.total == 0 }
}

package struct StatedPosition: Equatable, Sendable {
  package var status: AccountStatus
  package var overdueMinor: Int64
  /// The business date of the newest statement that said balances.
  package var asOf: CalendarDate
  package var daysPastDue: Int
  package var oldestDueDate: CalendarDate?
  package var lastPayment: DatedAmount?
}

extension Account {
  /// The event that tells the others.
  package func updated(version: Int64, at now: Instant) -> AccountUpdated {
    let isPaidUp = isPaidUp
    return AccountUpdated(
      accountID: accountID, debtorID: debtorID, creditorID: creditorID, accountNumber: accountNumber, productCode: productCode,
      productType: productType, branchCode: branchCode, currency: currency, status: status,
      daysPastDue: isPaidUp ? min(0, stated.daysPastDue) : stated.daysPastDue,
      oldestDueDate: isPaidUp ? nil : stated.oldestDueDate, totalDueMinor: totalDue, overdueMinor: overdue.total,
      overduePrincipalMinor: overdue.principal, overdueInterestMinor: overdue.interest,
      overdueLateInterestMinor: overdue.lateInterest, overdueFeesMinor: overdue.fees, nextDueDate: nextDue?.date,
      nextDueMinor: nextDue?.amountMinor, lastPaymentDate: lastPayment?.date, lastPaymentMinor: lastPayment?.amountMinor,
      riskScore: riskScore, flags: flags, attributes: attributes, businessDate: businessDate, version: version, updatedAt: now)
  }
}

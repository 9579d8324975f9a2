package import Contracts

/// A payment that counts, less what was taken back.
package struct NetPayment: Equatable, Sendable {
  package var accountID: AccountID
  package var valueDate: CalendarDate
  package var amountMinor: Int64
  package var currency: Currency

  package init(accountID: AccountID, valueDate: CalendarDate, amountMinor: Int64, currency: Currency) {
    self.accountID = accountID
    self.valueDate = valueDate
    self.amountMinor = amountMinor
    self.currency = currency
  }
}

/// What became of the promises of one debtor.
package enum PromiseMatching {
  /// The promises that changed, with the next version.
  ///
  /// - Parameter paid: what counts for each of them (``PaymentAllocation``).
  package static func rematch(_ promises: [PromiseRecord], _ paid: [PromiseID: Int64], at now: Instant) -> [PromiseRecord] {
    promises.compactMap { promise in
      guard promise.isOpenToPayments else { return nil }
      var next = promise
      next.event.paidMinor = paid[promise.event.promiseID] ?? 0
      next.event.state = state(of: promise, paid: next.event.paidMinor, at: now)
      guard next != promise else { return nil }
      next.event.version += 1
      next.event.changedAt = now
      return next
    }
  }

  private static func state(of promise: PromiseRecord, paid: Int64, at now: Instant) -> PromiseState {
    let amount = promise.event.amountMinor
    if paid * 1_000 >= amount * (1_000 - promise.tolerancePermille), paid > 0 { return .kept }
    if now < promise.cutOffAt { return .active }
    return paid * 1_000 >= amount * promise.partialPermille ? .partiallyKept : .broken
  }
}

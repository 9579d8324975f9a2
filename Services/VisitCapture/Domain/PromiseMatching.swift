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

/// What became of the promises of one debtor. Worked out anew from all payments to their accounts each time, so that the order in which
/// payments, reversals and promises arrive makes no difference.
package enum PromiseMatching {
  /// The promises that changed, with the next version.
  package static func rematch(_ promises: [PromiseRecord], _ payments: [NetPayment], at now: Instant) -> [PromiseRecord] {
    let paid = allocate(payments, to: promises)
    return promises.compactMap { promise in
      guard isOpenToPayments(promise) else { return nil }
      var next = promise
      next.event.paidMinor = paid[promise.event.promiseID] ?? 0
      next.event.state = state(of: promise, paid: next.event.paidMinor, at: now)
      guard next != promise else { return nil }
      next.event.version += 1
      next.event.changedAt = now
      return next
    }
  }

  /// A payment goes to the promise that falls due first among those about its account in whose time it lies; what is left over goes to
  /// the next one, so that no money keeps two promises.
  private static func allocate(_ payments: [NetPayment], to promises: [PromiseRecord]) -> [PromiseID: Int64] {
    let order = promises.filter(isOpenToPayments).sorted {
      ($0.event.dueOn, $0.event.madeAt, $0.event.promiseID) < ($1.event.dueOn, $1.event.madeAt, $1.event.promiseID)
    }
    var paid: [PromiseID: Int64] = [:]
    for payment in payments.sorted(by: { ($0.valueDate, $0.accountID) < ($1.valueDate, $1.accountID) }) {
      var left = payment.amountMinor
      for promise in order where left > 0 && counts(payment, for: promise) {
        let share = min(left, promise.event.amountMinor - paid[promise.event.promiseID, default: 0])
        paid[promise.event.promiseID, default: 0] += share
        left -= share
      }
    }
    return paid
  }

  private static func isOpenToPayments(_ promise: PromiseRecord) -> Bool {
    promise.event.state != .cancelled && promise.event.state != .replaced
  }

  private static func counts(_ payment: NetPayment, for promise: PromiseRecord) -> Bool {
    promise.event.currency == payment.currency && promise.covers(anyOf: [payment.accountID]) && promise.madeOn <= payment.valueDate
      && payment.valueDate <= promise.cutOffOn
  }

  private static func state(of promise: PromiseRecord, paid: Int64, at now: Instant) -> PromiseState {
    let amount = promise.event.amountMinor
    if paid * 1_000 >= amount * (1_000 - promise.tolerancePermille), paid > 0 { return .kept }
    if now < promise.cutOffAt { return .active }
    return paid * 1_000 >= amount * promise.partialPermille ? .partiallyKept : .broken
  }
}

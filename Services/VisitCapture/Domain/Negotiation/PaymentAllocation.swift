package import Contracts

/// Which payment counts for what a debtor agreed to: each for one promise or one agreement, never for two.
///
/// What was agreed first is paid first. Promises made before an agreement come before it, by due date; then the agreement, as much as it
/// asks for; then what was promised after it. A payment counts for a promise within its time (``PromiseMatching``), for an agreement from
/// the day on which that was made. Worked out anew from all payments each time, so that the order in which they arrive, or are taken
/// back, makes no difference.
package struct PaymentAllocation: Sendable {
  /// What counts for each promise.
  package private(set) var promised: [PromiseID: Int64] = [:]
  /// How far each agreement has come.
  package private(set) var progress: [AgreementID: AgreementProgress] = [:]

  /// - Parameters:
  ///   - payments: to the debtor's accounts, less what was taken back.
  ///   - promises: of the debtor; those that were cancelled or replaced take nothing.
  ///   - agreements: of the debtor; those that are not active or completed take nothing.
  ///   - now: the day of each agreement's debtor is worked out from it.
  package init(_ payments: [NetPayment], promises: [PromiseRecord], agreements: [Agreement], at now: Instant) {
    var left = payments.sorted { ($0.valueDate, $0.accountID) < ($1.valueDate, $1.accountID) }
    let living = agreements.filter { $0.state == .active || $0.state == .completed }
      .sorted { ($0.event.madeAt, $0.event.agreementID) < ($1.event.madeAt, $1.event.agreementID) }
    var since: Instant?
    for agreement in living {
      let madeAt = agreement.event.madeAt
      let before = promises.filter { promise in
        promise.event.madeAt <= madeAt && since.map { promise.event.madeAt > $0 } ?? true
      }
      pay(before, from: &left)
      pay(agreement, on: LocalClock.date(of: now, in: agreement.timeZone), from: &left)
      since = madeAt
    }
    pay(promises.filter { promise in since.map { promise.event.madeAt > $0 } ?? true }, from: &left)
  }

  /// A payment goes to the promise that falls due first among those about its account in whose time it lies; what is left over goes to
  /// the next one.
  private mutating func pay(_ promises: [PromiseRecord], from payments: inout [NetPayment]) {
    let order = promises.filter(\.isOpenToPayments).sorted {
      ($0.event.dueOn, $0.event.madeAt, $0.event.promiseID) < ($1.event.dueOn, $1.event.madeAt, $1.event.promiseID)
    }
    for index in payments.indices {
      for promise in order where payments[index].amountMinor > 0 && payments[index].counts(for: promise) {
        let share = min(payments[index].amountMinor, promise.event.amountMinor - promised[promise.event.promiseID, default: 0])
        promised[promise.event.promiseID, default: 0] += share
        payments[index].amountMinor -= share
      }
    }
  }

  private mutating func pay(_ agreement: Agreement, on today: CalendarDate, from payments: inout [NetPayment]) {
    let reached = AgreementProgress(agreement, payments.filter { $0.amountMinor > 0 }, on: today)
    progress[agreement.event.agreementID] = reached
    var due = reached.paidMinor
    for index in payments.indices where due > 0 && payments[index].counts(for: agreement) {
      let share = min(due, payments[index].amountMinor)
      payments[index].amountMinor -= share
      due -= share
    }
  }
}

extension NetPayment {
  /// From the day of the deal on.
  func counts(for agreement: Agreement) -> Bool {
    accountID == agreement.event.accountID && valueDate >= agreement.madeOn && currency == agreement.event.currency
  }

  /// From the day on which the promise was made to the last one on which a payment counts.
  func counts(for promise: PromiseRecord) -> Bool {
    promise.event.currency == currency && promise.covers(anyOf: [accountID]) && promise.madeOn <= valueDate
      && valueDate <= promise.cutOffOn
  }
}

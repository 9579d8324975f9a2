package import Contracts

extension Account {
  /// Whether the bank's last state can already contain a payment. One of the same day counts as not contained: the state that contains
  /// it is still to come, and replaces the effect.
  package func counts(_ effectiveDate: CalendarDate) -> Bool { effectiveDate >= stated.asOf }

  /// Lowers what is owed by a payment, unless the bank's state contains it already, and answers how the payment was used.
  package mutating func receive(
    _ amount: Int64, given: OverdueBalances?, effective: CalendarDate, order: AllocationOrder = .standard
  ) -> Allocation {
    guard counts(effective) else {
      // How the bank used it is unknown unless it says so. It is noted as principal, in case it is reversed.
      let known = given.flatMap { $0.total == amount ? $0 : nil }
      return Allocation(overdue: known ?? OverdueBalances(principal: amount))
    }
    let allocation = Allocation(of: amount, over: overdue, totalDue: totalDue, given: given, order: order)
    overdue = overdue.lowered(by: allocation.overdue)
    totalDue = max(0, totalDue - allocation.overdue.total - allocation.beyond)
    noteMovement(effective)
    if lastPayment.map({ effective >= $0.date }) ?? true { lastPayment = DatedAmount(date: effective, amountMinor: amount) }
    return allocation
  }

  /// Raises what is owed by what a reversal gives back.
  package mutating func giveBack(_ allocation: Allocation, of payment: DatedAmount?, effective: CalendarDate) {
    guard counts(effective) else { return }
    overdue = overdue.raised(by: allocation.overdue)
    totalDue += allocation.overdue.total + allocation.beyond
    noteMovement(effective)
    if let payment, lastPayment == payment { lastPayment = stated.lastPayment }
  }

  private mutating func noteMovement(_ date: CalendarDate) {
    latestMovement = max(date, latestMovement ?? date)
  }

  /// Whether payments that this account has received must be applied again on top of a statement.
  package func hasMovements(after statement: AccountStatement) -> Bool {
    guard statement.balances != nil, let latestMovement else { return false }
    return latestMovement > statement.businessDate
  }

  /// Applies again, on the balances of a new statement, the payments that are newer than it. They come in the order of their dates.
  ///
  /// Returns those whose allocation changed.
  package mutating func reapply(_ payments: [Payment], by policy: AllocationPolicy = AllocationPolicy()) -> [Payment] {
    let order = policy.order(for: stated.status)
    var allocations: [PaymentKey: Allocation] = [:]
    var givenBack: [PaymentKey: Int64] = [:]
    var changed: [Payment] = []
    for var payment in payments where payment.effectiveDate > stated.asOf {
      let before = payment.allocation
      switch payment.kind {
      case .posted:
        payment.allocation = receive(payment.amountMinor, given: payment.given, effective: payment.effectiveDate, order: order)
        allocations[payment.key] = payment.allocation
      case .reversed:
        if let key = payment.reversalKey, let original = allocations[key] {
          payment.allocation = original.givenBack(payment.amountMinor, after: givenBack[key] ?? 0)
          givenBack[key, default: 0] += payment.amountMinor
        }
        let original = payments.first { $0.key == payment.reversalKey }
        giveBack(
          payment.allocation, of: original.map { DatedAmount(date: $0.valueDate, amountMinor: $0.amountMinor) },
          effective: payment.effectiveDate)
      }
      if payment.allocation != before {
        payment.isChanged = true
        changed.append(payment)
      }
    }
    return changed
  }
}

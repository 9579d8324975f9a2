/// How a payment lowers what is owed, in minor units. The parts sum up to the payment.
///
/// A payment that the bank did not allocate is used up in an ``AllocationOrder``. What is left after
/// everything overdue lowers the amount not yet due (`beyond`); what is left after the whole debt lowers nothing (`excess`).
package struct Allocation: Equatable, Sendable {
  package var overdue = OverdueBalances()
  package var beyond: Int64 = 0
  package var excess: Int64 = 0
  /// In which it was used up; reversals give back in the opposite one.
  package var order = AllocationOrder.standard

  package var total: Int64 { overdue.total + beyond + excess }

  package init(
    overdue: OverdueBalances = OverdueBalances(), beyond: Int64 = 0, excess: Int64 = 0, order: AllocationOrder = .standard
  ) {
    self.overdue = overdue
    self.beyond = beyond
    self.excess = excess
    self.order = order
  }

  /// Allocates `amount`.
  ///
  /// - Parameters:
  ///   - balances: what is overdue now.
  ///   - totalDue: all that is owed now, overdue or not.
  ///   - given: what the bank says; a part of it above the overdue component lowers what is not yet due.
  ///   - order: of what the bank does not say.
  package init(
    of amount: Int64, over balances: OverdueBalances, totalDue: Int64, given: OverdueBalances? = nil, order: AllocationOrder = .standard
  ) {
    self.init(order: order)
    let paths = order.components.map(\.path)
    var rest = amount
    var open = balances
    var beyondGiven: Int64 = 0
    if let given {
      for component in paths {
        let booked = min(given[keyPath: component], rest)
        let used = min(booked, open[keyPath: component])
        overdue[keyPath: component] += used
        open[keyPath: component] -= used
        beyondGiven += booked - used
        rest -= booked
      }
    }
    for component in paths {
      let used = min(rest, open[keyPath: component])
      overdue[keyPath: component] += used
      rest -= used
    }
    let notYetDue = max(0, totalDue - balances.total)
    beyond = min(rest + beyondGiven, notYetDue)
    excess = rest + beyondGiven - beyond
  }

  /// The part of this payment that a reversal of `amount` gives back, when `already` of it was given back before.
  ///
  /// What was used up last comes back first: excess, beyond, then the components from the last of the order to its first.
  package func givenBack(_ amount: Int64, after already: Int64) -> Allocation {
    var result = Allocation(order: order)
    var skipped = already
    var rest = amount
    func take(_ part: Int64) -> Int64 {
      let available = part - min(skipped, part)
      skipped -= min(skipped, part)
      let taken = min(rest, available)
      rest -= taken
      return taken
    }
    result.excess = take(excess)
    result.beyond = take(beyond)
    for component in order.components.reversed().map(\.path) { result.overdue[keyPath: component] = take(overdue[keyPath: component]) }
    return result
  }
}

extension OverdueBalances {
  /// Lower by what a payment used; never below zero.
  package func lowered(by other: OverdueBalances) -> OverdueBalances {
    OverdueBalances(
      principal: max(0, principal - other.principal), interest: max(0, interest - other.interest),
      lateInterest: max(0, lateInterest - other.lateInterest), fees: max(0, fees - other.fees),
      insurance: max(0, insurance - other.insurance))
  }

  package func raised(by other: OverdueBalances) -> OverdueBalances {
    OverdueBalances(
      principal: principal + other.principal, interest: interest + other.interest, lateInterest: lateInterest + other.lateInterest,
      fees: fees + other.fees, insurance: insurance + other.insurance)
  }
}

package import Contracts
import Negotiation

/// How far an agreement has come. Worked out anew from all payments each time, so that the order in which payments and reversals arrive
/// makes no difference.
package struct AgreementProgress: Equatable, Sendable {
  package private(set) var paidMinor: Int64 = 0
  package private(set) var paidInstalments = 0
  package private(set) var lateInstalments = 0
  /// Not paid although their last day in time is over, the down payment among them.
  package private(set) var overdueInstalments = 0
  package private(set) var incentivesEarned = 0
  package private(set) var totalMinor: Int64 = 0
  package private(set) var nextDueOn: CalendarDate?
  package private(set) var nextDueMinor: Int64?
  package private(set) var isCompleted = false
  package private(set) var isDefaulted = false
  /// The first day on which something changes if nothing more is paid.
  package private(set) var nextLookOn: CalendarDate?
  private var hasIncentive = false

  /// Payments settle the lines in their order.
  ///
  /// - Parameters:
  ///   - payments: those that count for the agreement, in the order of their value dates: see ``PaymentAllocation``.
  ///   - today: by the debtor's calendar.
  package init(_ agreement: Agreement, _ payments: [NetPayment], on today: CalendarDate) {
    let counted = payments.filter { $0.counts(for: agreement) }
    let lines = agreement.quote.lines
    var walk = PaymentWalk(counted)
    var reward = RewardCount(agreement)
    hasIncentive = agreement.incentive != nil
    for (index, line) in lines.enumerated() {
      let due = line.totalMinor - reward.credit(index)
      let settledOn = walk.settle(due, by: line.cutOffOn)
      let isLate = (settledOn ?? today) > line.cutOffOn
      if settledOn == nil {
        if nextDueOn == nil { (nextDueOn, nextDueMinor) = (line.dueOn, due - walk.left) }
        if isLate { overdueInstalments += 1 }
        let defaultsOn = line.cutOffOn.advanced(byDays: agreement.defaultAfterDays + 1)
        if today >= defaultsOn { isDefaulted = true }
        let look = [line.cutOffOn.advanced(byDays: 1), defaultsOn].first { $0 > today }
        nextLookOn = [nextLookOn, look].compactMap(\.self).min()
      }
      guard line.number > 0 else { continue }
      if settledOn != nil { paidInstalments += 1 }
      if isLate { lateInstalments += 1 }
      reward.count(index, isSettled: settledOn != nil, isLate: isLate)
    }
    incentivesEarned = reward.earned
    totalMinor = lines.reduce(0) { $0 + $1.totalMinor } - reward.total
    paidMinor = min(counted.reduce(0) { $0 + $1.amountMinor }, totalMinor)
    isCompleted = nextDueOn == nil
    if isCompleted { isDefaulted = false }
  }

  /// What happened since the event, in order.
  func causes(since event: AgreementChanged) -> [AgreementCause] {
    var causes: [AgreementCause] = event.state == .completed ? [.reopened] : []
    if paidMinor < event.paidMinor { causes.append(.paymentReversed) }
    if paidMinor > event.paidMinor { causes.append(.instalmentPaid) }
    if lateInstalments > event.lateInstalments {
      causes.append(.instalmentLate)
      if hasIncentive { causes.append(.incentiveLost) }
    }
    for _ in 0..<max(0, incentivesEarned - event.incentivesEarned) { causes.append(.incentiveEarned) }
    if isCompleted { causes.append(.completed) } else if isDefaulted { causes.append(.defaulted) }
    return causes
  }
}

/// Payments on their way over the lines.
private struct PaymentWalk {
  private var payments: [NetPayment]
  private var index = 0
  /// What has been paid towards the first line that is not paid in full.
  private(set) var left: Int64 = 0
  private var reachedOn: CalendarDate?
  /// What is there stays with the first line that is not paid in full: the lines after it are open as well.
  private var isExhausted = false

  init(_ payments: [NetPayment]) { self.payments = payments }

  /// When the amount was paid in full; `nil` when it is not. Nothing is settled by the day by which it was due.
  mutating func settle(_ amount: Int64, by cutOff: CalendarDate) -> CalendarDate? {
    guard amount > 0 else { return cutOff }
    guard !isExhausted else { return nil }
    while left < amount, index < payments.count {
      left += payments[index].amountMinor
      reachedOn = payments[index].valueDate
      index += 1
    }
    isExhausted = left < amount
    guard !isExhausted else { return nil }
    left -= amount
    return reachedOn
  }
}

/// Counts instalments paid in time, and what that earns.
private struct RewardCount {
  private let incentive: Incentive?
  private let lines: [AgreedInstalment]
  private let lateInterestMinor: Int64
  private var credits: [Int64]
  private var streak = 0
  private var isForfeited = false
  private(set) var earned = 0

  init(_ agreement: Agreement) {
    incentive = agreement.incentive
    lines = agreement.quote.lines
    lateInterestMinor = agreement.quote.debt.lateInterest - agreement.quote.waived.lateInterest
    credits = Array(repeating: 0, count: lines.count)
  }

  var total: Int64 { credits.reduce(0, +) }

  func credit(_ index: Int) -> Int64 { credits[index] }

  mutating func count(_ index: Int, isSettled: Bool, isLate: Bool) {
    guard let incentive, !isForfeited else { return }
    if isLate {
      streak = 0
      isForfeited = incentive.onLate == .forfeits
    } else if isSettled {
      streak += 1
      guard streak == incentive.after else { return }
      streak = 0
      earned += 1
      grant(incentive.worth(lines, after: index, lateInterestMinor: lateInterestMinor), after: index)
    }
  }

  /// Takes the reward off the last instalments, as far as there is something to take off.
  private mutating func grant(_ worth: Int64, after index: Int) {
    var left = worth
    for later in ((index + 1)..<lines.count).reversed() where left > 0 {
      let part = min(left, lines[later].totalMinor - credits[later])
      credits[later] += part
      left -= part
    }
  }
}

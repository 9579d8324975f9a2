import Contracts
import Segmentation
import TestSupport
import Testing

@Suite struct ClosingTests {
  private func catalogue() throws -> Catalogue {
    let visit = StepAction.raise(.visit, template: nil, expiresAfterDays: 10)
    return try .sample([
      strategy("preventive", position: 1, entry: Condition("stage = 'preventive'"), Step("pause", .wait(days: 400))),
      strategy("field", position: 2, Step("visit", visit), Step("pause", .wait(days: 5)), Step("second visit", visit)),
    ])
  }

  /// An account with an open visit task.
  private func opened() throws -> Case {
    var one = Case(try account(), try debtor(), try catalogue())
    try one.judge(at: "2026-11-23T14:00:00Z")
    #expect(one.log.map(\.state) == [.open])
    return one
  }

  @Test("a payment of all that is overdue closes the task as paid, whether or not the account's state has come")
  func paid() throws {
    var one = try opened()
    one.dossier.payment = PaymentMark(overdueMinor: 0, recordedAt: instant("2026-11-23T15:00:00Z"))
    try one.judge(at: "2026-11-23T15:00:01Z")
    #expect(one.log.last?.closeReason == .paid)
    #expect(one.log.last?.version == 2)
    #expect(one.treatment?.stage == .preventive)
    #expect(one.stageChanges.last?.effectiveOn == date("2026-11-23"))
    // An older state that arrives late does not open it again.
    one.dossier.account = AccountFacts(try account(dpd: 46, version: 2, updatedAt: "2026-11-23T14:59:00Z"))
    try one.judge(at: "2026-11-23T15:00:02Z")
    #expect(one.log.count == 2)
  }

  @Test("a partial payment lowers the amount of the open task")
  func partial() throws {
    var one = try opened()
    one.dossier.payment = PaymentMark(overdueMinor: 20_000, recordedAt: instant("2026-11-23T15:00:00Z"))
    try one.judge(at: "2026-11-23T15:00:01Z")
    #expect(one.log.last?.state == .open)
    #expect(one.log.last?.amountMinor == 20_000)
    #expect(one.log.last?.version == 2)
  }

  @Test("a reversed payment puts the account to work again with a new task")
  func reversed() throws {
    var one = try opened()
    one.dossier.payment = PaymentMark(overdueMinor: 0, recordedAt: instant("2026-11-23T15:00:00Z"))
    try one.judge(at: "2026-11-23T15:00:01Z")
    one.dossier.payment = PaymentMark(overdueMinor: 120_000, recordedAt: instant("2026-11-24T15:00:00Z"))
    try one.judge(at: "2026-11-24T15:00:01Z")
    #expect(one.log.last?.state == .open)
    #expect(Set(one.log.map(\.taskID)).count == 2)
  }

  @Test("an account that the bank calls cured has its task closed as cured, or as paid when it says so", arguments: [nil, "2026-11-23"])
  func cured(lastPayment: String?) throws {
    var one = try opened()
    one.dossier.account = AccountFacts(
      try account(dpd: 0, status: .cured, lastPayment: lastPayment, version: 2, updatedAt: "2026-11-24T05:00:00Z"))
    let verdict = try one.judge(at: "2026-11-24T05:00:01Z")
    #expect(one.log.last?.closeReason == (lastPayment == nil ? .cured : .paid))
    #expect(verdict.treatment.state == .closed)
    #expect(verdict.treatment.step == nil)
    #expect(verdict.treatment.nextAt == nil)
  }

  @Test("an account that is withdrawn has its task withdrawn, and enters anew when it comes back")
  func withdrawn() throws {
    var one = try opened()
    one.dossier.account = AccountFacts(try account(status: .inactive, version: 2))
    try one.judge(at: "2026-11-24T05:00:00Z")
    #expect(one.log.last?.closeReason == .withdrawn)
    one.dossier.account = AccountFacts(try account(version: 3))
    try one.judge(at: "2026-11-25T05:00:00Z")
    #expect(one.log.last?.state == .open)
    #expect(one.treatment?.cycle == 2)
  }

  @Test("a visit that names the task does it, and the circuit goes on after its pause", arguments: [true, false])
  func visited(named: Bool) throws {
    var one = try opened()
    let task = try #require(one.log.first)
    if named { one.dossier.history.finishedTasks = [task.taskID] }
    one.dossier.history.lastVisitAt = instant("2026-11-23T16:00:00Z")
    one.dossier.history.visits = 1
    try one.judge(at: "2026-11-23T16:00:01Z")
    #expect(one.log.last?.closeReason == .done)
    #expect(one.treatment?.step == "pause")
    try one.judge(at: "2026-11-28T05:00:00Z")
    #expect(one.log.last?.step == "second visit")
    #expect(one.log.last?.state == .open)
  }

  @Test("a visit captured before the task was raised does not do it")
  func earlierVisit() throws {
    var one = try opened()
    one.dossier.history.lastVisitAt = instant("2026-11-20T16:00:00Z")
    one.dossier.history.visits = 1
    try one.judge(at: "2026-11-23T16:00:01Z")
    #expect(one.log.count == 1)
  }

  @Test("X10: a flag empties the worklist at once, and lifting it puts the same task back")
  func flagged() throws {
    var one = try opened()
    var flags = AccountFlags()
    flags.dispute = true
    one.dossier.account = AccountFacts(try account(flags: flags, version: 2))
    try one.judge(at: "2026-11-23T15:00:00Z")
    #expect(one.log.last?.closeReason == .paused)
    #expect(one.treatment?.state == .paused)
    one.dossier.account = AccountFacts(try account(version: 3))
    try one.judge(at: "2026-11-24T15:00:00Z")
    #expect(one.log.last?.state == .open)
    #expect(Set(one.log.map(\.taskID)).count == 1)
  }

  @Test("until the debtor has come the circuit is chosen but does not run")
  func withoutDebtor() throws {
    var one = Case(try account(), nil, try catalogue())
    try one.judge(at: "2026-11-23T14:00:00Z")
    #expect(one.treatment?.strategyID == StrategyID("field"))
    #expect(one.log.isEmpty)
    one.dossier.debtor = DebtorFacts(try debtor())
    try one.judge(at: "2026-11-23T14:00:01Z")
    #expect(one.log.map(\.state) == [.open])
  }

  @Test("V12: the priority is the weighted sum of its terms, and more overdue is never less urgent")
  func priority() throws {
    let policy = try catalogue().policy.priority
    let terms = policy.terms(overdue: Money(minor: 250_000, currency: .pen), daysPastDue: 90, riskScore: 500, brokenPromises: 0)
    #expect(terms.map(\.points) == [225, 175, 50, 0])
    #expect(PriorityPolicy.score(of: terms) == 450)
    let huge = policy.terms(overdue: Money(minor: .max, currency: .pen), daysPastDue: 4_000, riskScore: 5_000, brokenPromises: 9)
    #expect(PriorityPolicy.score(of: huge) == 1_000)
    let none = policy.terms(overdue: Money(minor: -5, currency: .pen), daysPastDue: -9, riskScore: nil, brokenPromises: 0)
    #expect(PriorityPolicy.score(of: none) == 0)
  }
}

import Contracts
import Segmentation
import TestSupport
import Testing

@Suite struct CircuitTests {
  private let email = StepAction.raise(.email, template: "notice", expiresAfterDays: 5)
  private let visit = StepAction.raise(.visit, template: nil, expiresAfterDays: 4)

  @Test("C15: as the clock runs, each step comes on its date")
  func dates() throws {
    let catalogue = try Catalogue.sample([
      strategy(
        Step("notice", email), Step("pause", .wait(days: 3)), Step("visit", visit), Step("rest", .wait(days: 2)), Step("again", email))
    ])
    var one = Case(try account(), try debtor(), catalogue)
    // A Sunday morning in Lima, which is five hours behind UTC.
    try one.run(from: "2026-11-22T15:00:00Z", until: "2026-12-31T00:00:00Z")
    let opened = one.log.filter { $0.version == 1 }
    #expect(opened.map(\.step) == ["notice", "visit", "again"])
    #expect(opened[0].dueOn == date("2026-11-22"))
    #expect(opened[0].openedAt == instant("2026-11-22T15:00:00Z"))
    // The pause ends at Wednesday's local midnight; the visit is for Thursday, the next working date, and expires four days later.
    #expect(opened[1].openedAt == instant("2026-11-25T05:00:00Z"))
    #expect(opened[1].dueOn == date("2026-11-26"))
    #expect(opened[1].expiresOn == date("2026-11-30"))
    #expect(opened[2].openedAt == instant("2026-12-03T05:00:00Z"))
    #expect(one.log.filter { $0.state == .closed }.allSatisfy { $0.closeReason == .expired })
    #expect(one.treatment?.step == nil)
    #expect(one.treatment?.nextAt == nil)
  }

  @Test("a visit raised on a Friday is for the next working date")
  func weekend() throws {
    var one = Case(try account(), try debtor(), try .sample([strategy(Step("visit", visit))]))
    try one.judge(at: "2026-11-27T15:00:00Z")
    #expect(one.log.first?.dueOn == date("2026-11-30"))
  }

  @Test("judging again what a judgement left behind changes nothing")
  func idempotent() throws {
    var one = Case(try account(), try debtor(), try .sample([strategy(Step("notice", email), Step("visit", visit))]))
    try one.judge(at: "2026-11-22T15:00:00Z")
    let verdict = try one.judge(at: "2026-11-22T15:00:00Z")
    #expect(!verdict.isTreatmentChanged && !verdict.isRowChanged && verdict.tasks.isEmpty && verdict.stageChange == nil)
  }

  @Test("C13: risk scores of 300 and 700 take different branches", arguments: [(300, "letter"), (700, "visit")])
  func branches(risk: Int, step: String) throws {
    let catalogue = try Catalogue.sample([
      strategy(
        Step("by risk", .branch(Condition("risk_score >= 500"), then: "visit", otherwise: "letter")), Step("visit", visit),
        Step("letter", email))
    ])
    var one = Case(try account(risk: risk), try debtor(), catalogue)
    try one.judge(at: "2026-11-22T15:00:00Z")
    #expect(one.log.map(\.step) == [step])
  }

  @Test("C07: moving up into a bucket fires its actions once")
  func bucketActions() throws {
    let action = BucketAction(bucket: "61-90", kind: .email, template: "arrears", expiresAfterDays: 5, when: nil)
    var one = Case(
      try account(dpd: 60), try debtor(), try .sample([strategy(Step("pause", .wait(days: 400)))], bucketActions: [action]))
    try one.judge(at: "2026-11-22T15:00:00Z")
    #expect(one.log.isEmpty)
    for (dpd, day, version) in [(61, "2026-11-23", Int64(2)), (62, "2026-11-24", 3), (50, "2026-11-25", 4), (61, "2026-11-26", 5)] {
      one.dossier.account = AccountFacts(try account(dpd: dpd, businessDate: day, version: version, updatedAt: "\(day)T05:00:00Z"))
      try one.judge(at: "\(day)T05:00:01Z")
    }
    let fired = one.log.filter { $0.version == 1 }
    #expect(fired.map(\.template) == ["arrears"])
    #expect(fired.first?.dueOn == date("2026-11-23"))
  }

  @Test("a promise pauses the visit until it falls due; then the same task goes on")
  func promisePauses() throws {
    var one = Case(try account(), try debtor(), try .sample([strategy(Step("visit", visit))]))
    try one.judge(at: "2026-11-23T15:00:00Z")
    one.dossier.history.promiseDueOn = date("2026-11-25")
    try one.judge(at: "2026-11-23T16:00:00Z")
    #expect(one.log.last?.closeReason == .paused)
    #expect(one.treatment?.nextAt == instant("2026-11-26T05:00:00Z"))
    try one.judge(at: "2026-11-26T05:00:00Z")
    let task = try #require(one.log.last)
    #expect(task.state == .open && task.closeReason == nil && task.version == 3)
    #expect(task.dueOn == date("2026-11-27"))
    #expect(Set(one.log.map(\.taskID)).count == 1)
  }

  @Test("V22: a reminder goes out three days before each due date, and again for the next one")
  func preventive() throws {
    let catalogue = try Catalogue.sample([
      strategy(
        restarts: true, Step("before", .waitForDue(daysBefore: 3)),
        Step("reminder", .raise(.email, template: "reminder", expiresAfterDays: 3)))
    ])
    var one = Case(try account(dpd: -10, nextDue: "2026-12-02"), try debtor(), catalogue)
    try one.run(from: "2026-11-22T15:00:00Z", until: "2026-12-20T00:00:00Z")
    one.dossier.account = AccountFacts(try account(dpd: -20, nextDue: "2027-01-02", businessDate: "2026-12-03", version: 2))
    try one.run(from: "2026-12-03T15:00:00Z", until: "2027-01-20T00:00:00Z")
    #expect(one.log.filter { $0.version == 1 }.map(\.dueOn) == [date("2026-11-29"), date("2026-12-30")])
  }

  @Test(
    "C25: days before the due date there is a reminder by letter, e-mail or fax, or a call for the phone queue, once for each date",
    arguments: [(TaskKind.letter, TaskQueue.automatic), (.email, .automatic), (.fax, .automatic), (.call, .phone)])
  func reminders(kind: TaskKind, queue: TaskQueue) throws {
    let template = queue == .automatic ? "reminder" : nil
    let catalogue = try Catalogue.sample([
      strategy(
        restarts: true, Step("before", .waitForDue(daysBefore: 2)), Step("remind", .raise(kind, template: template, expiresAfterDays: 2)))
    ])
    var one = Case(try account(dpd: -10, nextDue: "2026-12-02"), try debtor(), catalogue)
    try one.run(from: "2026-11-22T15:00:00Z", until: "2026-12-20T00:00:00Z")
    let opened = one.log.filter { $0.version == 1 }
    #expect(opened.map(\.kind) == [kind] && opened.map(\.queue) == [queue])
    // People do it on the next working day.
    #expect(opened.map(\.dueOn) == [date(queue == .automatic ? "2026-11-30" : "2026-12-01")])
  }

  @Test("an account follows the version of a strategy that it entered, and newcomers the newest")
  func versions() throws {
    let first = try strategy(version: 1, Step("visit", visit))
    let second = try strategy(version: 2, Step("notice", email))
    var old = Case(try account(1), try debtor(1), try .sample([first]))
    try old.judge(at: "2026-11-22T15:00:00Z")
    old.catalogue = try .sample([first, second])
    try old.judge(at: "2026-11-23T15:00:00Z")
    var new = Case(try account(2), try debtor(2), old.catalogue)
    try new.judge(at: "2026-11-23T15:00:00Z")
    #expect(old.treatment?.strategyVersion == 1)
    #expect(old.log.map(\.strategyVersion) == [1])
    #expect(new.treatment?.strategyVersion == 2)
  }

  @Test("a circuit that could never end, or leads nowhere, is refused")
  func faults() throws {
    #expect(throws: Circuit.Fault.empty) { try Circuit(steps: []) }
    #expect(throws: Circuit.Fault.duplicateStep("a")) { try Circuit(steps: [Step("a", .wait(days: 1)), Step("a", .wait(days: 1))]) }
    #expect(throws: Circuit.Fault.unknownTarget(step: "a", target: "z")) { try Circuit(steps: [Step("a", .wait(days: 1), next: "z")]) }
    #expect(throws: Circuit.Fault.endlessLoop(step: "a")) {
      try Circuit(steps: [Step("a", email), Step("b", .branch(.always, then: "a", otherwise: nil))])
    }
    #expect(throws: Circuit.Fault.missingTemplate(step: "a")) {
      try Circuit(steps: [Step("a", .raise(.email, template: nil, expiresAfterDays: 1))])
    }
    _ = try Circuit(steps: [Step("a", .wait(days: 1)), Step("b", .branch(.always, then: "a", otherwise: nil))])
  }

  @Test("the steps of a circuit read back as they were written")
  func roundTrip() throws {
    let circuit = try Circuit(
      steps: [
        Step("a", when: Condition("has_email"), email, next: "c"), Step("b", .waitForDue(daysBefore: 2)),
        Step("c", .branch(Condition("stage = 'early'"), then: "d", otherwise: "e")), Step("d", .wait(days: 3)), Step("e", visit),
      ], restartsOnNewDueDate: true)
    #expect(try EventCoding.decode(Circuit.self, from: try EventCoding.encode(circuit)) == circuit)
  }
}

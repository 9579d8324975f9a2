import Contracts
import HTTPTypes
import Segmentation
import TestSupport
import Testing

@Suite struct StageTests {
  private func catalogue() throws -> Catalogue {
    try .sample([strategy(Step("pause", .wait(days: 400)))])
  }

  @Test(
    "V02: days past due of -3, 5, 45 and 100 are the stages preventive, early, mid and prelegal",
    arguments: [
      (-3, Stage.preventive), (0, .preventive), (1, .early), (5, .early), (30, .early), (31, .mid), (45, .mid), (100, .prelegal),
      (181, .legal),
    ])
  func stages(dpd: Int, stage: Stage) throws {
    var one = Case(try account(dpd: dpd), try debtor(), try catalogue())
    let verdict = try one.judge(at: "2026-11-22T15:00:00Z")
    #expect(verdict.treatment.stage == stage)
    #expect(verdict.treatment.strategyID != nil)
  }

  @Test("a charged-off account is in the stage charged_off whatever its days past due")
  func chargedOff() throws {
    var one = Case(try account(dpd: 10, status: .chargedOff), try debtor(), try catalogue())
    #expect(try one.judge(at: "2026-11-22T15:00:00Z").treatment.stage == .chargedOff)
  }

  @Test("V21: crossing a threshold moves the stage once, with the business date that brought it")
  func crossing() throws {
    var one = Case(try account(dpd: 30, businessDate: "2026-11-22"), try debtor(), try catalogue())
    try one.judge(at: "2026-11-22T15:00:00Z")
    for (dpd, day, version) in [(31, "2026-11-23", Int64(2)), (32, "2026-11-24", 3), (33, "2026-11-25", 4)] {
      one.dossier.account = AccountFacts(try account(dpd: dpd, businessDate: day, version: version, updatedAt: "\(day)T05:00:00Z"))
      try one.judge(at: "\(day)T05:00:01Z")
    }
    #expect(one.stageChanges.map(\.to) == [.early, .mid])
    #expect(one.stageChanges.last?.from == .early)
    #expect(one.stageChanges.last?.effectiveOn == date("2026-11-23"))
    #expect(one.treatment?.stageSince == date("2026-11-23"))
  }

  @Test(
    "V21: the move to another stage goes out once, with its effective date, whatever is sent again or late, and the account's page lists it"
  )
  func stageEvent() async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1)])
      let days = try [(30, "2026-11-20"), (31, "2026-11-21"), (32, "2026-11-22")].enumerated().map { index, day in
        try account(1, dpd: day.0, businessDate: day.1, version: Int64(index + 1), updatedAt: "\(day.1)T12:00:00Z")
      }
      for event in days + days.reversed() { try await office.learn(accounts: [event]) }
      try await office.worker.runOnce()
      let told = try await office.service.published(TreatmentChanged.self)
      #expect(told.map(\.version) == Array(1...Int64(told.count)))
      #expect(told.first?.stage == .early && told.first?.stageSince == date("2026-11-20"))
      let moved = told.drop { $0.stage == .early }
      #expect(moved.allSatisfy { $0.stage == .mid && $0.stageSince == date("2026-11-21") } && !moved.isEmpty)
      let accountID: AccountID = try id("account", 1)
      let page = try office.json(try await office.send(.get, "accounts/\(accountID)/treatment"))
      #expect(page["stages"]?.array?.map { $0["to"] } == ["mid", "early"])
      #expect(page["stages"]?.array?.map { $0["effective_on"] } == ["2026-11-21", "2026-11-20"])
    }
  }

  @Test("bands must rise, and the lowest has no lower end")
  func bands() throws {
    #expect(throws: BandScale.Fault.empty) { try BandScale([]) }
    #expect(throws: BandScale.Fault.lowestIsBounded) { try BandScale([Band(name: "a", from: 0)]) }
    #expect(throws: BandScale.Fault.notRising) {
      try BandScale([Band(name: "a", from: nil), Band(name: "b", from: 5), Band(name: "c", from: 5)])
    }
  }

  @Test("a catalogue whose last strategy takes only some is refused, so that nobody is left without a circuit")
  func lastStrategy() throws {
    let picky = try strategy("picky", entry: Condition("stage = 'early'"), Step("pause", .wait(days: 1)))
    #expect(throws: Catalogue.Fault.lastStrategyIsConditional(StrategyID("picky"))) { try Catalogue.sample([picky]) }
    #expect(throws: Catalogue.Fault.noStrategy) { try Catalogue.sample([]) }
  }
}

import ContactRules
import Contracts
import Testing

@Suite struct ReportTests {
  private func report(_ at: String, notices: [String], authorised: Bool = true, small: Bool = false, country: String = "CO")
    -> ContactDecision
  {
    Law.rules.decide(
      BureauReport(
        jurisdiction: Jurisdiction(country), isAuthorised: authorised, notices: notices.map(Law.instant), isSmallDebt: small,
        instant: Law.instant(at), timeZone: "America/Bogota"))
  }

  @Test("X01, CO-08: a negative report follows twenty calendar days after the notice, with an authorisation")
  func notice() {
    #expect(report("2026-11-25T00:00-05:00", notices: ["2026-11-05T23:00-05:00"]).allowed)
    let early = report("2026-11-24T23:59-05:00", notices: ["2026-11-05T08:00-05:00"])
    #expect(!early.allowed && early.ruleIDs.names == ["CO-08"] && early.codes == [.noticeMissing])
    #expect(early.nextAllowedAt == Law.instant("2026-11-25T00:00-05:00"))
    #expect(report("2026-11-25T12:00-05:00", notices: []).nextAllowedAt == nil)
    #expect(report("2026-11-25T12:00-05:00", notices: ["2026-11-26T12:00-05:00"]).nextAllowedAt == nil)
    #expect(!report("2026-11-25T12:00-05:00", notices: ["2026-10-05T12:00-05:00"], authorised: false).allowed)
  }

  @Test("X01, CO-08: a small debt needs two notices on two days")
  func smallDebt() {
    #expect(!report("2026-11-25T12:00-05:00", notices: ["2026-10-01T12:00-05:00"], small: true).allowed)
    let two = report("2026-11-25T12:00-05:00", notices: ["2026-11-10T12:00-05:00", "2026-10-01T12:00-05:00"], small: true)
    #expect(two.nextAllowedAt == Law.instant("2026-11-30T00:00-05:00"))
    #expect(report("2026-11-30T00:00-05:00", notices: ["2026-11-10T12:00-05:00", "2026-10-01T12:00-05:00"], small: true).allowed)
  }

  @Test("X01: where no law speaks about reports nothing is asked")
  func elsewhere() {
    #expect(report("2026-11-25T12:00-05:00", notices: [], authorised: false, country: "PE").allowed)
  }
}

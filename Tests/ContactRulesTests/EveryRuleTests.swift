import ContactRules
import Contracts
import Testing

@Suite struct EveryRuleTests {
  /// Rows about bureau reports and fees: see `ReportTests`, and the tests of fees where charges are made.
  static let notContacts: Set<String> = ["CO-08", "CL-05"]

  @Test("X01: each rule row has a passing and a refusing case", arguments: RuleCase.all)
  func bothWays(example: RuleCase) {
    let passed = Law.rules.decide(example.passing)
    #expect(passed.allowed, "\(passed.reasons)")
    #expect(passed.reasons.isEmpty)
    let refused = Law.rules.decide(example.refused)
    #expect(!refused.allowed)
    if example.rule == "GEN-10" {
      #expect(passed.ruleIDs.names == ["GEN-10"])
    } else {
      #expect(refused.ruleIDs.names.contains(example.rule))
    }
  }

  @Test("X01: no row of the law is without a case")
  func complete() {
    let decided = Set(Law.rules.catalogue.filter { $0.evaluation == .engine }.map(\.id.rawValue))
    let all = Set(Law.rules.catalogue.map(\.id.rawValue))
    #expect(Set(RuleCase.all.map(\.rule)) == decided)
    #expect(all.subtracting(decided) == Self.notContacts)
    let law = """
      CO-01 CO-02 CO-03 CO-04 CO-05 CO-06 CO-07 CO-08 MX-01 MX-02 MX-03 PE-01 PE-02 PE-03 CL-01 CL-02 CL-03 CL-04 CL-05 EC-01 EC-02 EC-03 \
      AR-01 AR-02a AR-02b AR-03 BR-01 BR-02 BR-03 BR-04 BR-05 GT-01 ES-01 US-01 US-02 US-03
      """
    #expect(all.filter { !$0.hasPrefix("GEN") } == Set(law.split(separator: " ").map(String.init)))
  }

  @Test("X01: a subdivision's windows replace its country's, its country's prohibitions stay")
  func subdivision() {
    // Saturday morning is open in Buenos Aires City and closed in the rest of Argentina.
    let at = "2026-11-28T10:00-03:00"
    let zone = "America/Argentina/Buenos_Aires"
    #expect(Law.rules.decide(Law.request("AR-C", .call, at)).allowed)
    #expect(!Law.rules.decide(Law.request("AR", .call, at, zone: zone)).allowed)
    #expect(!Law.rules.decide(Law.request("AR-X", .call, at, zone: zone)).allowed)
    #expect(Law.rules.decide(Law.request("AR-C", .call, at) { $0.party = .relative }).ruleIDs.names == ["AR-03"])
    // Rio de Janeiro speaks about calls only: a visit follows the country.
    #expect(!Law.rules.decide(Law.request("BR-RJ", .call, "2026-11-25T19:30-03:00")).allowed)
    #expect(Law.rules.decide(Law.request("BR-RJ", .visit, "2026-11-25T19:30-03:00")).ruleIDs.names == ["BR-01"])
  }

  @Test("X01: the law of an address is that of its state where the state has any, however it is written; elsewhere that of the country")
  func address() {
    func law(_ country: String, _ state: String?) -> String { Law.rules.jurisdiction(of: country, state: state).description }
    #expect(["RJ", "Rio de Janeiro", "rio de janeiro"].map { law("BR", $0) } == ["BR-RJ", "BR-RJ", "BR-RJ"])
    #expect(["São Paulo", "SAO PAULO"].map { law("BR", $0) } == ["BR-SP", "BR-SP"])
    #expect(law("AR", "Ciudad Autónoma de Buenos Aires") == "AR-C")
    #expect([law("PE", "Lima"), law("BR", "Minas Gerais"), law("BR", nil), law("ZZ", "SP")] == ["PE", "BR", "BR", "ZZ"])
  }

  @Test("X01: several jurisdictions intersect")
  func intersection() throws {
    var request = Law.request("CO", .email, "2026-11-25T19:30-05:00") { $0.jurisdictions.append(Jurisdiction("PE")) }
    #expect(Law.rules.decide(request).ruleIDs.names == ["CO-01"])
    request.instant = Law.instant("2026-11-25T18:30-05:00")
    #expect(Law.rules.decide(request).ruleIDs.names == ["CO-01", "PE-02"])
    // Saturday is open in Colombia only; Tuesday 8 December is a holiday in both, Wednesday 9 in Peru.
    request.instant = Law.instant("2026-11-28T09:00-05:00")
    #expect(Law.rules.decide(request).ruleIDs.names == ["PE-02"])
    request.instant = Law.instant("2026-12-07T19:30-05:00")
    #expect(Law.rules.decide(request).nextAllowedAt == Law.instant("2026-12-10T07:00-05:00"))
    let windows = Law.rules.windows(on: CalendarDate("2026-11-25")!, for: request).windows
    #expect(windows.map(\.localOpens) == [420] && windows.map(\.localCloses) == [1_140])
  }

  @Test("X01: a prohibition goes before a requirement, that before a window, that before a cap")
  func precedence() {
    // Wednesday 20:00, no consent, a reference, contacted today: everything is wrong.
    var request = Law.request("CO", .call, "2026-11-25T20:00-05:00") {
      $0.party = .reference
      $0.consent = .unknown
      $0.prior = [PriorContact(.call, at: Law.instant("2026-11-25T10:00-05:00"))]
    }
    #expect(Law.rules.decide(request).ruleIDs.names == ["CO-07"])
    request.party = .holder
    #expect(Law.rules.decide(request).codes == [.consentMissing])
    request.consent = .granted
    #expect(Law.rules.decide(request).codes == [.outsideHours])
    request.instant = Law.instant("2026-11-25T12:00-05:00")
    #expect(Law.rules.decide(request).ruleIDs.names == ["CO-04"])
  }

  @Test("X01: what has no rule is refused: a country, a channel, several zones without one named")
  func unknown() throws {
    #expect(Law.rules.decide(Law.request("FR", .letter, "2026-11-25T12:00+01:00", zone: "Europe/Madrid")).codes == [.jurisdictionUnknown])
    let lawAlone = try ContactRules(reading: LawReading(includesHouse: false))
    #expect(lawAlone.decide(Law.request("PE", .fax, "2026-11-25T12:00-05:00")).codes == [.noWindow])
    #expect(Law.rules.decide(Law.request("CL", .visit, "2026-11-25T12:00-03:00")).codes == [.zoneUnknown])
    var nowhere = Law.request("PE", .visit, "2026-11-25T12:00-05:00")
    nowhere.jurisdictions = []
    #expect(Law.rules.decide(nowhere).codes == [.jurisdictionUnknown])
  }

  @Test(
    "X01: where the law is silent the house speaks: in every country each channel is opened, closed and named by a rule",
    arguments: Law.rules.countries, ContactChannel.allCases)
  func everyChannel(country: String, channel: ContactChannel) throws {
    let zone = try #require(Law.rules.timeZones(of: Jurisdiction(country)).first)
    var request = Law.request(country, channel, "2026-11-25T12:00Z", zone: zone) { $0.product = .microcredit }
    request.visitAuthorised = true
    // Wednesday 25 November 2026 and the Sunday after it, hour by hour.
    var decisions: [ContactDecision] = []
    for date in ["2026-11-25", "2026-11-29"] {
      let midnight = try #require(CalendarDate(date).flatMap { Law.rules.midnight(of: $0, in: zone) })
      for hour in 0..<24 {
        request.instant = midnight.advanced(by: Seconds(hour * 3_600))
        decisions.append(Law.rules.decide(request))
      }
    }
    #expect(decisions.allSatisfy { !$0.ruleIDs.isEmpty && !$0.codes.contains(.noWindow) })
    #expect(decisions.contains { $0.allowed })
  }

  @Test("X01: a fax waits as long as the strictest cap on written channels says, where no law caps it")
  func faxCap() {
    func decide(_ country: String, _ at: String, _ prior: [String]) -> ContactDecision {
      Law.rules.decide(
        Law.request(country, .fax, at) { $0.prior = prior.map { PriorContact(.fax, at: Law.instant($0)) } })
    }
    let monday = "2026-11-23T10:00-05:00"
    #expect(decide("PE", "2026-11-24T10:00-05:00", [monday]).ruleIDs.names == ["GEN-11"])
    #expect(decide("PE", "2026-11-25T10:00-05:00", [monday]).allowed)
    #expect(
      decide("PE", "2026-11-27T10:00-05:00", [monday, "2026-11-25T10:00-05:00"]).nextAllowedAt == Law.instant("2026-11-30T09:00-05:00"))
    // Colombia's own cap stands in its place: one contact a day.
    #expect(decide("CO", "2026-11-24T10:00-05:00", [monday]).allowed)
    #expect(decide("CO", "2026-11-23T16:00-05:00", [monday]).ruleIDs.names == ["CO-04"])
  }

  @Test("X10: a flag of the account refuses visits, e-mails and calls for good", arguments: [ContactChannel.visit, .email, .call])
  func flags(channel: ContactChannel) {
    var flags = AccountFlags()
    #expect(ContactFlags(flags).isEmpty)
    flags.doNotContact = true
    flags.legalRepresentative = true
    let decision = Law.rules.decide(Law.request("PE", channel, "2026-11-25T12:00-05:00") { $0.flags = ContactFlags(flags) })
    #expect(decision.ruleIDs.names == ["GEN-01", "GEN-07"])
    #expect(decision.codes == [.flagged, .flagged])
    #expect(decision.nextAllowedAt == nil)
  }
}

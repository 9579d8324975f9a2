import ContactRules
import Contracts
import TestSupport
import Testing

@Suite struct RuleDataTests {
  @Test("X01: the order of the rules does not matter")
  func order() throws {
    var random = SplitMix(seed: 20_261_122)
    let lines = RuleSources.bundled.rules.split(separator: "\n")
    for _ in 0..<3 {
      let shuffled = try ContactRules(parsing: ([lines[0]] + lines.dropFirst().shuffled(using: &random)).joined(separator: "\n"))
      for example in RuleCase.all {
        #expect(shuffled.decide(example.passing) == Law.rules.decide(example.passing))
        #expect(shuffled.decide(example.refused) == Law.rules.decide(example.refused))
      }
      for _ in 0..<2_000 {
        let request = random.request()
        #expect(shuffled.decide(request) == Law.rules.decide(request))
      }
    }
  }

  @Test("X01: a new version of a rule holds from its date, and the old one until the day before")
  func versions() throws {
    let old = try RuleSources.bundled.rules.replacingRow("PE-01", clause: 1, columns: ["valid_to": "2026-11-25"])
    let new = try RuleSources.bundled.rules
      .replacingRow("PE-01", clause: 1, columns: ["valid_from": "2026-11-26", "to": "18:00"])
      .split(separator: "\n").filter { $0.hasPrefix("PE-01,1,") }.joined(separator: "\n")
    let rules = try ContactRules(parsing: "\(old)\n\(new)\n")
    #expect(rules.decide(Law.request("PE", .visit, "2026-11-25T19:59-05:00")).allowed)
    let after = rules.decide(Law.request("PE", .visit, "2026-11-26T18:00-05:00"))
    #expect(after.ruleIDs.names == ["PE-01"])
    #expect(after.nextAllowedAt == Law.instant("2026-11-27T07:00-05:00"))
  }

  @Test("X01: a law of Colombia does not reach back before it was in force")
  func notInForce() {
    #expect(Law.rules.decide(Law.request("CO", .email, "2023-10-09T12:00-05:00")).codes == [.noWindow])
  }

  @Test("X01: data that cannot be read is refused with file, line and column")
  func unreadable() throws {
    func problem(_ change: (inout RuleSources) throws -> Void) throws -> String? {
      var sources = RuleSources.bundled
      try change(&sources)
      do {
        _ = try ContactRules(sources)
        return nil
      } catch let error as RuleDataError {
        return "\(error.file) \(error.column ?? "-")"
      }
    }
    func row(_ columns: [String: String], rule: String = "PE-01") throws -> String? {
      try problem { $0.rules = try $0.rules.replacingRow(rule, clause: 1, columns: columns) }
    }
    #expect(try problem { _ in } == nil)
    #expect(try row(["to": "07:00"]) == "contact-rules.csv to")
    #expect(try row(["to": "24:30"]) == "contact-rules.csv to")
    #expect(try row(["weekdays": "FRI-MON"]) == "contact-rules.csv weekdays")
    #expect(try row(["channels": "pigeon"]) == "contact-rules.csv channels")
    #expect(try row(["effect": "FORBID"]) == "contact-rules.csv effect")
    #expect(try row(["holidays": "?"]) == "contact-rules.csv holidays")
    #expect(try row(["valid_from": "2026-02-30"]) == "contact-rules.csv valid_from")
    #expect(try row(["cap_n": "0"], rule: "CO-04") == "contact-rules.csv cap_n")
    #expect(try row(["unless": ""], rule: "GEN-09") == "contact-rules.csv unless")
    #expect(try problem { $0.rules += "PE-01,1\n" } == "contact-rules.csv -")
    #expect(try problem { $0.rules += $0.rules.split(separator: "\n")[1] + "\n" } == "contact-rules.csv valid_from")
    #expect(try problem { $0.rules = $0.rules.replacing("cap_n", with: "cap") } == "contact-rules.csv cap_n")
    #expect(try problem { $0.rules += "\"open" } == "contact-rules.csv -")
    #expect(try problem { $0.rules = "" } == "contact-rules.csv -")
    #expect(try problem { $0.holidays += "PE,,13-01,no month\n" } == "holidays.csv rule")
    #expect(try problem { $0.holidayYears += "UY,2028,2026,\n" } == "holiday-years.csv -")
    #expect(try row(["conducts": "rudeness"]) == "contact-rules.csv conducts")
    #expect(try row(["gap_days": "soon"], rule: "CO-08") == "contact-rules.csv gap_days")
    #expect(try problem { $0.holidays += "PE,,06-29~MON,no shift\n" } == "holidays.csv rule")
    #expect(try problem { $0.holidays += "PE,,06-29?DAY,no weekday\n" } == "holidays.csv rule")
    #expect(try problem { $0.jurisdictionZones += "UY,,,America/Atlantis\n" } == "jurisdiction-zones.csv zones")
    #expect(try problem { $0.zones += "America/Atlantis,nonsense!\n" } == "zones.csv posix")
  }

  @Test("X01: the version names data and reading: any change of either is another one")
  func version() throws {
    #expect(Law.rules.version.utf8.count == 16)
    #expect(try ContactRules().version == Law.rules.version)
    var sources = RuleSources.bundled
    sources.holidays += "PE,,2026-11-25,extraordinary\n"
    let others = [
      try ContactRules(sources), try ContactRules(reading: LawReading(counting: .directContact)),
      try ContactRules(reading: LawReading(week: .rolling)),
    ]
    #expect(Set(others.map(\.version) + [Law.rules.version]).count == 4)
  }

  @Test("X01: an operator sets the days of a window whose source is unsure of them")
  func windowReading() throws {
    let saturday = Law.request("MX", .call, "2026-11-28T12:00-06:00", zone: "America/Mexico_City")
    let sunday = Law.request("MX", .call, "2026-11-29T12:00-06:00", zone: "America/Mexico_City")
    #expect(Law.rules.decide(saturday).allowed && !Law.rules.decide(sunday).allowed)
    func rules(_ days: String, holidays: Bool = false) throws -> ContactRules {
      try ContactRules(reading: LawReading(windows: [RuleID("MX-01"): WindowReading(weekdays: days, opensOnHolidays: holidays)]))
    }
    #expect(try !rules("MON-FRI").decide(saturday).allowed)
    #expect(try rules("MON-SUN").decide(sunday).allowed)
    let holiday = Law.request("MX", .call, "2026-09-16T12:00-06:00", zone: "America/Mexico_City")
    #expect(try rules("MON-SUN", holidays: true).decide(holiday).allowed && !rules("MON-SUN").decide(holiday).allowed)
    #expect(throws: RuleDataError.self) { try rules("FRI-MON") }
  }
}

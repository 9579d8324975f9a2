import ContactRules
import Contracts
import Testing

@Suite struct PeruTests {
  @Test("V08: a visit at 20:01 in Lima is denied by PE-01 and one at 19:59 is allowed")
  func evening() {
    let late = Law.rules.decide(Law.request("PE", .visit, "2026-11-25T20:01-05:00"))
    #expect(!late.allowed)
    #expect(late.ruleIDs.names == ["PE-01"])
    #expect(late.codes == [.outsideHours])
    #expect(late.nextAllowedAt == Law.instant("2026-11-26T07:00-05:00"))
    let early = Law.rules.decide(Law.request("PE", .visit, "2026-11-25T19:59-05:00"))
    #expect(early.allowed)
    #expect(early.ruleIDs.names == ["PE-01"])
    #expect(early.nextAllowedAt == Law.instant("2026-11-25T19:59-05:00"))
  }

  @Test("V08: the end of a window is not part of it, its start is")
  func ends() {
    #expect(Law.rules.decide(Law.request("PE", .visit, "2026-11-25T07:00-05:00")).allowed)
    #expect(!Law.rules.decide(Law.request("PE", .visit, "2026-11-25T06:59-05:00")).allowed)
    #expect(!Law.rules.decide(Law.request("PE", .visit, "2026-11-25T20:00-05:00")).allowed)
    var last = Law.request("PE", .visit, "2026-11-25T20:00-05:00")
    last.instant = last.instant.advanced(milliseconds: -1)
    #expect(Law.rules.decide(last).allowed)
  }

  @Test("V08: a holiday is denied", arguments: [ContactChannel.visit, .call, .sms, .whatsapp, .email])
  func holiday(channel: ContactChannel) {
    // Tuesday 8 and Wednesday 9 December 2026 are holidays.
    let decision = Law.rules.decide(Law.request("PE", channel, "2026-12-08T10:00-05:00"))
    #expect(!decision.allowed)
    #expect(decision.codes == [.holiday])
    #expect(decision.nextAllowedAt == Law.instant("2026-12-10T07:00-05:00"))
  }

  @Test("V08: on Friday evening the next visit is on Monday", arguments: ["2026-11-27T20:00-05:00", "2026-11-28T10:00-05:00"])
  func weekend(at: String) {
    let decision = Law.rules.decide(Law.request("PE", .visit, at))
    #expect(!decision.allowed)
    #expect(decision.ruleIDs.names == ["PE-01"])
    #expect(decision.nextAllowedAt == Law.instant("2026-11-30T07:00-05:00"))
  }

  @Test("V08: an offline visit is judged by its capture time in the debtor's zone, whatever the zone of the writer")
  func offline() {
    // The same instant, written in Tokyo: Wednesday 19:59 in Lima.
    #expect(Law.rules.decide(Law.request("PE", .visit, "2026-11-26T09:59+09:00")).allowed)
    #expect(!Law.rules.decide(Law.request("PE", .visit, "2026-11-26T10:00+09:00")).allowed)
  }

  @Test("V08: the visiting windows of a working day are 07:00 to 20:00, of a Saturday none with the reason")
  func windows() throws {
    let request = Law.request("PE", .visit, "2026-11-25T00:00-05:00")
    let day = Law.rules.windows(on: CalendarDate("2026-11-25")!, for: request)
    #expect(day.ruleIDs.names == ["PE-01"])
    let window = try #require(day.windows.first)
    #expect(day.windows.count == 1)
    #expect(window.opens == Law.instant("2026-11-25T07:00-05:00"))
    #expect(window.closes == Law.instant("2026-11-25T20:00-05:00"))
    #expect((window.localOpens, window.localCloses) == (420, 1_200))

    let saturday = Law.rules.windows(on: CalendarDate("2026-11-28")!, for: request)
    #expect(saturday.windows.isEmpty)
    #expect(saturday.reasons.map(\.code) == [.closedDay])
    #expect(saturday.ruleIDs.names == ["PE-01"])
    let holiday = Law.rules.windows(on: CalendarDate("2026-12-25")!, for: request)
    #expect(holiday.windows.isEmpty)
    #expect(holiday.reasons.map(\.code) == [.holiday])
  }

  @Test("V08: without a zone Peru is judged in Lima, and an unknown zone is refused")
  func zone() {
    #expect(Law.rules.decide(Law.request("PE", .visit, "2026-11-25T19:59-05:00", zone: "America/Lima")).allowed)
    let unknown = Law.rules.decide(Law.request("PE", .visit, "2026-11-25T12:00-05:00", zone: "America/Atlantis"))
    #expect(unknown.codes == [.zoneUnknown])
    #expect(unknown.nextAllowedAt == nil)
  }
}

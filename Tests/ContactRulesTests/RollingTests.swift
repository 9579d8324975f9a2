import ContactRules
import Contracts
import TestSupport
import Testing

@Suite struct RollingTests {
  private static let minute: Int64 = 60_000

  @Test("X01, US-02: seven calls within seven times 24 hours are enough; the eighth waits until the first is a week old")
  func sevenCalls() {
    let first = "2026-11-18T10:30-05:00"
    let calls = [first] + (19...24).map { "2026-11-\($0)T11:00-05:00" }
    func decide(_ at: String, _ prior: [String]) -> ContactDecision {
      Law.rules.decide(
        Law.request("US", .call, at, zone: "America/New_York") { request in
          request.prior = prior.map { PriorContact(.call, at: Law.instant($0)) }
        })
    }
    let eighth = decide("2026-11-25T10:29-05:00", calls)
    #expect(eighth.ruleIDs.names == ["US-02"] && eighth.codes == [.capReached])
    #expect(eighth.nextAllowedAt == Law.instant("2026-11-25T10:30-05:00"))
    #expect(decide("2026-11-25T10:30-05:00", calls).allowed)
    #expect(decide("2026-11-25T10:29-05:00", Array(calls.dropFirst())).allowed)
    // The day is open in part only.
    let windows = Law.rules.windows(
      on: CalendarDate("2026-11-25")!,
      for: Law.request("US", .call, "2026-11-25T08:00-05:00", zone: "America/New_York") { request in
        request.prior = calls.map { PriorContact(.call, at: Law.instant($0)) }
      })
    #expect(windows.windows.map(\.localOpens) == [10 * 60 + 30] && windows.windows.map(\.localCloses) == [21 * 60])
  }

  @Test("X01: a week can be read as the seven days before the contact")
  func rollingWeek() throws {
    let rolling = try ContactRules(reading: LawReading(week: .rolling))
    // A visit on Friday; the next on Wednesday is in another calendar week.
    let request = Law.request("CL", .call, "2026-11-25T12:00-03:00", zone: "America/Santiago") {
      $0.prior = [PriorContact(.visit, at: Law.instant("2026-11-20T15:00-03:00"))]
    }
    #expect(Law.rules.decide(request).allowed)
    #expect(rolling.decide(request).ruleIDs.names == ["CL-02"])
    #expect(rolling.decide(request).nextAllowedAt == Law.instant("2026-11-27T15:00-03:00"))
    // One channel a week in Colombia.
    let other = Law.request("CO", .sms, "2026-11-25T12:00-05:00") {
      $0.prior = [PriorContact(.call, at: Law.instant("2026-11-20T12:00-05:00"))]
    }
    #expect(Law.rules.decide(other).allowed)
    #expect(rolling.decide(other).ruleIDs.names == ["CO-05"])
    #expect(rolling.decide(other).nextAllowedAt == Law.instant("2026-11-27T12:00-05:00"))
    // A day on which a rolling cap lasts from morning to night says which.
    let day = rolling.windows(on: CalendarDate("2026-11-25")!, for: request)
    #expect(day.windows.isEmpty && day.ruleIDs.names == ["CL-02"] && day.reasons.map(\.code) == [.capReached])
  }

  @Test("X01: next_allowed_at is the earliest allowed instant with rolling weeks too", arguments: UInt64(1)...4)
  func earliest(seed: UInt64) throws {
    let rolling = try ContactRules(reading: LawReading(week: .rolling))
    var random = SplitMix(seed: seed &* 7_919)
    var found = 0
    while found < 4 {
      var request = random.request()
      for index in request.prior.indices {
        request.prior[index].instant.milliseconds -= request.prior[index].instant.milliseconds % Self.minute
      }
      let decision = rolling.decide(request)
      guard !decision.allowed else { continue }
      found += 1
      let start = request.instant.milliseconds
      let end = decision.nextAllowedAt?.milliseconds ?? start + 1_440 * Self.minute
      for step in stride(from: start + Self.minute - start % Self.minute, to: end, by: Int(Self.minute)) {
        request.instant = Instant(milliseconds: step)
        guard !rolling.decide(request).allowed else {
          Issue.record("seed \(seed): \(request) is allowed before \(String(describing: decision.nextAllowedAt))")
          return
        }
      }
      guard let next = decision.nextAllowedAt else { continue }
      request.instant = next
      #expect(rolling.decide(request).allowed, "seed \(seed): \(request)")
    }
  }
}

import ContactRules
import Contracts
import TestSupport
import Testing

@Suite struct NextAllowedTests {
  private static let minute: Int64 = 60_000

  @Test("X01: next_allowed_at is the earliest allowed instant", arguments: UInt64(1)...8)
  func earliest(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var found = 0
    while found < 6 {
      var request = random.request()
      let decision = Law.rules.decide(request)
      if decision.allowed {
        #expect(decision.nextAllowedAt == request.instant)
        continue
      }
      found += 1
      let start = request.instant.milliseconds
      // Without an answer, nothing may be open in the two days that follow.
      let end = decision.nextAllowedAt?.milliseconds ?? start + 2 * 1_440 * Self.minute
      var step = start + Self.minute - start % Self.minute
      while step < end {
        request.instant = Instant(milliseconds: step)
        guard !Law.rules.decide(request).allowed else {
          Issue.record("seed \(seed): \(request) is allowed before \(String(describing: decision.nextAllowedAt))")
          return
        }
        step += Self.minute
      }
      guard let next = decision.nextAllowedAt else { continue }
      #expect(next.milliseconds % Self.minute == 0, "windows open on whole minutes")
      request.instant = next
      #expect(Law.rules.decide(request).allowed, "seed \(seed): \(request)")
      request.instant = next.advanced(milliseconds: -1)
      #expect(!Law.rules.decide(request).allowed, "seed \(seed): \(request)")
    }
  }

  @Test("V08: the windows of a day hold exactly the minutes that are allowed", arguments: UInt64(1)...8)
  func windows(seed: UInt64) {
    var random = SplitMix(seed: seed &* 1_000_003)
    for _ in 0..<25 {
      var request = random.request()
      guard let zone = request.timeZone, let date = Law.rules.localDate(of: request.instant, in: zone) else {
        Issue.record("seed \(seed): no zone")
        return
      }
      let day = Law.rules.windows(on: date, for: request)
      #expect(day.windows.isEmpty != day.reasons.isEmpty)
      #expect(zip(day.windows, day.windows.dropFirst()).allSatisfy { $0.closes < $1.opens })
      // From well before the day to well after it, in UTC.
      let midnight = Int64(date.daysSince1970) * 1_440 * Self.minute
      for step in stride(from: midnight - 14 * 60 * Self.minute, to: midnight + 38 * 60 * Self.minute, by: Int(5 * Self.minute)) {
        request.instant = Instant(milliseconds: step)
        let isToday = Law.rules.localDate(of: request.instant, in: zone) == date
        let isOpen = day.windows.contains { $0.contains(request.instant) }
        if isOpen != (isToday && Law.rules.decide(request).allowed) {
          Issue.record("seed \(seed): windows and decision differ for \(request)")
          return
        }
      }
    }
  }
}

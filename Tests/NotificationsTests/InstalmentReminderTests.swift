import Contracts
import Notifications
import TestSupport
import Testing

@Suite("Reminders of instalments")
struct InstalmentReminderTests {
  @Test("C26 V52: an instalment is reminded of on the day before, with what is left of it, unless it was paid; then the next one is")
  func instalments() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor(1), try debtor(2), try debtor(3))
      // The bank took the first account out of arrears because of the agreement: its debtor is reminded all the same.
      try await bench.accounts(try account(1, dpd: 0), try account(2), try account(3))
      try await bench.agreements(try agreement(of: 1), try agreement(of: 2), try agreement(of: 3))
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await dispatcher.runOnce()
      #expect(transport.mails.isEmpty)
      try await bench.agreements(
        try agreement(of: 1, cause: .instalmentPaid, amount: 12_500, version: 6),
        try agreement(of: 2, cause: .instalmentPaid, next: "2026-12-29", version: 6),
        try agreement(of: 3, state: .cancelled, cause: .cancelled, next: nil, amount: nil, version: 6))
      bench.clock.set(instant("2026-11-25T15:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 1)
      let text = String(decoding: try #require(transport.mails.first).content, as: UTF8.self)
      #expect(text.contains("PEN 125.00") && text.contains("26 de noviembre de 2026"))
      let reasons = try await bench.notifications().filter { $0.state == .suppressed }.map { $0.reason ?? "" }
      #expect(reasons.sorted() == ["agreement_cancelled", "instalment_paid"])
      bench.clock.set(instant("2026-12-28T15:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 2)
      // The same again is no news.
      let told = try await bench.publishedCount()
      try await bench.agreements(try agreement(of: 2, cause: .instalmentPaid, next: "2026-12-29", version: 6))
      try await dispatcher.runOnce()
      #expect(try await bench.publishedCount() == told)
    }
  }
}

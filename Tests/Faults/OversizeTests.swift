import Contracts
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("F10: too large", .serialized)
struct OversizeTests {
  private static let limit = 256 << 10
  private let debtor = DebtorID(rawValue: UUID())

  @Test("F10: an event above what a topic takes is refused together with its change; one of exactly that size travels")
  func eventAtTheLimit() async throws {
    try await withTemporaryDatabase("F10") { database in
      let stage = try await LedgerStage("F10", broker: .shared(), postgresURL: database.url)
      let base = try EventCoding.encode(payment("P1", channel: "")).count
      try await stage.run {
        await #expect(throws: EventTooLarge.self) {
          try await stage.database.work { work in
            try await work.transaction.execute("insert into total (debtor_id, amount_minor, version) values (\(debtor), 1, 1)")
            try work.publish(payment("P2", channel: String(repeating: "x", count: Self.limit - base + 1)))
          }
        }
        #expect(try await stage.totalMinor() == 0)
        let fitting = payment("P1", channel: String(repeating: "x", count: Self.limit - base))
        try await stage.database.work { try $0.publish(fitting) }
        try await eventually("the event has come round") { try await stage.factCount() == 1 }
      }
      await stage.close()
    }
  }

  @Test("F10: a row of the outbox that no broker takes is set aside with the reason, and those behind it are published")
  func rowAboveTheLimit() async throws {
    try await withTemporaryDatabase("F10-row") { database in
      let stage = try await LedgerStage("F10-row", broker: .shared(), postgresURL: database.url)
      try await stage.database.pool.execute(
        """
        insert into outbox (topic, key, headers, value)
        values (\(Topics.payment.name), convert_to('x', 'UTF8'), '', convert_to(repeat('x', 3000000), 'UTF8'))
        """)
      try await stage.run {
        try await stage.database.work { try $0.publish(payment("P1", channel: "branch")) }
        try await eventually("the event has come round") { try await stage.factCount() == 1 }
        try await eventually("everything is marked") { try await stage.isRelayed() }
      }
      let refused = try await stage.database.pool.query("select id, reason from outbox_refused")
      #expect(try refused.map { try $0.decode(Int64.self, "id") } == [1])
      #expect(try refused.map { try $0.decode(String.self, "reason") } == ["MSG_SIZE_TOO_LARGE"])
      await stage.close()
    }
  }

  private func payment(_ id: String, channel: String) -> PaymentRecorded {
    PaymentRecorded(
      paymentID: PaymentID(id), accountID: AccountID(rawValue: debtor.rawValue), debtorID: debtor, creditorID: CreditorID("andes"),
      amountMinor: 100, currency: .pen, kind: .posted, reversalOf: nil, valueDate: CalendarDate(daysSince1970: 20_000),
      postedAt: Instant(milliseconds: 1_700_000_000_000), channel: channel, accountOverdueMinor: 0, debtorOverdueMinor: 0,
      recordedAt: Instant(milliseconds: 1_700_000_000_000))
  }
}

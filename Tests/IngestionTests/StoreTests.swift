import Contracts
import Ingestion
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("The portfolio in PostgreSQL")
struct StoreTests {
  @Test("What is written is read again: a second batch sees the accounts, debtors and payments of the first")
  func roundTrip() async throws {
    try await withIngestion { service in
      let golden = try ProjectFiles.text("Tests/ContractsTests/Golden/account.delinquent.v1.json")
      let statement = try Samples.statement(golden, eventID: "e1")
      #expect(try await service.take(statement) == [.created])
      #expect(try await service.take(statement) == [.duplicate])
      let number = #"{"creditor_id":"andes","account_number":"00123456789","sequence":8,"business_date":"2026-11-21"}"#
      #expect(try await service.take(try Samples.statement(number, .paused)) == [.updated])
      let events = try await service.published(AccountUpdated.self)
      #expect(events.map(\.version) == [1, 2])
      #expect(events.map(\.status) == [.active, .paused])
      var expected = events[0]
      (expected.version, expected.status) = (2, .paused)
      #expect(events[1] == expected)
      let debtors = try await service.published(DebtorUpdated.self)
      #expect(debtors.map(\.totals.count) == [1, 0])
      #expect(debtors[0].addresses == debtors[1].addresses && debtors[0].contacts == debtors[1].contacts)
      #expect(try await service.count("party") == 1)
      #expect(try await service.text("select details->>'external_ref' from account") == "core:88121")
    }
  }

  @Test("F6, I2: payments are recorded once, early ones when their account arrives, and replays publish nothing")
  func payments() async throws {
    try await withIngestion { service in
      let payment = try SamplePayment().notice()
      let reversal = try SamplePayment(id: "R-1", amount: "10.00", extra: #""reversal_of":"P-1""#).notice(.reversed)
      #expect(try await service.pay(payment, reversal) == [.waits, .waits])
      #expect(try await service.pay(payment) == [.duplicate])
      #expect(try await service.count("payment_waiting") == 2)
      #expect(try await service.take(try SampleAccount().statement()) == [.created])
      #expect(try await service.count("payment_waiting") == 0)
      #expect(try await service.pay(payment, reversal) == [.duplicate, .duplicate])
      #expect(try await service.pay(try SamplePayment(id: "P-2", amount: "70.00").notice()) == [.created])
      let recorded = try await service.published(PaymentRecorded.self)
      #expect(recorded.map(\.kind) == [.posted, .reversed, .posted])
      #expect(recorded.map(\.accountOverdueMinor) == [6_000, 7_000, 0])
      let accounts = try await service.published(AccountUpdated.self)
      #expect(accounts.map(\.version) == [1, 2])
      #expect(accounts.last?.status == .cured)
      #expect(try await service.text("select reversed_minor::text from payment where payment_id = 'P-1'") == "1000")
    }
  }

  @Test("A state older than a recorded payment is lowered by it again, also from the database")
  func movements() async throws {
    try await withIngestion { service in
      try await service.take(try SampleAccount().with { $0.businessDate = "2026-11-20" }.statement())
      try await service.pay(try SamplePayment().notice())
      let next = SampleAccount().with { ($0.sequence, $0.businessDate, $0.overdue) = (2, "2026-11-21", #"{"interest":"120.00"}"#) }
      try await service.take(try next.statement(.balanceChanged))
      #expect(try await service.published(AccountUpdated.self).last?.overdueInterestMinor == 8_000)
      #expect(try await service.text("select used_interest_minor::text from payment") == "4000")
    }
  }

  @Test("C18: debtors are consolidated over creditors, also when the accounts come in different batches")
  func consolidation() async throws {
    try await withIngestion { service in
      try await service.take(try SampleAccount().statement())
      let second = SampleAccount(
        creditor: "crediya", number: "9", businessDate: "2026-11-21", fullName: "R. Quispe",
        addresses: #"[{"kind":"work","lines":"Jr. Ica 1","city":"Lima","country":"PE"}]"#)
      try await service.take(try second.statement())
      let debtor = try await service.published(DebtorUpdated.self).last
      #expect(debtor?.fullName == "Rosa Quispe")
      #expect(debtor?.addresses.map(\.kind) == [.home, .work])
      #expect(debtor?.totals.map(\.overdueMinor) == [20_000])
      #expect(debtor?.version == 2)
    }
  }

  @Test("F20: batches about the same debtors in opposite order, at once, all take effect once")
  func concurrency() async throws {
    try await withIngestion { service in
      let statements = try (1...40).map { number in
        try SampleAccount(number: "A\(number)", idNumber: "4000\(number % 7)", overdue: #"{"total":"1.00"}"#).statement()
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for round in 0..<4 {
          let order = round.isMultiple(of: 2) ? statements : statements.reversed()
          group.addTask {
            for start in stride(from: 0, to: order.count, by: 10) {
              try await service.retrying { try await service.intake.apply(Array(order[start..<start + 10]), in: $0) }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await service.count("account") == 40)
      #expect(try await service.count("debtor") == 7)
      #expect(try await service.text("select sum((totals->0->>'overdue_minor')::bigint)::text from debtor") == "4000")
      #expect(try await service.published(AccountUpdated.self).count == 40)
    }
  }

  @Test("A payment and its account that arrive at the same moment find each other")
  func race() async throws {
    try await withIngestion { service in
      for number in 1...30 {
        let statement = try SampleAccount(number: "R\(number)", idNumber: "5000\(number)").statement()
        let notice = try SamplePayment(number: "R\(number)", id: "RP\(number)").notice()
        async let account: Void = service.retrying { _ = try await service.intake.apply([statement], in: $0) }
        async let payment: Void = service.retrying {
          _ = try await service.intake.apply([PaymentReport(notice)], origins: ["test"], in: $0)
        }
        _ = try await (account, payment)
      }
      #expect(try await service.count("payment_waiting") == 0)
      #expect(try await service.published(PaymentRecorded.self).count == 30)
      #expect(try await service.text("select count(*)::text from account where overdue_principal_minor = 6000") == "30")
    }
  }
}

extension TestService where Service == Ingestion {
  /// As the runtime does: a transient failure is tried again.
  @discardableResult
  func retrying<Value>(_ body: (Work) async throws -> Value) async throws -> Value {
    while true {
      do {
        return try await database.work(body)
      } catch let error as PostgresError where error.isTransient {
        continue
      }
    }
  }
}

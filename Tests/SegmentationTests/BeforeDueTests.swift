import Contracts
import HTTPTypes
import Messaging
import Postgres
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite("Before the due date")
struct BeforeDueTests {
  @Test(
    "V25: fees and late interest that a bank reports before the due date are neither asked for nor worked; from the first day past due they are"
  )
  func charges() async throws {
    try await Office.run { office in
      func overdue() async throws -> Int64? {
        try await office.service.database.read { transaction in
          try await transaction.first("select overdue_minor from accounts")?.decode(at: 0, as: Int64.self)
        }
      }
      var reported = try account(dpd: -3, nextDue: "2026-11-25")
      (reported.overdueFeesMinor, reported.overdueLateInterestMinor, reported.overdueMinor) = (900, 100, 1_000)
      try await office.learn(debtors: [try debtor()])
      try await office.learn(accounts: [reported])
      try await office.worker.runOnce()
      #expect(try await overdue() == 0)
      #expect(try await office.tasks().allSatisfy { $0.amountMinor == 0 && $0.kind != .visit })
      let charged = try office.json(try await office.send(.post, "counts", #"{"condition": "overdue > 0 PEN"}"#))
      #expect(charged["accounts"] == .integer(0))
      (reported.daysPastDue, reported.version, reported.updatedAt) = (1, 2, reported.updatedAt.advanced(by: Seconds(60)))
      try await office.learn(accounts: [reported])
      #expect(try await overdue() == 1_000)
    }
  }
}

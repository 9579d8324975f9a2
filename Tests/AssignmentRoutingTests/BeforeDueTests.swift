import AssignmentRouting
import Contracts
import Messaging
import TestSupport
import Testing

@Suite("Before the due date, on the street")
struct BeforeDueTests {
  @Test(
    "V25: nobody is sent for fees and late interest that a bank reports before the due date; from the first day past due the stop is planned"
  )
  func charges() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...2)
      func learn(daysPastDue: Int, version: Int64) async throws {
        var account = Stage.account(1, version: version)
        (account.overduePrincipalMinor, account.overdueFeesMinor, account.overdueLateInterestMinor) = (0, 90_000, 10_000)
        account.daysPastDue = daysPastDue
        try await stage.database.work { [account] work in try await stage.service.consumers.accounts([account], work) }
        try await stage.plan()
      }
      try await learn(daysPastDue: 0, version: 2)
      #expect(try await stage.plannedDebtors() == [Given.id(2)])
      try await learn(daysPastDue: 1, version: 3)
      #expect(try await Set(stage.plannedDebtors()) == [Given.id(1), Given.id(2)])
    }
  }
}

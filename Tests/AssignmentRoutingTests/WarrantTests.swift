import AssignmentRouting
import ContactRules
import Contracts
import Testing

@Suite("Whether a planned stop is still warranted")
struct WarrantTests {
  private let stop: RouteVisit

  init() throws {
    let selection = CandidateSelection(law: Given.law, policy: PlanningPolicy(), date: Given.monday)
    let candidate = try #require(selection.select([Given.visitCase(1, tasks: [Given.task(1), Given.task(2)], accounts: [:])]).stops.first)
    stop = RouteVisit(
      stopID: Given.id(1, 6), debtorID: candidate.debtorID, addressID: candidate.addressID, location: candidate.location,
      taskIDs: candidate.tasks.map(\.taskID), accountIDs: candidate.tasks.accountIDs, windows: candidate.windows, service: Seconds(600),
      arrivesAt: Given.mondayMorning, startsAt: Given.mondayMorning, departsAt: Given.mondayMorning.advanced(by: Seconds(600)),
      priority: 500, amountMinor: 200_000, currency: .pen, score: candidate.score, status: .planned)
  }

  private func judge(_ tasks: [Int], _ accounts: [VisitAccount], closed: [TaskID: TaskCloseReason] = [:]) -> StopVerdict {
    var visit = Given.visitCase(
      1, tasks: tasks.map { Given.task($0) },
      accounts: Dictionary(uniqueKeysWithValues: accounts.enumerated().map { (Given.id($0 + 1, 2), $1) }))
    visit.closed = closed
    return StopWarrant(Given.law).judge(stop, on: Given.monday, visit)
  }

  private let owed = Given.account()
  private let settled = Given.account(overdueMinor: 0)

  @Test("A stop stays while its tasks are open, owed and legal")
  func keep() { #expect(judge([1, 2], [owed, owed]) == .keep) }

  @Test("X16: a stop leaves when nothing is overdue any more, and shrinks when one of two debts is settled")
  func paid() {
    #expect(judge([1, 2], [settled, settled]) == .drop(.paid))
    #expect(judge([1, 2], [owed, settled]) == .trim([Given.task(1)], .paid))
    let trimmed = stop.trimmed(to: [Given.task(1)])
    #expect(trimmed.taskIDs == [Given.id(1, 3)] && trimmed.amountMinor == 100_000 && trimmed.accountIDs == [Given.id(1, 2)])
  }

  @Test("X16: a flag that forbids contact takes the stop off, also when it stands on another account of the person")
  func denied() {
    #expect(judge([1, 2], [Given.account(flags: .doNotContact), owed]) == .drop(.denied))
    #expect(judge([1, 2], [Given.account(flags: .dispute), owed]) == .trim([Given.task(2)], .denied))
  }

  @Test("A closed task takes the stop off for its reason; a done one means that it was visited")
  func closed() {
    let both: (TaskCloseReason) -> [TaskID: TaskCloseReason] = { [Given.id(1, 3): $0, Given.id(2, 3): $0] }
    #expect(judge([], [owed, owed], closed: both(.withdrawn)) == .drop(.closed))
    #expect(judge([], [owed, owed], closed: both(.cured)) == .drop(.paid))
    #expect(judge([], [owed, owed], closed: both(.done)) == .visited)
  }
}

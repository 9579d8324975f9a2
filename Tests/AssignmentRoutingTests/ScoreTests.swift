import AssignmentRouting
import Contracts
import Testing

@Suite("What a stop is worth")
struct ScoreTests {
  private func score(_ task: VisitTask, visits: [PastVisit] = [], _ weights: ScoreWeights = ScoreWeights()) -> StopScore {
    StopScore(tasks: [task], visits: visits, on: Given.monday, weights: weights)
  }

  @Test("V12: the score explains its terms, and they add up as computed by hand")
  func terms() {
    // 250,000 of 500,000 is 500; 45 of 180 days is 250; priority 700; never visited.
    let score = score(Given.task(1, priority: 700, amountMinor: 250_000, daysPastDue: 45))
    #expect(score.terms.map(\.name) == ["base", "priority", "amount", "age", "unvisited"])
    #expect(score.terms.map(\.value) == [1_000, 700, 500, 250, 1_000])
    #expect(score.terms.map(\.points) == [3_600, 2_100, 1_000, 250, 500])
    #expect(score.total == 7_450)
  }

  @Test("V12: another weight of the amount changes the order as computed by hand")
  func order() {
    // 400 points of priority against 2,000 of amount, then against 200.
    let urgent = Given.task(1, priority: 900, amountMinor: 0)
    let dear = Given.task(2, priority: 500, amountMinor: 500_000)
    #expect(score(dear).total - score(urgent).total == 800)
    var weights = ScoreWeights()
    weights.amount = 200
    #expect(score(dear, weights).total - score(urgent, weights).total == -1_000)
  }

  @Test("Values stay within their scale, and each recent visit lowers the score")
  func bounds() {
    let huge = score(Given.task(1, priority: 5_000, amountMinor: .max / 2_000, daysPastDue: 9_000))
    #expect(huge.terms.map(\.value) == [1_000, 1_000, 1_000, 1_000, 1_000])
    let visits = [5, 20, 59, 61].map {
      PastVisit(date: Given.monday.advanced(byDays: -$0), at: Given.mondayMorning, reached: false)
    }
    #expect(score(Given.task(1), visits: visits).terms.last?.value == 250)
    #expect(score(Given.task(1, daysPastDue: -20)).terms[3].value == 0)
  }

  private func score(_ task: VisitTask, _ weights: ScoreWeights) -> StopScore { score(task, visits: [], weights) }
}

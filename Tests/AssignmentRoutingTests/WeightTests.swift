import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Weights of portfolios")
struct WeightTests {
  private func task(_ number: Int, creditor: String, segments: [String] = [], priority: Int = 500, amountMinor: Int64) -> VisitTask {
    var task = Given.task(number, priority: priority, amountMinor: amountMinor)
    task.creditorID = CreditorID(creditor)
    task.segmentIDs = segments.map { SegmentID($0) }
    return task
  }

  private func order(_ tasks: [VisitTask], _ book: WeightBook) -> [StopCandidate] {
    let cases = tasks.enumerated().map {
      Given.visitCase($0.offset + 1, tasks: [$0.element], accounts: [$0.element.accountID: Given.account()])
    }
    let policy = Given.policy { $0.weightBook = book }
    return CandidateSelection(law: Given.law, policy: policy, date: Given.monday).select(cases).stops
  }

  @Test(
    "V12: a creditor's own weight of the amount reorders its stops and nobody else's, as computed by hand, and the score says whose it is")
  func creditor() throws {
    // Urgent: priority 900, no amount: 2,700. Dear: priority 500, the full amount: 1,500 + 2,000. With 200 for the amount: 1,500 + 200.
    let andes = [task(1, creditor: "andes", priority: 900, amountMinor: 0), task(2, creditor: "andes", amountMinor: 500_000)]
    let pacifico = [task(3, creditor: "pacifico", priority: 900, amountMinor: 0), task(4, creditor: "pacifico", amountMinor: 500_000)]
    var weights = ScoreWeights()
    weights.amount = 200
    let before = order(andes + pacifico, WeightBook())
    #expect(before.map { $0.tasks[0].taskID } == [2, 4, 1, 3].map { Given.id($0, 3) })
    #expect(before.allSatisfy { $0.score.portfolio == nil })
    let after = order(andes + pacifico, WeightBook([.creditor(CreditorID("andes")): weights]))
    // 3,500 for the fourth, 2,700 for the first and the third, 1,700 for the second.
    #expect(after.map { $0.tasks[0].taskID } == [4, 1, 3, 2].map { Given.id($0, 3) })
    let amount = try #require(after.last?.score.terms.first { $0.name == "amount" })
    #expect((amount.value, amount.weight, amount.points) == (1_000, 200, 200))
    #expect(after.map(\.score.portfolio) == [nil, "creditor:andes", nil, "creditor:andes"])
  }

  @Test("V12: a segment's weights come before the creditor's, of several segments the first, and the most urgent task decides for a stop")
  func precedence() {
    var (low, high) = (ScoreWeights(), ScoreWeights())
    (low.amount, high.amount) = (1, 9_000)
    let book = WeightBook([
      .creditor(CreditorID("andes")): low, .segment(SegmentID("agro")): high, .segment(SegmentID("mid")): low,
    ])
    #expect(book.portfolio(of: [task(1, creditor: "andes", amountMinor: 1)]) == .creditor(CreditorID("andes")))
    #expect(book.portfolio(of: [task(1, creditor: "andes", segments: ["mid", "agro"], amountMinor: 1)]) == .segment(SegmentID("agro")))
    #expect(book.portfolio(of: [task(1, creditor: "andes", segments: ["other"], amountMinor: 1)]) == .creditor(CreditorID("andes")))
    #expect(book.portfolio(of: [task(1, creditor: "pacifico", amountMinor: 1)]) == nil)
    let both = [
      task(1, creditor: "andes", priority: 100, amountMinor: 1),
      task(2, creditor: "pacifico", segments: ["mid"], priority: 900, amountMinor: 1),
    ]
    #expect(book.portfolio(of: both) == .segment(SegmentID("mid")))
    #expect(book.portfolio(of: both.reversed()) == .segment(SegmentID("mid")))
  }

  @Test("V12: weights set over HTTP are planned with, shown with who set them, and taken back; what is out of range is refused by name")
  func overHTTP() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...4)
      try await stage.plan()
      let body = #"{"base":3600,"priority":3000,"amount":100,"age":1000,"unvisited":500}"#
      #expect(try await stage.request(.put, "weights/creditor/andes", as: Stage.administrator, body: body).status == 204)
      try await stage.plan(isForced: true)
      let stop = try #require(try await stage.request(.get, "routes?date=2026-11-23", as: Stage.administrator).body["items"]?.array?.first)
      let id = try #require(stop["stops"]?.array?.first?["stop_id"]?.string)
      let view = try await stage.request(.get, "stops/\(id)", as: Stage.administrator).body
      #expect(view["score"]?["portfolio"]?.string == "creditor:andes")
      #expect(view["score"]?["terms"]?.array?.first { $0["name"]?.string == "amount" }?["weight"]?.double == 100)
      let list = try await stage.request(.get, "weights", as: Stage.administrator).body
      #expect(list["standard"]?["amount"]?.double == 2_000)
      #expect(list["items"]?.array?.first?["changed_by"]?.string == Stage.administrator.staffID.description)
      let wrong = body.replacing("\"amount\":100", with: "\"amount\":-1")
      let refused = try await stage.request(.put, "weights/creditor/andes", as: Stage.administrator, body: wrong)
      #expect(refused.status == 422)
      let long = "weights/creditor/" + String(repeating: "a", count: 63)
      #expect(try await stage.request(.put, long + ",", as: Stage.administrator, body: body).status == 204)
      #expect(try await stage.request(.put, long + "aa", as: Stage.administrator, body: body).status == 422)
      #expect(try await stage.request(.put, "weights/team/lima", as: Stage.administrator, body: body).status == 422)
      #expect(try await stage.request(.put, "weights/creditor/andes", as: Stage.supervisor, body: body).status == 403)
      #expect(try await stage.request(.delete, "weights/creditor/andes", as: Stage.administrator).status == 204)
      #expect(try await stage.request(.delete, "weights/creditor/andes", as: Stage.administrator).status == 404)
    }
  }
}

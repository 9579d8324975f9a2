import AssignmentRouting
import Contracts
import Foundation
import HTTPTypes
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Bulk jobs on the portfolio")
struct JobTests {
  private func withPortfolio(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2), Given.collector(3, zones: ["B"])])
      try await stage.debtors(1...6)
      try await stage.debtors(11...12) { _ in Given.place(15, 5) }
      try await stage.plan()
      try await body(stage)
    }
  }

  private func run(
    _ stage: Stage, _ body: String, id: String = UUID().uuidString, as viewer: Viewer = Stage.administrator
  ) async throws -> (status: Int, body: JSONValue) {
    try await stage.request(.post, "jobs", as: viewer, body: #"{"job_id":"\#(id)",\#(body)}"#)
  }

  private func items(_ numbers: [Int]) -> String {
    "[" + numbers.map { #"{"debtor_id":"\#(Given.id($0) as DebtorID)"}"# }.joined(separator: ",") + "]"
  }

  private func results(_ answer: (status: Int, body: JSONValue)) -> [JSONValue?] {
    (answer.body["items"]?.array ?? []).map { $0["code"] ?? $0["outcome"] }
  }

  @Test("V15: stops are rescheduled in bulk, each item with its result, and leave the routes of other dates at once")
  func schedule() async throws {
    try await withPortfolio { stage in
      let id = UUID().uuidString
      let body = #""action":"schedule","business_date":"2026-11-24","items":\#(items([1, 2, 99]))"#
      let answer = try await run(stage, body, id: id)
      #expect(answer.status == 201)
      #expect(results(answer) == ["done", "done", "debtor_not_found"])
      #expect(answer.body["done"] == 2 && answer.body["failed"] == 1)
      #expect(try await stage.plannedDebtors() == (3...6).map { Given.id($0) })
      let published = try await stage.publishedRoutes().count
      let again = try await run(stage, body, id: id)
      #expect(again.status == 200 && again.body == answer.body)
      #expect(try await stage.publishedRoutes().count == published)
      try await stage.plan(on: Given.tuesday)
      #expect(try await stage.plannedDebtors(on: Given.tuesday).prefix(2) == [Given.id(1), Given.id(2)])
      let sunday = try await run(stage, #""action":"schedule","business_date":"2026-11-29","items":\#(items([3]))"#)
      #expect(results(sunday) == ["not_legal"])
      let released = try await run(stage, #""action":"release","items":\#(items([1, 3]))"#)
      #expect(results(released) == ["done", "pin_not_found"])
    }
  }

  @Test("V15: debtors are tagged and found again, and a filter stands for a list of items")
  func tags() async throws {
    try await withPortfolio { stage in
      let tagged = try await run(stage, #""action":"tag","tag":"revisar","filter":{"zone_code":"B"}"#)
      #expect(results(tagged) == ["done", "done"])
      #expect(results(try await run(stage, #""action":"tag","tag":"revisar","items":\#(items([1, 11]))"#)) == ["done", "unchanged"])
      let list = try await stage.request(.get, "debtors?tag=revisar", as: Stage.administrator).body["items"]?.array ?? []
      #expect(list.compactMap { $0["debtor_id"]?.string } == [1, 11, 12].map { "\(Given.id($0) as DebtorID)" })
      #expect(list.first?["tags"] == ["revisar"])
      let first = try await stage.request(.get, "debtors?limit=5", as: Stage.administrator).body
      let rest = try await stage.request(
        .get, "debtors?limit=5&cursor=\(try #require(first["next_cursor"]?.string))", as: Stage.administrator
      ).body
      #expect(rest["items"]?.array?.count == 3 && rest["next_cursor"] == .null)
      #expect(results(try await run(stage, #""action":"untag","tag":"revisar","filter":{"tag":"revisar"}"#)).count == 3)
      #expect(try await stage.request(.get, "debtors?tag=revisar", as: Stage.administrator).body["items"]?.array?.isEmpty == true)
      let first6 = try await run(stage, #""action":"prioritise","until":"2026-11-23","filter":{"zone_code":"A"}"#)
      #expect(results(first6) == Array(repeating: "done", count: 6))
      #expect(try await run(stage, #""action":"tag","filter":{}"#).status == 422)
      #expect(try await run(stage, #""action":"release","filter":{},"items":[]"#).status == 422)
    }
  }

  @Test("V15: a job is seen by whoever asked for it and by those who see every team, and its id is nobody else's")
  func scope() async throws {
    try await withPortfolio { stage in
      let id = UUID().uuidString
      let body = #""action":"tag","tag":"x","items":\#(items([1]))"#
      #expect(results(try await run(stage, body, id: id, as: Stage.supervisor)) == ["done"])
      #expect(try await stage.request(.get, "jobs/\(id)", as: Stage.supervisor).status == 200)
      #expect(try await stage.request(.get, "jobs/\(id)", as: Stage.administrator).status == 200)
      #expect(try await stage.request(.get, "jobs/\(id)", as: Stage.stranger).status == 404)
      let taken = try await run(stage, body, id: id, as: Stage.stranger)
      #expect(taken.status == 409 && taken.body["code"] == "job_of_another")
      #expect(results(try await run(stage, body, as: Stage.stranger)) == ["debtor_not_found"])
    }
  }

  @Test("V12: a planned stop says what it is worth, term by term, as configured")
  func worth() async throws {
    try await withPortfolio { stage in
      let stop = try #require(try await stage.routes().flatMap(\.visits).first)
      let answer = try await stage.request(.get, "stops/\(stop.stopID)", as: Stage.supervisor)
      let terms = answer.body["score"]?["terms"]?.array ?? []
      #expect(terms.compactMap { $0["name"]?.string } == ["base", "priority", "amount", "age", "unvisited"])
      #expect(terms.compactMap { $0["weight"] } == [3_600, 3_000, 2_000, 1_000, 500])
      // 1,000.00 of 5,000.00 soles, priority 500 of 1000, 30 of 180 days, never visited.
      #expect(terms.compactMap { $0["points"] } == [3_600, 1_500, 400, 166, 500])
      #expect(answer.body["score"]?["total"] == 6_166)
      #expect(try await stage.request(.get, "stops/\(stop.stopID)", as: Stage.stranger).status == 404)
    }
  }

  @Test(
    "V10: a visit at an hour that a person set begins then and survives planning again; outside of the legal hours it is refused, with the next"
  )
  func hour() async throws {
    try await withPortfolio { stage in
      let path = "pins/\(Given.id(4) as DebtorID)"
      func pin(_ at: String) async throws -> (status: Int, body: JSONValue) {
        try await stage.request(.put, path, as: Stage.administrator, body: #"{"business_date":"2026-11-23","at":"\#(at)"}"#)
      }
      let early = try await pin("05:00")
      #expect(early.status == 422)
      let error = early.body["errors"]?.array?.first
      #expect(error?["code"] == "outside_hours" && error?["message"]?.string?.contains("The next hour is from 2026-11-23T") == true)
      #expect(try await pin("20:30").body["errors"]?.array?.first?["code"] == "outside_hours")
      for wrong in ["25:00", "7:00", "16:61", "noon"] { #expect(try await pin(wrong).body["errors"]?.array?.first?["code"] == "invalid") }
      #expect(try await stage.request(.put, path, as: Stage.administrator, body: #"{"first":true,"at":"10:00"}"#).status == 422)
      #expect(try await pin("16:30").status == 204)
      let half = Instant(milliseconds: Given.mondayMorning.milliseconds + 27_000_000)
      for _ in 1...2 {
        try await stage.plan(isForced: true)
        let visit = try #require(try await stage.routes().flatMap(\.visits).first { $0.debtorID == Given.id(4) })
        #expect(visit.startsAt >= half && visit.startsAt <= half.advanced(by: VisitPin.tolerance))
      }
      // Those before it leaving must not pull it forward.
      try await stage.database.work { work in
        try await stage.service.consumers.payments([1, 2, 3, 5, 6].map { Stage.payment($0) }, work)
      }
      let left = try #require(try await stage.routes().flatMap(\.visits).first { $0.debtorID == Given.id(4) })
      #expect(left.startsAt >= half)
    }
  }
}

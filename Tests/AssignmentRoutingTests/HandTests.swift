import AssignmentRouting
import Contracts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("What people decide by hand")
struct HandTests {
  private func owners(_ stage: Stage) async throws -> [DebtorID: StaffID?] {
    let events = try await stage.test.published(AssignmentChanged.self)
    return Dictionary(events.map { ($0.debtorID, $0) }) { $0.version < $1.version ? $1 : $0 }.mapValues(\.collectorID)
  }

  private func collector(of debtor: DebtorID, _ stage: Stage) async throws -> StaffID? {
    try await stage.routes().first { $0.visits.contains { $0.debtorID == debtor } }?.collectorID
  }

  /// Two collectors and ten debtors in zone A, planned for Monday.
  private func withPlan(_ body: (Stage) async throws -> Void) async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...10)
      try await stage.plan()
      try await body(stage)
    }
  }

  @Test("V41: a debtor given to another collector leaves A's route at once, enters B's, and stays there when owners are shared out again")
  func manualAssignment() async throws {
    try await withPlan { stage in
      let debtor: DebtorID = Given.id(4)
      let first = try #require(try await collector(of: debtor, stage))
      let second: StaffID = first == Given.id(1, 1) ? Given.id(2, 1) : Given.id(1, 1)
      let body = #"{"job_id":"\#(UUID().uuidString)","items":[{"debtor_id":"\#(debtor)","collector_id":"\#(second)"}]}"#
      let answer = try await stage.request(.post, "jobs", as: Stage.administrator, body: body)
      #expect(answer.status == 201)
      #expect(answer.body["done"] == 1)
      #expect(try await collector(of: debtor, stage) == nil)
      try await stage.plan()
      #expect(try await collector(of: debtor, stage) == second)
      #expect(try await owners(stage)[debtor] == second)
      try await stage.staff([Given.collector(first == Given.id(1, 1) ? 1 : 2, maximumStops: 30)], version: 2)
      try await stage.plan()
      #expect(try await collector(of: debtor, stage) == second)
      #expect(try await owners(stage)[debtor] == second)
    }
  }

  @Test(
    "V41: who moved whom, from whom, to whom and when is kept, whatever moved them, and an auditor reads it; of others' zones nobody does")
  func audit() async throws {
    try await withPlan { stage in
      let (ana, bruno): (StaffID, StaffID) = (Given.id(1, 1), Given.id(2, 1))
      let debtor: DebtorID = Given.id(4)
      let first = try #require(try await collector(of: debtor, stage))
      let second = first == ana ? bruno : ana
      let job = UUID().uuidString.lowercased()
      let body = #"{"job_id":"\#(job)","items":[{"debtor_id":"\#(debtor)","collector_id":"\#(second)"}]}"#
      for _ in 1...2 { _ = try await stage.request(.post, "jobs", as: Stage.administrator, body: body) }
      stage.test.clock.advance(by: 3_600)
      let pin = #"{"collector_id":"\#(first)"}"#
      #expect(try await stage.request(.put, "pins/\(debtor)", as: Stage.supervisor, body: pin).status == 204)
      // The collector leaves: the service shares the debtors out to the other.
      try await stage.staff([Given.collector(second == ana ? 1 : 2, isActive: false)], version: 2)
      try await stage.assign()
      let auditor = Viewer(staffID: Given.id(903, 1), fullName: "Auditora", roles: [.auditor])
      let moves = try await stage.request(.get, "moves?debtor_id=\(debtor)", as: auditor).body["items"]?.array ?? []
      #expect(moves.map { $0["cause"] } == ["shared_out", "pin", "job"])
      let text = { (id: StaffID) in JSONValue.string(id.description) }
      #expect(moves.map { $0["from_collector_id"] } == [text(second), text(second), text(first)])
      #expect(moves.map { $0["to_collector_id"] } == [text(first), text(first), text(second)])
      let name = { (id: StaffID) in JSONValue.string(id == ana ? "Gestor 1" : "Gestor 2") }
      #expect(moves.map { $0["to_collector_name"] } == [name(first), name(first), name(second)])
      #expect(moves.map { $0["from_collector_name"] } == [name(second), name(second), name(first)])
      #expect(moves.allSatisfy { $0["debtor_name"]?.string?.isEmpty == false })
      #expect(moves.map { $0["moved_by"] } == [nil, text(Stage.supervisor.staffID), text(Stage.administrator.staffID)])
      #expect(moves.map { $0["moved_at"] } == ["2026-11-22T16:00:00.000Z", "2026-11-22T16:00:00.000Z", "2026-11-22T15:00:00.000Z"])
      #expect(moves.map { $0["operation_id"] } == [nil, nil, .string(job)])
      #expect(moves.allSatisfy { $0["zone_code"] == "A" })
      #expect(try await stage.request(.get, "moves", as: Stage.stranger).body["items"] == [])
      #expect(try await stage.request(.get, "moves?to=2026-11-21", as: auditor).body["items"] == [])
      let page = try await stage.request(.get, "moves?limit=1&from=2026-11-22&collector_id=\(first)", as: auditor).body
      let rest = try await stage.request(.get, "moves?limit=1&cursor=\(page["next_cursor"]?.string ?? "")", as: auditor).body
      #expect(page["items"]?.array?.count == 1)
      #expect(rest["items"]?.array?.count == 1 && rest["items"] != page["items"])
      let collector = Viewer(staffID: ana, fullName: "Gestor 1", roles: [.collector], zoneCodes: ["A"])
      #expect(try await stage.request(.get, "moves", as: collector).status == 403)
    }
  }

  @Test("V41: a distribution and its undoing leave a row for each debtor that went")
  func auditOfDistribution() async throws {
    try await withPlan { stage in
      try await stage.staff([Given.collector(1, home: Given.place(9, 9))], version: 2)
      let id = UUID().uuidString.lowercased()
      try await stage.staff([Given.collector(5)])
      let body = #"{"distribution_id":"\#(id)","measure":"count","tolerance_percent":0}"#
      let report = try await stage.request(.post, "distributions", as: Stage.administrator, body: body).body
      let given = Set(report["moves"]?.array?.compactMap { $0["debtor_id"]?.string } ?? [])
      #expect(!given.isEmpty)
      #expect(try await stage.request(.post, "distributions/\(id)/undo", as: Stage.administrator).status == 200)
      let moves = try await stage.request(.get, "moves", as: Stage.administrator).body["items"]?.array ?? []
      for cause in ["distribution", "undo"] {
        let own = moves.filter { $0["cause"]?.string == cause }
        #expect(Set(own.compactMap { $0["debtor_id"]?.string }) == given)
        #expect(own.allSatisfy { $0["operation_id"]?.string == id })
      }
    }
  }

  @Test("V15: a job of 1,000 items counts done and failed, and sent again with the same id does nothing twice")
  func bulk() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2), Given.collector(3, zones: ["B"])])
      try await stage.debtors(1...900)
      try await stage.assign()
      let items = (1...1_000).map { number in
        let collector: StaffID = Given.id(number <= 800 ? 2 : 3, 1)
        return #"{"debtor_id":"\#(Given.id(number) as DebtorID)","collector_id":"\#(collector)"}"#
      }
      let body = #"{"job_id":"\#(UUID().uuidString)","items":[\#(items.joined(separator: ","))]}"#
      let first = try await stage.request(.post, "jobs", as: Stage.administrator, body: body)
      #expect(first.status == 201)
      let codes = first.body["items"]?.array?.compactMap { $0["code"] } ?? []
      #expect(codes.filter { $0 == "collector_not_in_zone" }.count == 100)
      #expect(codes.filter { $0 == "debtor_not_found" }.count == 100)
      #expect(first.body["failed"] == 200)
      let published = try await stage.test.published(AssignmentChanged.self).count
      let again = try await stage.request(.post, "jobs", as: Stage.administrator, body: body)
      #expect(again.status == 200)
      #expect(again.body["items"] == first.body["items"])
      #expect(try await stage.test.published(AssignmentChanged.self).count == published)
    }
  }

  @Test("V10: a visit that a person put on a date and a collector is made there, survives planning again, and is refused on a closed day")
  func manualScheduling() async throws {
    try await withPlan { stage in
      let debtor: DebtorID = Given.id(7)
      let path = "pins/\(debtor)"
      let collector: StaffID = Given.id(2, 1)
      func pin(_ body: String) async throws -> (status: Int, body: JSONValue) {
        try await stage.request(.put, path, as: Stage.administrator, body: body)
      }
      let sunday = try await pin(#"{"business_date":"2026-11-29"}"#)
      #expect(sunday.status == 422)
      #expect(sunday.body["errors"]?.array?.first?["code"] == "not_legal")
      #expect(try await pin(#"{"business_date":"2026-11-20"}"#).status == 422)
      #expect(try await pin("{}").status == 422)
      #expect(try await pin(#"{"business_date":"2026-11-24","collector_id":"\#(collector)"}"#).status == 204)
      try await stage.plan()
      #expect(try await !stage.plannedDebtors().contains(debtor))
      for _ in 1...2 {
        try await stage.plan(on: Given.tuesday, isForced: true)
        let routes = try await stage.routes(on: Given.tuesday)
        #expect(routes.first { $0.visits.contains { $0.debtorID == debtor } }?.collectorID == collector)
      }
      #expect(try await stage.request(.delete, path, as: Stage.administrator).status == 204)
      #expect(try await stage.request(.delete, path, as: Stage.administrator).status == 404)
    }
  }

  @Test("V59: a pinned debtor is first on the next route, and no longer after the pin has expired")
  func first() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1, home: Given.place(0, 0))])
      try await stage.debtors(1...8)
      try await stage.plan()
      let before = try #require(try await stage.routes().first).visits
      let last = try #require(before.last).debtorID
      #expect(
        try await stage.request(.put, "pins/\(last)", as: Stage.administrator, body: #"{"first":true,"until":"2026-11-23"}"#).status == 204)
      try await stage.plan()
      #expect(try await stage.routes().first?.visits.first?.debtorID == last)
      _ = try await stage.database.work { work in
        try await work.transaction.execute("update pins set until = '2026-11-21'")
      }
      try await stage.plan(isForced: true)
      #expect(try await stage.routes().first?.visits.map(\.debtorID) == before.map(\.debtorID))
    }
  }

  @Test("X15, V58: a collector who is away gets no stop, and nothing from a distribution")
  func absence() async throws {
    try await withPlan { stage in
      let away: StaffID = Given.id(1, 1)
      let path = "absences/\(away)/2026-11-22"
      let answer = try await stage.request(.put, path, as: Stage.administrator, body: #"{"last_day":"2026-11-24","reason":"vacation"}"#)
      #expect(answer.status == 200)
      #expect(try await stage.request(.put, path, as: Stage.stranger, body: #"{"last_day":"2026-11-24","reason":"x"}"#).status == 404)
      try await stage.plan()
      let routes = try await stage.routes()
      #expect(routes.filter { $0.collectorID == away }.allSatisfy { $0.visits.isEmpty })
      #expect(routes.flatMap(\.visits).count == 10)
      let body = #"{"distribution_id":"\#(UUID().uuidString)","measure":"count","dry_run":true}"#
      let shares = try await stage.request(.post, "distributions", as: Stage.administrator, body: body).body["shares"]?.array
      #expect(shares?.map { $0["after"] } == [10])
      #expect(try await stage.request(.delete, path, as: Stage.administrator).status == 204)
      try await stage.plan(isForced: true)
      #expect(try await stage.routes().contains { $0.collectorID == away && !$0.visits.isEmpty })
    }
  }

  @Test("V55: a dry run changes nothing, a run gives debtors to others, and undoing it restores the owners")
  func distribution() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...10)
      try await stage.assign()
      try await stage.staff([Given.collector(2)])
      let before = try await owners(stage)
      #expect(Set(before.values) == [Given.id(1, 1)])
      let id = UUID().uuidString.lowercased()
      func run(dry: Bool) async throws -> (status: Int, body: JSONValue) {
        try await stage.request(
          .post, "distributions", as: Stage.administrator,
          body: #"{"distribution_id":"\#(id)","measure":"count","tolerance_percent":10,"dry_run":\#(dry)}"#)
      }
      let dry = try await run(dry: true)
      #expect(dry.status == 200)
      #expect(dry.body["moves"]?.array?.count == 5)
      #expect(try await owners(stage) == before)
      let run = try await run(dry: false)
      #expect(run.status == 201)
      #expect(run.body["moves"] == dry.body["moves"])
      #expect(try await owners(stage).values.filter { $0 == Given.id(2, 1) }.count == 5)
      #expect(try await stage.request(.post, "distributions/\(id)/undo", as: Stage.administrator).status == 200)
      #expect(try await owners(stage) == before)
      #expect(try await stage.request(.post, "distributions/\(id)/undo", as: Stage.administrator).status == 409)
    }
  }

  @Test("C28: the agenda lists a collector's visits by day, and a moved visit moves")
  func agenda() async throws {
    try await withPlan { stage in
      let one: StaffID = Given.id(1, 1)
      let path = "agenda?from=2026-11-23&to=2026-11-24&collector=\(one)"
      let agenda = try await stage.request(.get, path, as: Stage.administrator)
      let stops = agenda.body["items"]?.array?.first?["stops"]?.array ?? []
      let debtor = try #require(stops.first?["debtor_id"]?.string.flatMap { DebtorID($0) })
      let body = #"{"job_id":"\#(UUID().uuidString)","items":[{"debtor_id":"\#(debtor)","collector_id":"\#(Given.id(2, 1) as StaffID)"}]}"#
      #expect(try await stage.request(.post, "jobs", as: Stage.administrator, body: body).status == 201)
      try await stage.plan()
      let after = try await stage.request(.get, path, as: Stage.administrator)
      let left = after.body["items"]?.array?.first?["stops"]?.array?.compactMap { $0["debtor_id"]?.string } ?? []
      #expect(!left.contains("\(debtor)"))
      let token = try await stage.test.tokens.authorization(Stage.administrator)
      let calendar = try await stage.test.application().serving { client in
        try await client.execute(
          uri: "/api/assignment-routing/v1/agenda?from=2026-11-23&format=ics", method: .get, headers: [.authorization: token], body: nil
        ) { String(decoding: $0.body.readableBytesView, as: UTF8.self) }
      }
      #expect(calendar.hasPrefix("BEGIN:VCALENDAR\r\n"))
      #expect(calendar.split(separator: "\r\n").filter { $0 == "BEGIN:VEVENT" }.count == 10)
      #expect(calendar.contains("DTSTART:20261123T1"))
      #expect(try await stage.request(.get, "agenda?from=2026-11-23&to=2027-11-24", as: Stage.administrator).status == 422)
    }
  }
}

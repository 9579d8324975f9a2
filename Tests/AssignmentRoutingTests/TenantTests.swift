import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("What is to be seen of debtors who owe several creditors")
struct TenantTests {
  /// An administrator of some creditors only.
  private func bound(to creditors: [String]) -> Viewer {
    Viewer(
      staffID: Given.id(905, 1), fullName: "Banco", roles: [.administrator], creditorIDs: creditors.map { CreditorID($0) })
  }

  @Test("C19: of a stop for two creditors each sees the own tasks, accounts and amounts, and no score that the other's work is part of")
  func mixedStop() async throws {
    try await withSharedDebtor(of: 1...2, collectors: [Given.collector(1)]) { stage in
      func stops(_ creditors: [String]) async throws -> [JSONValue] {
        let viewer = bound(to: creditors)
        let routes = try await stage.request(.get, "routes?date=2026-11-23", as: viewer).body["items"]?.array ?? []
        return routes.flatMap { $0["stops"]?.array ?? [] }
      }
      #expect(try await stops([]).count == 2)
      #expect(try await stops(["andes"]).count == 2)
      #expect(try await stops(["nobody"]).isEmpty)
      let seen = try await stops(["pacifico"])
      #expect(seen.count == 1)
      let stop = try #require(seen.first)
      #expect(stop["task_ids"]?.array?.compactMap(\.string) == ["\(Given.id(7, 3) as TaskID)"])
      #expect(stop["account_ids"]?.array?.compactMap(\.string) == ["\(Given.id(7, 2) as AccountID)"])
      #expect(stop["amount_minor"]?.double == 70_000)
      let viewer = bound(to: ["pacifico"])
      let id = try #require(stop["stop_id"]?.string)
      let view = try await stage.request(.get, "stops/\(id)", as: viewer).body
      #expect(view["score"]?["terms"]?.array?.compactMap { $0["name"]?.string } == ["base", "unvisited"])
      #expect(try await stage.request(.get, "debtors", as: viewer).body["items"]?.array?.count == 1)
      // The other debtor is nobody whom this viewer could pin, move or tag.
      let body = #"{"first":true}"#
      #expect(try await stage.request(.put, "pins/\(Given.id(2) as DebtorID)", as: viewer, body: body).status == 404)
      #expect(try await stage.request(.put, "pins/\(Given.id(1) as DebtorID)", as: viewer, body: body).status == 204)
    }
  }

  /// A planned day of debtors of one creditor, of whom the first owes another one as well.
  private func withSharedDebtor(
    of debtors: ClosedRange<Int> = 1...3, collectors: [Collector], _ body: (Stage) async throws -> Void
  ) async throws {
    try await Stage.run { stage in
      try await stage.staff(collectors)
      try await stage.debtors(debtors)
      try await stage.database.work { work in
        var other = Stage.task(7)
        (other.debtorID, other.creditorID, other.amountMinor, other.priority) = (Given.id(1), CreditorID("pacifico"), 70_000, 900)
        var account = Stage.account(7, overdueMinor: 70_000)
        (account.debtorID, account.creditorID) = (Given.id(1), CreditorID("pacifico"))
        try await stage.service.consumers.tasks([other], work)
        try await stage.service.consumers.accounts([account], work)
      }
      try await stage.plan()
      try await body(stage)
    }
  }

  @Test("C19: collectors, zones and plans count the debtors and stops of the viewer's creditors alone")
  func counts() async throws {
    try await withSharedDebtor(collectors: [Given.collector(1)]) { stage in
      for (creditors, debtors) in [([], 3), (["andes"], 3), (["pacifico"], 1), (["nobody"], 0)] as [([String], JSONValue)] {
        let viewer = bound(to: creditors)
        let collectors = try await stage.request(.get, "collectors", as: viewer).body["items"]?.array
        #expect(collectors?.map { $0["debtors"] } == [debtors], "\(creditors)")
        let zones = try await stage.request(.get, "zones", as: viewer).body["features"]?.array
        #expect(zones?.map { $0["properties"]?["debtors"] } == [debtors, 0], "\(creditors)")
        let plan = try await stage.request(.get, "plans?date=2026-11-23", as: viewer).body["zones"]?.array?.first
        #expect(plan?["stops"] == debtors && plan?["left_out"] == 0, "\(creditors)")
        #expect(plan?["routes"] == (debtors == 0 ? 0 : 1), "\(creditors)")
      }
    }
  }

  @Test("C19: what a plan leaves out is counted and valued without the work of other creditors")
  func leftOut() async throws {
    try await withSharedDebtor(collectors: []) { stage in
      func items(_ creditors: [String]) async throws -> [JSONValue] {
        try await stage.request(.get, "left-out?date=2026-11-23", as: bound(to: creditors)).body["items"]?.array ?? []
      }
      func counted(_ creditors: [String]) async throws -> JSONValue? {
        try await stage.request(.get, "plans?date=2026-11-23", as: bound(to: creditors)).body["zones"]?.array?.first?["left_out"]
      }
      func terms(_ item: JSONValue) -> [String] { item["score"]?["terms"]?.array?.compactMap { $0["name"]?.string } ?? [] }
      #expect(try await counted([]) == 4)
      #expect(try await counted(["pacifico"]) == 1)
      #expect(try await items([]).allSatisfy { terms($0).contains("amount") })
      let seen = try await items(["pacifico"])
      #expect(seen.map(terms) == [["base", "unvisited"]])
      // Of a debtor who owes nobody else the whole value is told.
      #expect(try await items(["andes"]).map { terms($0).contains("amount") }.filter(\.self).count == 2)
    }
  }

  @Test("C19: somebody who sees one creditor neither undoes another person's distribution nor learns of whom it was")
  func distributions() async throws {
    try await withSharedDebtor(collectors: [Given.collector(1)]) { stage in
      try await stage.staff([Given.collector(2)])
      let id = "00000000-0000-4000-8000-0000000000d1"
      let body = #"{"distribution_id":"\#(id)","measure":"count","tolerance_percent":10}"#
      let run = try await stage.request(.post, "distributions", as: Stage.administrator, body: body)
      #expect(run.status == 201)
      #expect(run.body["moves"]?.array?.isEmpty == false)
      #expect(try await stage.request(.post, "distributions/\(id)/undo", as: bound(to: ["pacifico"])).status == 404)
      #expect(try await stage.request(.post, "distributions/\(id)/undo", as: Stage.administrator).status == 200)
    }
  }
}

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
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...2)
      // The first debtor owes somebody else, too.
      try await stage.database.work { work in
        var other = Stage.task(7)
        (other.debtorID, other.creditorID, other.amountMinor, other.priority) = (Given.id(1), CreditorID("pacifico"), 70_000, 900)
        var account = Stage.account(7, overdueMinor: 70_000)
        (account.debtorID, account.creditorID) = (Given.id(1), CreditorID("pacifico"))
        try await stage.service.consumers.tasks([other], work)
        try await stage.service.consumers.accounts([account], work)
      }
      try await stage.plan()
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
}

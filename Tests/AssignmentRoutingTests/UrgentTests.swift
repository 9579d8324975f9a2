import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Urgent stops")
struct UrgentTests {
  private func urgent(
    _ stage: Stage, _ number: Int, as viewer: Viewer = Stage.administrator
  ) async throws -> (status: Int, body: JSONValue) {
    try await stage.request(.post, "urgent-stops", as: viewer, body: #"{"debtor_id":"\#(Given.id(number) as DebtorID)"}"#)
  }

  @Test("X16: an urgent stop is on a route of the running day at once; one less valuable stop makes room, the others keep their order")
  func full() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1, maximumStops: 6)])
      try await stage.debtors(1...6)
      try await stage.plan()
      stage.test.clock.set(Given.mondayMorning)
      try await stage.debtors(7...7)
      try await stage.plan()
      let before = try #require(try await stage.routes().first).visits.map(\.debtorID)
      #expect(before.count == 6 && !before.contains(Given.id(7)))
      let answer = try await urgent(stage, 7)
      #expect(answer.status == 201)
      let route = try #require(try await stage.routes().first)
      let after = route.visits.map(\.debtorID)
      #expect(answer.body["sequence"] == .integer(Int64((after.firstIndex(of: Given.id(7)) ?? -1) + 1)))
      #expect(after.count == 6)
      let kept = after.filter { $0 != Given.id(7) }
      #expect(kept == before.filter { kept.contains($0) })
      #expect(
        route.visits.allSatisfy { visit in
          visit.startsAt >= Given.mondayMorning && visit.windows.contains { $0.contains(visit.startsAt) }
        })
      #expect(try await stage.publishedRoutes().last?.stops.map(\.debtorID) == after)
      // It stays when the day is planned again.
      try await stage.plan(isForced: true)
      #expect(try await stage.plannedDebtors().contains(Given.id(7)))
      #expect(try await urgent(stage, 7).status == 201)
    }
  }

  @Test("X16: a visit that is planned for tomorrow is brought forward, and leaves tomorrow's route")
  func broughtForward() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...3)
      try await stage.assign()
      #expect(
        try await stage.request(
          .put, "pins/\(Given.id(3) as DebtorID)", as: Stage.supervisor, body: #"{"business_date":"2026-11-24"}"#
        ).status == 204)
      try await stage.plan()
      try await stage.plan(on: Given.tuesday)
      #expect(try await stage.plannedDebtors(on: Given.tuesday) == [Given.id(3)])
      stage.test.clock.set(Given.mondayMorning)
      #expect(try await urgent(stage, 3).status == 201)
      #expect(try await stage.plannedDebtors() == [1, 2, 3].map { Given.id($0) })
      #expect(try await stage.plannedDebtors(on: Given.tuesday).isEmpty)
    }
  }

  @Test("X16: where no route can take it the answer says why, and nothing stays pinned; a closed day and a stranger are refused")
  func refused() async throws {
    try await Stage.run { stage in
      try await stage.debtors(1...1)
      try await stage.assign()
      // It is Sunday: the rules allow no visit.
      #expect(try await urgent(stage, 1).status == 422)
      stage.test.clock.set(Given.mondayMorning)
      let without = try await urgent(stage, 1)
      #expect(without.status == 409 && without.body["code"] == "no_collector")
      let list = try await stage.request(.get, "debtors", as: Stage.administrator).body["items"]?.array
      #expect(list?.count == 1 && list?.first?["pin"] == nil)
      #expect(try await urgent(stage, 44).status == 404)
      #expect(try await urgent(stage, 1, as: Stage.stranger).status == 404)
    }
  }
}

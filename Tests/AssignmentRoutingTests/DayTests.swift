import AssignmentRouting
import ContactRules
import Contracts
import FoundationEssentials
import HTTPTypes
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Plans, kept and published")
struct DayTests {
  @Test("V09: a rerun makes no duplicate, publishes nothing, and a new task is one more stop with the others' ids unchanged")
  func rerun() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...20)
      #expect(try await stage.plan() == .planned(routes: 2))
      let first = try await stage.routes()
      #expect(try await stage.plan() == .unchanged)
      #expect(try await stage.plan(isForced: true) == .unchanged)
      #expect(try await stage.routes() == first)
      #expect(try await stage.publishedRoutes().map(\.version) == [1, 1])
      try await stage.debtors(21...21)
      try await stage.plan()
      let second = try await stage.routes()
      #expect(Set(second.flatMap { $0.visits.map(\.stopID) }).isSuperset(of: first.flatMap { $0.visits.map(\.stopID) }))
      #expect(second.reduce(0) { $0 + $1.visits.count } == 21)
    }
  }

  @Test("V09: nobody gets more stops than agreed, and none is planned on a closed day")
  func capacity() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1, maximumStops: 5), Given.collector(2, maximumStops: 7)])
      try await stage.debtors(1...30)
      try await stage.plan()
      #expect(try await stage.routes().map(\.visits.count).sorted() == [5, 7])
      #expect(try await stage.plan(on: Given.monday.advanced(byDays: -1)) == .closed)
      #expect(try await stage.plan(on: Given.monday.advanced(byDays: 5)) == .closed)
      let left = try await stage.request(.get, "left-out?date=2026-11-23", as: Stage.supervisor)
      let items = try #require(left.body["items"]?.array)
      #expect(items.count == 18)
      #expect(items.allSatisfy { $0["reason"] == "maximum_stops" && $0["reasons"]?.array?.count == 2 && $0["zone_code"] == "A" })
      #expect(items.allSatisfy { $0["debtor_name"]?.string?.hasPrefix("Deudora") == true && $0["explanation_es"]?.string != nil })
    }
  }

  @Test("V06: what stands in the database is legal, stop by stop, by the rules themselves")
  func legal() async throws {
    try await Stage.run { stage in
      let rules = try ContactRules()
      try await stage.staff([Given.collector(1, maximumStops: 60)])
      try await stage.debtors(1...50)
      try await stage.plan()
      let visits = try await stage.routes().flatMap(\.visits)
      #expect(visits.count > 10)
      for visit in visits {
        for instant in [visit.startsAt, visit.departsAt.advanced(milliseconds: -1)] {
          let request = ContactRequest(
            jurisdictions: [Jurisdiction("PE")], channel: .visit, place: .home, product: .loan, instant: instant, timeZone: Given.lima)
          #expect(rules.decide(request).allowed)
        }
      }
    }
  }

  @Test("X15: a collector who is absent when the plan is made again loses every stop, and the empty route is published")
  func absent() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...12)
      try await stage.plan()
      try await stage.staff([Given.collector(2, isActive: false)], version: 2)
      try await stage.plan()
      let routes = try await stage.routes()
      #expect(routes.first { $0.collectorID == Given.id(2, 1) }?.visits.isEmpty == true)
      #expect(routes.first { $0.collectorID == Given.id(1, 1) }?.visits.count == 12)
      let last = try await stage.publishedRoutes().last { $0.collectorID == Given.id(2, 1) }
      #expect(last.map { $0.stops.isEmpty && $0.version == 2 } == true)
    }
  }

  @Test("The law's refusal is told with its rules; one debtor is on one route only, today or the next working day")
  func leftOutByLaw() async throws {
    try await Stage.run(at: Given.mondayMorning) { stage in
      try await stage.staff([Given.collector(1, maximumStops: 4)])
      try await stage.debtors(1...8)
      var flags = AccountFlags()
      flags.doNotContact = true
      try await stage.database.work { work in
        try await stage.service.consumers.accounts([Stage.account(8, flags: flags, version: 2)], work)
      }
      try await stage.plan()
      try await stage.plan(on: Given.tuesday)
      let (today, tomorrow) = (try await stage.plannedDebtors(), try await stage.plannedDebtors(on: Given.tuesday))
      #expect(today.count == 4)
      #expect(tomorrow.count == 3)
      #expect(Set(today).isDisjoint(with: tomorrow))
      let left = try await stage.request(.get, "left-out?date=2026-11-24", as: Stage.administrator)
      #expect(left.body["items"]?.array?.map { $0["reason"] } == ["not_legal"])
      #expect(left.body["items"]?.array?.first?["rule_ids"] == ["GEN-01"])
    }
  }

  @Test("A running day keeps its order: a new stop is put in, nothing begins before now, and what was visited stays first")
  func runningDay() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...6)
      try await stage.plan()
      let before = try #require(try await stage.routes().first).visits
      stage.test.clock.set(before[1].departsAt)
      let visit = Stage.visit(
        before[0].debtorID == Given.id(1) ? 1 : Int(before[0].debtorID.rawValue.uuid.15), on: Given.monday, at: before[0].startsAt)
      try await stage.database.work { work in try await stage.service.consumers.visits([visit], work) }
      try await stage.debtors(7...7)
      #expect(try await stage.plan() == .planned(routes: 1))
      let after = try #require(try await stage.routes().first).visits
      #expect(after.map(\.debtorID).filter { $0 != Given.id(7) } == before.map(\.debtorID))
      #expect(after.count == 7)
      #expect(after.first?.status == .visited)
      #expect(after.dropFirst().allSatisfy { $0.startsAt >= stage.test.clock.now })
      #expect(try await stage.plan() == .unchanged)
    }
  }

  @Test("V37: a debtor's new point is where the next plan goes, under the same stop, and the route is published with it")
  func newPoint() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...6)
      try await stage.plan()
      let before = try #require(try await stage.routes().first).visits
      let place = Given.place(9, 1)
      try await stage.database.work { work in
        try await stage.service.consumers.debtors([Stage.debtor(3, at: place, version: 2)], work)
      }
      #expect(try await stage.plan() == .planned(routes: 1))
      let after = try #require(try await stage.routes().first).visits
      let stop = try #require(after.first { $0.debtorID == Given.id(3) })
      #expect(stop.location == place)
      #expect(stop.stopID == before.first { $0.debtorID == Given.id(3) }?.stopID)
      #expect(Set(after.map(\.debtorID)) == Set(before.map(\.debtorID)))
      #expect(try await stage.publishedRoutes().last?.stops.first { $0.debtorID == Given.id(3) }?.location == place)
    }
  }

  @Test(
    "V37: on a running day the route goes to the new point, the others in their order, all within their hours; a point that has not moved changes nothing"
  )
  func newPointToday() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...6)
      try await stage.beginMonday()
      let before = try #require(try await stage.routes().first).visits
      let moved = try #require(before.last)
      let number = Int(moved.debtorID.rawValue.uuid.15)
      let place = Given.place(9, 1)
      #expect(moved.location != place)
      try await stage.database.work { work in
        try await stage.service.consumers.debtors([Stage.debtor(number, at: place, version: 2)], work)
      }
      #expect(try await stage.plan() == .planned(routes: 1))
      let after = try #require(try await stage.routes().first).visits
      #expect(after.map(\.stopID) == before.map(\.stopID))
      #expect(after.last?.location == place)
      #expect(after.dropLast().map(\.location) == before.dropLast().map(\.location))
      #expect(after.allSatisfy { visit in visit.windows.contains { $0.contains(visit.startsAt) } })
      #expect(zip(after, after.dropFirst()).allSatisfy { $0.departsAt <= $1.arrivesAt })
      try await stage.database.work { work in
        try await stage.service.consumers.debtors([Stage.debtor(number, at: place, version: 3)], work)
      }
      #expect(try await stage.plan() == .unchanged)
    }
  }

  @Test("Plans and routes over HTTP: the next planned day, the viewer's zones, a collector's own route; planning again is asked for")
  func http() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...9)
      try await stage.plan()
      let plan = try await stage.request(.get, "plans", as: Stage.supervisor)
      #expect(plan.body["business_date"] == "2026-11-23")
      let zone = try #require(plan.body["zones"]?.array?.first)
      #expect([zone["code"], zone["routes"], zone["stops"], zone["left_out"]] == ["A", 2, 9, 0])
      let routes = try await stage.request(.get, "routes", as: Stage.supervisor)
      let items = try #require(routes.body["items"]?.array)
      #expect(items.map { $0["collector_name"] } == ["Gestor 1", "Gestor 2"])
      #expect(items.reduce(0) { $0 + ($1["stops"]?.array?.count ?? 0) } == 9)
      #expect(try await stage.request(.get, "routes", as: Stage.stranger).body["items"] == [])
      let collector = Viewer(staffID: Given.id(2, 1), fullName: "Gestor 2", roles: [.collector], zoneCodes: ["A"])
      let own = try await stage.request(.get, "routes?date=2026-11-23", as: collector)
      #expect(own.body["items"]?.array?.map { $0["collector_name"] } == ["Gestor 2"])
      #expect(try await stage.request(.get, "plans", as: collector).status == 403)
      let asked = try await stage.request(.post, "plans", as: Stage.supervisor, body: #"{"business_date":"2026-11-24"}"#)
      #expect(asked.status == 202)
      #expect(asked.body["zones"] == ["A"])
      let closed = try await stage.request(.post, "plans", as: Stage.supervisor, body: #"{"business_date":"2026-11-28"}"#)
      #expect(closed.status == 422)
      #expect(closed.body["errors"]?.array?.first?["code"] == "closed_day")
      let collectors = try await stage.request(.get, "collectors", as: Stage.supervisor)
      #expect(collectors.body["items"]?.array?.map { $0["active"] } == [true, true])
    }
  }
}

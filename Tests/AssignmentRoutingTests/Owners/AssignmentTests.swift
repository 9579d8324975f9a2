import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import TestSupport
import Testing

@Suite("Owners by zone")
struct AssignmentTests {
  private func assignments(_ stage: Stage) async throws -> [DebtorID: AssignmentChanged] {
    let events = try await stage.test.published(AssignmentChanged.self)
    return Dictionary(events.map { ($0.debtorID, $0) }) { old, new in old.version < new.version ? new : old }
  }

  @Test("V11: who lives inside a zone gets a collector of that zone; outside of all zones or without a coordinate waits as an exception")
  func owners() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2), Given.collector(3, zones: ["B"])])
      try await stage.debtors(1...20)
      try await stage.debtors(21...24) { Given.place(15, $0 % 9 + 1) }
      try await stage.debtors(25...25) { _ in Given.place(40, 40) }
      try await stage.debtors(26...26) { _ in nil }
      try await stage.assign()
      let owners = try await assignments(stage)
      #expect(owners.count == 26)
      let ofA: Set<StaffID?> = [Given.id(1, 1), Given.id(2, 1)]
      for number in 1...20 { #expect(ofA.contains(owners[Given.id(number)]?.collectorID)) }
      for number in 21...24 { #expect(owners[Given.id(number)]?.collectorID == Given.id(3, 1)) }
      #expect(owners[Given.id(25)].map { $0.zoneID == nil && $0.collectorID == nil } == true)
      let exceptions = try await stage.request(.get, "exceptions", as: Stage.administrator)
      let reasons = exceptions.body["items"]?.array?.map { [$0["debtor_name"], $0["reason"]] }
      #expect(reasons == [["Deudora 26", "no_location"], ["Deudora 25", "outside_zones"]])
      let count = try await stage.test.published(AssignmentChanged.self).count
      try await stage.debtors(1...26)
      try await stage.assign()
      #expect(try await stage.test.published(AssignmentChanged.self).count == count)
    }
  }

  @Test("V05: a debtor without a coordinate waits as an exception; located, it gets the zone, an owner and a planned stop")
  func located() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(3, zones: ["B"])])
      try await stage.debtors(1...3) { $0 == 3 ? nil : Given.place($0, $0) }
      try await stage.plan()
      #expect(try await assignments(stage)[Given.id(3)].map { $0.zoneID == nil && $0.collectorID == nil } == true)
      let waiting = try await stage.request(.get, "exceptions", as: Stage.administrator).body["items"]?.array
      #expect(waiting?.map { [$0["debtor_name"], $0["reason"]] } == [["Deudora 3", "no_location"]])
      #expect(try await stage.plannedDebtors() == [Given.id(1), Given.id(2)])
      let place = Given.place(7, 7)
      try await stage.database.work { work in
        try await stage.service.consumers.debtors([Stage.debtor(3, at: place, version: 2)], work)
      }
      try await stage.plan()
      let owner = try await assignments(stage)[Given.id(3)]
      #expect(owner?.zoneID == (try stage.zoneA))
      #expect(owner?.collectorID == Given.id(1, 1))
      #expect(try await stage.request(.get, "exceptions", as: Stage.administrator).body["items"] == [])
      let stop = try #require(try await stage.routes().flatMap(\.visits).first { $0.debtorID == Given.id(3) })
      #expect(stop.location == place)
    }
  }

  @Test("X15: a collector who leaves loses debtors to the others of the zone; a zone without anybody has an exception")
  func leaving() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...10)
      try await stage.assign()
      try await stage.staff([Given.collector(1, isActive: false)], version: 2)
      try await stage.assign()
      #expect(Set(try await assignments(stage).values.map(\.collectorID)) == [Given.id(2, 1)])
      try await stage.staff([Given.collector(2, zones: ["B"])], version: 2)
      try await stage.assign()
      let owners = try await assignments(stage)
      #expect(owners.values.allSatisfy { $0.zoneID != nil && $0.collectorID == nil })
      let left = try await stage.request(.get, "exceptions", as: Stage.administrator)
      #expect(left.body["items"]?.array?.map { $0["reason"] } == Array(repeating: "no_collector", count: 10))
    }
  }

  @Test("A debtor who moves to another zone changes owner and leaves the route")
  func moving() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(3, zones: ["B"])])
      try await stage.debtors(1...5)
      try await stage.plan()
      #expect(try await stage.plannedDebtors().count == 5)
      try await stage.database.work { work in
        try await stage.service.consumers.debtors([Stage.debtor(3, at: Given.place(15, 5), version: 2)], work)
      }
      try await stage.assign()
      #expect(try await assignments(stage)[Given.id(3)]?.collectorID == Given.id(3, 1))
      #expect(try await stage.plannedDebtors() == [1, 2, 4, 5].map { Given.id($0) })
      #expect(try await stage.publishedRoutes().last?.cause == .reassigned)
    }
  }
}

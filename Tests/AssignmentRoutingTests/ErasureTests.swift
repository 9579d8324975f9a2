import AssignmentRouting
import Contracts
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("Places of debtors who have to be forgotten")
struct ErasureTests {
  @Test(
    "F24: a debtor who is forgotten has no name, place or tag here, no route of any day says where, and the same event again changes nothing"
  )
  func forgotten() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...3)
      try await stage.plan()
      let route = try #require(try await stage.routes().first)
      let visited = route.visits[0]
      let number = try #require((1...3).first { Given.id($0) == visited.debtorID })
      let planned = route.visits[1]
      try await stage.database.work { work in
        try await stage.service.consumers.visits([Stage.visit(number, on: Given.monday, at: Given.mondayMorning)], work)
      }
      let erasures = [visited.debtorID, planned.debtorID].map { DebtorErased(debtorID: $0, erasedAt: Given.sunday) }
      for _ in 0..<2 { try await stage.database.work { work in try await stage.service.consumers.erasures(erasures, work) } }
      let after = try #require(try await stage.routes().first)
      #expect(after.visits.map(\.debtorID).contains(visited.debtorID))
      #expect(!after.visits.map(\.debtorID).contains(planned.debtorID))
      #expect(after.visits.first { $0.debtorID == visited.debtorID }?.location != visited.location)
      let published = try await stage.publishedRoutes()
      let places = Set([visited.location, planned.location])
      #expect(published.allSatisfy { $0.stops.allSatisfy { !places.contains($0.location) } })
      #expect(published.map(\.version).max() == published.last?.version)
      let rows = try await stage.database.read {
        try await $0.query("select full_name, latitude_e6 from debtors where debtor_id = any(\(erasures.map(\.debtorID)))")
      }
      for row in rows {
        #expect(try row.decodeOptional(String.self, "full_name") == nil)
        #expect(try row.decodeOptional(Int32.self, "latitude_e6") == nil)
      }
      let versions = try await stage.publishedRoutes().map(\.version)
      try await stage.database.work { work in try await stage.service.consumers.erasures(erasures, work) }
      #expect(try await stage.publishedRoutes().map(\.version) == versions)
    }
  }

  @Test("F24: records about a debtor that could not be used go too, and those about others stay")
  func deadLetters() async throws {
    try await Stage.run { stage in
      let (forgotten, other): (DebtorID, DebtorID) = (Given.id(1), Given.id(2))
      let topic = Topic.deadLetters(of: .assignmentRouting).name
      let keys = ["\(forgotten)", "\(forgotten):\(Given.id(1, 2) as AccountID)", "\(other)", "not a key"]
      try await stage.database.work { work in
        try await work.transaction.execute(
          """
          insert into outbox (topic, key, headers, value)
          select \(topic), k, '\\x00'::bytea, 'Deudora 1'::bytea from unnest(\(keys.map { Array($0.utf8) })) k
          """)
        try await stage.service.consumers.erasures([DebtorErased(debtorID: forgotten, erasedAt: Given.sunday)], work)
      }
      let left = try await stage.database.read {
        try await $0.query("select convert_from(key, 'UTF8') as key from outbox where topic = \(topic) order by id")
      }
      #expect(try left.map { try $0.decode(String.self, "key") } == ["\(other)", "not a key"])
    }
  }
}

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
}

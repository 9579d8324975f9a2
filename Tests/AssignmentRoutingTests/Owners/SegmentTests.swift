import AssignmentRouting
import Contracts
import Foundation
import HTTPTypes
import Messaging
import RoutePlanning
import TestSupport
import Testing

@Suite("Segments that were given to people, and skills")
struct SegmentTests {
  private func segment(
    _ id: String, staff: [Int] = [], teams: [String] = [], skills: [String] = [], active: Bool = true, version: Int64 = 1
  ) -> SegmentChanged {
    SegmentChanged(
      segmentID: SegmentID(id), nameES: id, nameEN: id, condition: "true", active: active, staffIDs: staff.map { Given.id($0, 1) },
      teamIDs: teams.map { TeamID($0) }, version: version, changedAt: Given.sunday, skills: skills)
  }

  private func owners(_ stage: Stage) async throws -> [DebtorID: StaffID] {
    let newest = try await stage.test.published(AssignmentChanged.self).reduce(into: [:]) { $0[$1.debtorID] = $1 }
    return newest.compactMapValues(\.collectorID)
  }

  private func tell(_ segments: [SegmentChanged], _ stage: Stage) async throws {
    try await stage.database.work { work in try await stage.service.consumers.segments(segments, work) }
  }

  private func collectors(of debtors: ClosedRange<Int>, _ all: [DebtorID: StaffID]) -> Set<StaffID> {
    Set(debtors.compactMap { all[Given.id($0)] })
  }

  private func visitors(_ stage: Stage) async throws -> [DebtorID: StaffID] {
    try await stage.routes().reduce(into: [:]) { all, route in
      for visit in route.visits { all[visit.debtorID] = route.collectorID }
    }
  }

  /// Debtors 1 to 4 are in segment mid, 5 to 8 in mid and agro, 9 to 12 in none.
  private func learnDebtors(_ stage: Stage) async throws {
    try await stage.debtors(1...12)
    let segments: (Int) -> [SegmentID] = { $0 <= 4 ? [SegmentID("mid")] : $0 <= 8 ? [SegmentID("agro"), SegmentID("mid")] : [] }
    try await stage.database.work { work in
      try await stage.service.consumers.tasks((1...12).map { Stage.task($0, segments: segments($0), version: 2) }, work)
    }
  }

  @Test("C09: debtors of segments go to the agents and groups that have these, the union of all, each once, and nobody else visits them")
  func links() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2, team: "cusco"), Given.collector(3)])
      try await learnDebtors(stage)
      try await stage.plan()
      #expect(Set(try await owners(stage).values).count > 1)
      try await tell([segment("mid", staff: [1]), segment("agro", teams: ["cusco"])], stage)
      try await stage.plan()
      let after = try await owners(stage)
      #expect(after.count == 12)
      #expect(collectors(of: 1...4, after) == [Given.id(1, 1)])
      #expect(collectors(of: 5...8, after).isSubset(of: [Given.id(1, 1), Given.id(2, 1)]))
      let visitors = try await visitors(stage)
      #expect(visitors.count == 12)
      #expect(collectors(of: 1...4, visitors) == [Given.id(1, 1)])
      #expect(!collectors(of: 5...8, visitors).contains(Given.id(3, 1)))
      // The same version again is no news; without the link everybody may come.
      let published = try await stage.test.published(AssignmentChanged.self).count
      try await tell([segment("mid", staff: [3]), segment("agro", teams: ["cusco"])], stage)
      try await stage.assign()
      #expect(try await stage.test.published(AssignmentChanged.self).count == published)
      try await tell([segment("mid", staff: [1], active: false, version: 2)], stage)
      try await stage.assign()
      let last = try await owners(stage)
      #expect(collectors(of: 5...8, last) == [Given.id(2, 1)])
    }
  }

  @Test("C09: a link that is made while the day goes on takes stops from those who do not have the segment")
  func runningDay() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await learnDebtors(stage)
      try await stage.beginMonday()
      let first = try await stage.routes()
      #expect(first.filter { !$0.visits.isEmpty }.count == 2)
      try await stage.database.work { work in try await stage.service.consumers.segments([segment("mid", staff: [2])], work) }
      try await stage.plan()
      let routes = try await stage.routes()
      let ofOne = try #require(routes.first { $0.collectorID == Given.id(1, 1) }).visits.map(\.debtorID)
      #expect(ofOne.allSatisfy { debtor in (9...12).contains { Given.id($0) == debtor } })
      #expect(routes.flatMap(\.visits).count == 12)
    }
  }

  @Test("X15: work that asks for a skill goes to whoever has it; where nobody of the zone does, it waits as an exception and is left out")
  func skills() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2, skills: ["agro", "quechua"])])
      try await learnDebtors(stage)
      try await stage.database.work { work in
        try await stage.service.consumers.segments([segment("agro", skills: ["agro"]), segment("mid", staff: [1, 2])], work)
      }
      try await stage.plan()
      let assigned = try await owners(stage)
      #expect((5...8).allSatisfy { assigned[Given.id($0)] == Given.id(2, 1) })
      let visits = try await stage.routes().first { $0.collectorID == Given.id(2, 1) }?.visits.map(\.debtorID) ?? []
      #expect((5...8).allSatisfy { visits.contains(Given.id($0)) })
      let list = try await stage.request(.get, "collectors", as: Stage.administrator).body["items"]?.array
      #expect(list?.compactMap { $0["skills"] } == [[], ["agro", "quechua"]])
      try await stage.staff([Given.collector(2)], version: 2)
      try await stage.plan()
      #expect(try await owners(stage).count == 8)
      let exceptions = try await stage.request(.get, "exceptions", as: Stage.administrator).body["items"]?.array ?? []
      #expect(exceptions.count == 4)
      #expect(exceptions.allSatisfy { $0["reason"] == "none_suited" && $0["explanation_es"]?.string?.contains("habilidad") == true })
      let leftOut = try await stage.request(.get, "left-out?date=2026-11-23", as: Stage.administrator).body["items"]?.array ?? []
      #expect(leftOut.compactMap { $0["reason"] } == ["skill_missing", "skill_missing", "skill_missing", "skill_missing"])
    }
  }

  @Test("C10: a debtor whose segments ask for a skill is not given to a collector without it, by hand or by a distribution")
  func byHand() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2, skills: ["agro"])])
      try await learnDebtors(stage)
      try await stage.database.work { work in try await stage.service.consumers.segments([segment("agro", skills: ["agro"])], work) }
      try await stage.assign()
      let items = [5, 1].map { #"{"debtor_id":"\#(Given.id($0) as DebtorID)","collector_id":"\#(Given.id(1, 1) as StaffID)"}"# }
      let body = #"{"job_id":"\#(UUID().uuidString)","items":[\#(items.joined(separator: ","))]}"#
      let answer = try await stage.request(.post, "jobs", as: Stage.administrator, body: body)
      #expect(answer.body["items"]?.array?.first?["code"] == "skill_missing")
      #expect(answer.body["items"]?.array?.last?["code"] == nil)
      let distribution = #"{"distribution_id":"\#(UUID().uuidString)","measure":"count"}"#
      #expect(try await stage.request(.post, "distributions", as: Stage.administrator, body: distribution).status == 201)
      let owners = try await owners(stage)
      #expect((5...8).allSatisfy { owners[Given.id($0)] == Given.id(2, 1) })
      #expect(owners.values.filter { $0 == Given.id(1, 1) }.count == 6)
    }
  }

  @Test("V58: shares stay within the tolerance where skills allow it, and nobody gets work that asks for a skill that is missing")
  func distribution() {
    var agro = WorkDemand()
    agro.skills = ["agro"]
    let team = [Given.collector(1), Given.collector(2, skills: ["agro"]), Given.collector(3, skills: ["agro"]), Given.collector(4)]
    let debtors = (1...100).map { number in
      Distribution.Debtor(
        debtorID: Given.id(number), location: Given.place(number % 10, number / 10), ownerID: Given.id(number % 4 + 1, 1), isFixed: false,
        load: 1, demand: number <= 40 ? agro : WorkDemand())
    }
    let owners = Distribution(team: team, tolerancePermille: 40).owners(of: debtors)
    let counts = (1...4).map { number in owners.values.count { $0 == Given.id(number, 1) } }
    #expect(counts.allSatisfy { (24...26).contains($0) }, "\(counts)")
    #expect((1...40).allSatisfy { [Given.id(2, 1), Given.id(3, 1)].contains(owners[Given.id($0)]) })
  }

  @Test("X15: in the planner's words every stop has exactly the collectors who may make it, however many kinds of people there are")
  func suitability() {
    let team = (1...70).map { Given.collector($0, skills: ["s\($0)"]) }
    let book = SegmentBook(
      Dictionary(
        uniqueKeysWithValues: (1...70).map { (SegmentID("s\($0)"), SegmentBook.Entry(staffIDs: [Given.id($0, 1)], skills: ["s\($0)"])) }))
    let stops = (1...70).map { number in
      var task = Given.task(number)
      task.segmentIDs = [SegmentID("s\(number)")]
      return StopCandidate(
        debtorID: Given.id(number), addressID: Given.id(number, 4), location: Given.place(1, 1), tasks: [task], windows: [],
        service: Seconds(600), score: StopScore(tasks: [task], visits: [], on: Given.monday, weights: ScoreWeights()), ownerID: nil)
    }
    let suitability = Suitability(team, stops, book)
    for stop in stops.indices {
      for collector in team.indices {
        let allows = suitability.allows(collector: collector, stop: stop)
        #expect(allows == suitability.needed(by: stop).isSubset(of: suitability.skills(of: collector)))
        if collector != stop { #expect(!allows, "collector \(collector), stop \(stop)") }
      }
    }
    #expect((0..<63).allSatisfy { suitability.allows(collector: $0, stop: $0) })
  }
}

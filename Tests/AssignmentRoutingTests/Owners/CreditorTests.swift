import AssignmentRouting
import Contracts
import Foundation
import HTTPTypes
import Messaging
import TestSupport
import Testing

@Suite("Collectors who work the debtors of some creditors only")
struct CreditorTests {
  private static let andes = CreditorID("andes")
  private static let pacifico = CreditorID("pacifico")

  /// Debtors 1 to 4 owe andes, 5 to 8 pacifico, 9 and 10 both.
  private func learnDebtors(_ stage: Stage) async throws {
    let others = (5...10).map { number -> TaskChanged in
      var task = Stage.task(number, version: 2)
      task.creditorID = Self.pacifico
      guard number > 8 else { return task }
      (task.taskID, task.accountID) = (Given.id(100 + number, 3), Given.id(100 + number, 2))
      return task
    }
    // First, so that what comes afterwards of the same tasks is stale.
    try await stage.database.work { work in try await stage.service.consumers.tasks(others, work) }
    try await stage.debtors(1...10)
  }

  private func owners(_ stage: Stage) async throws -> [DebtorID: StaffID] {
    try await stage.test.published(AssignmentChanged.self).reduce(into: [:]) { $0[$1.debtorID] = $1.collectorID }
  }

  private func visitors(_ stage: Stage) async throws -> [DebtorID: StaffID] {
    try await stage.routes().reduce(into: [:]) { all, route in
      for visit in route.visits where visit.status == .planned { all[visit.debtorID] = route.collectorID }
    }
  }

  private func people(_ debtors: ClosedRange<Int>, _ all: [DebtorID: StaffID]) -> Set<StaffID> {
    Set(debtors.compactMap { all[Given.id($0)] })
  }

  @Test("C19: debtors and stops go to collectors who may be told of every creditor that is owed; one of both to whoever sees both")
  func owned() async throws {
    try await Stage.run { stage in
      try await stage.staff([
        Given.collector(1, creditors: [Self.andes]), Given.collector(2, creditors: [Self.pacifico]), Given.collector(3),
      ])
      try await learnDebtors(stage)
      try await stage.plan()
      for all in [try await owners(stage), try await visitors(stage)] {
        #expect(all.count == 10)
        #expect(people(1...4, all).isSubset(of: [Given.id(1, 1), Given.id(3, 1)]))
        #expect(people(5...8, all).isSubset(of: [Given.id(2, 1), Given.id(3, 1)]))
        #expect(people(9...10, all) == [Given.id(3, 1)])
      }
    }
  }

  @Test("C19: where nobody may be told of a creditor, its debtors wait, and the reason says so for the zone and for each collector")
  func nobody() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1, creditors: [Self.andes])])
      try await learnDebtors(stage)
      try await stage.plan()
      #expect(Set(try await owners(stage).keys) == Set((1...4).map { Given.id($0) }))
      #expect(Set(try await visitors(stage).keys) == Set((1...4).map { Given.id($0) }))
      for list in ["exceptions", "left-out?date=2026-11-23"] {
        let items = try await stage.request(.get, list, as: Stage.administrator).body["items"]?.array ?? []
        #expect(Set(items.compactMap { $0["debtor_id"]?.string }) == Set((5...10).map { "\(Given.id($0) as DebtorID)" }), "\(list)")
        #expect(items.allSatisfy { $0["reason"] == "creditor_not_allowed" }, "\(list)")
        #expect(items.allSatisfy { $0["explanation_es"]?.string?.contains("acreedores") == true }, "\(list)")
        #expect(items.allSatisfy { $0["reasons"]?.array?.allSatisfy { $0["code"] == "creditor_not_allowed" } ?? true }, "\(list)")
      }
      // Somebody who may comes to the zone: nothing is left.
      try await stage.staff([Given.collector(2)])
      try await stage.plan()
      #expect(try await owners(stage).count == 10)
      #expect(try await visitors(stage).count == 10)
    }
  }

  @Test("C19: neither a job, a pin, a distribution nor an owner of before gives a bound collector another creditor's debtor")
  func byHand() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await learnDebtors(stage)
      try await stage.assign()
      // A person chose the first collector for everybody; then the first collector is bound.
      func assign(_ debtors: ClosedRange<Int>) async throws -> [JSONValue] {
        let items = debtors.map { #"{"debtor_id":"\#(Given.id($0) as DebtorID)","collector_id":"\#(Given.id(1, 1) as StaffID)"}"# }
        let body = #"{"job_id":"\#(UUID().uuidString)","items":[\#(items.joined(separator: ","))]}"#
        return try await stage.request(.post, "jobs", as: Stage.administrator, body: body).body["items"]?.array ?? []
      }
      #expect(try await assign(1...10).allSatisfy { $0["code"] == nil })
      #expect(people(1...10, try await owners(stage)) == [Given.id(1, 1)])
      try await stage.staff([Given.collector(1, creditors: [Self.andes])], version: 2)
      try await stage.plan()
      for all in [try await owners(stage), try await visitors(stage)] {
        #expect(people(1...4, all) == [Given.id(1, 1)])
        #expect(people(5...10, all) == [Given.id(2, 1)])
      }
      #expect(try await assign(5...10).allSatisfy { $0["code"] == "creditor_not_allowed" })
      let pin = #"{"collector_id":"\#(Given.id(1, 1) as StaffID)"}"#
      #expect(try await stage.request(.put, "pins/\(Given.id(5) as DebtorID)", as: Stage.administrator, body: pin).status == 422)
      #expect(try await stage.request(.put, "pins/\(Given.id(1) as DebtorID)", as: Stage.administrator, body: pin).status == 204)
      let distribution = #"{"distribution_id":"\#(UUID().uuidString)","measure":"count"}"#
      #expect(try await stage.request(.post, "distributions", as: Stage.administrator, body: distribution).status == 201)
      #expect(people(5...10, try await owners(stage)) == [Given.id(2, 1)])
    }
  }

  @Test("C19: a collector who is bound while the day goes on loses the stops of other creditors at once")
  func runningDay() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await learnDebtors(stage)
      try await stage.beginMonday()
      #expect(try await visitors(stage).count == 10)
      for (version, number) in [(Int64(2), 1), (3, 2)] {
        let other = 3 - number
        try await stage.staff([Given.collector(number, creditors: [Self.andes]), Given.collector(other)], version: version)
        try await stage.plan()
        let all = try await visitors(stage)
        #expect(all.count == 10)
        #expect(people(5...10, all) == [Given.id(other, 1)])
      }
    }
  }
}

import AssignmentRouting
import Contracts
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("Routes stay true while the day goes on")
struct RevisionTests {
  private func planned(_ body: (Stage, Route) async throws -> Void) async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...8)
      try await stage.plan()
      try await body(stage, try #require(try await stage.routes().first))
    }
  }

  @Test("X16: a payment that settles the debt takes the stop off, the others keep their order and stay legal, and it is published once")
  func paid() async throws {
    try await planned { stage, route in
      for _ in 0..<2 {
        try await stage.database.work { work in try await stage.service.consumers.payments([Stage.payment(3)], work) }
      }
      let revised = try #require(try await stage.routes().first)
      #expect(revised.visits.map(\.debtorID) == route.visits.map(\.debtorID).filter { $0 != Given.id(3) })
      #expect(revised.visits.allSatisfy { visit in visit.windows.contains { $0.contains(visit.startsAt) } })
      let events = try await stage.publishedRoutes()
      #expect(events.map(\.version) == [1, 2])
      #expect(events.last?.cause == .paid)
      #expect(events.last?.stops.map(\.sequence) == Array(1...7))
    }
  }

  @Test("X16: a part payment changes nothing, and a payment that is older than what is known neither")
  func partPayment() async throws {
    try await planned { stage, route in
      try await stage.database.work { work in
        try await stage.service.consumers.payments([Stage.payment(3, left: 40_000)], work)
        try await stage.service.consumers.payments([Stage.payment(3, at: Given.sunday.advanced(by: Seconds(30)))], work)
      }
      #expect(try await stage.routes() == [route])
      #expect(try await stage.publishedRoutes().count == 1)
    }
  }

  @Test("X16: a debtor who may not be contacted any more leaves at once; so does one whose task is closed")
  func denied() async throws {
    try await planned { stage, _ in
      var flags = AccountFlags()
      flags.doNotContact = true
      try await stage.database.work { work in
        try await stage.service.consumers.accounts([Stage.account(2, flags: flags, version: 2)], work)
      }
      #expect(try await stage.publishedRoutes().last?.cause == .denied)
      try await stage.database.work { work in
        try await stage.service.consumers.tasks([Stage.task(5, state: .closed, reason: .withdrawn, version: 2)], work)
      }
      #expect(try await stage.publishedRoutes().last?.cause == .closed)
      #expect(try await stage.plannedDebtors() == [1, 3, 4, 6, 7, 8].map { Given.id($0) })
    }
  }

  @Test("X10: a flag that people set takes the stop off at once, for every account of the debtor, and the next plan leaves it out")
  func restricted() async throws {
    try await planned { stage, _ in
      let personal = Restriction(kind: .cease, accountID: nil, listID: nil, since: Given.sunday)
      let other = Restriction(kind: .excluded, accountID: Given.id(99, 2), listID: ListID("employees"), since: Given.sunday)
      for _ in 0..<2 {
        try await stage.database.work { work in
          let events = [
            RestrictionsChanged(debtorID: Given.id(2), restrictions: [personal], version: 1, changedAt: Given.sunday),
            // Of another account: this stop stays.
            RestrictionsChanged(debtorID: Given.id(5), restrictions: [other], version: 1, changedAt: Given.sunday),
          ]
          try await stage.service.consumers.restrictions(events, work)
        }
      }
      #expect(try await stage.publishedRoutes().map(\.cause) == [.planned, .denied])
      try await stage.plan(isForced: true)
      #expect(try await stage.plannedDebtors() == [1, 3, 4, 5, 6, 7, 8].map { Given.id($0) })
      try await stage.database.work { work in
        let lifted = RestrictionsChanged(debtorID: Given.id(2), restrictions: [], version: 2, changedAt: Given.sunday)
        try await stage.service.consumers.restrictions([lifted], work)
      }
      try await stage.plan()
      #expect(try await stage.plannedDebtors() == (1...8).map { Given.id($0) })
    }
  }

  @Test("A visit marks its stop, once; the task that it closes does not take the stop away")
  func visited() async throws {
    try await planned { stage, _ in
      for _ in 0..<2 {
        try await stage.database.work { work in
          try await stage.service.consumers.visits([Stage.visit(4, on: Given.monday, at: Given.mondayMorning)], work)
          try await stage.service.consumers.tasks([Stage.task(4, state: .closed, reason: .done, version: 2)], work)
          try await stage.service.consumers.tasks([Stage.task(6, state: .closed, reason: .done, version: 2)], work)
        }
      }
      let visits = try #require(try await stage.routes().first).visits
      #expect(visits.count == 8)
      #expect(visits.filter { $0.status == .visited }.map(\.debtorID).sorted() == [Given.id(4), Given.id(6)])
      #expect(try await stage.publishedRoutes().map(\.cause) == [.planned, .visited, .visited])
    }
  }

  @Test("A payment while a plan is being made is not overlooked: who has paid is not planned, though the task is still open")
  func paidMeanwhile() async throws {
    try await planned { stage, _ in
      try await stage.database.work { work in try await stage.service.consumers.payments([Stage.payment(1)], work) }
      try await stage.debtors(9...9)
      try await stage.plan()
      #expect(try await stage.plannedDebtors() == (2...9).map { Given.id($0) })
    }
  }

  @Test("X01: a message uses up what Colombia allows in the week: the planned visit is withdrawn, and each decision is kept")
  func message() async throws {
    try await Stage.run { stage in
      try await stage.importZones([stage.square("A", 0, 0, 10, 10, country: "CO")])
      try await stage.staff([Given.collector(1)])
      var authorised = AccountFlags()
      authorised.visitAuthorized = true
      try await stage.database.work { work in
        try await stage.service.consumers.tasks([Stage.task(1), Stage.task(2)], work)
        var accounts = [Stage.account(1, flags: authorised), Stage.account(2)]
        for index in accounts.indices { accounts[index].productType = .microcredit }
        try await stage.service.consumers.accounts(accounts, work)
        try await stage.service.consumers.debtors((1...2).map { Stage.debtor($0, at: Given.place(3, 3), country: "CO") }, work)
      }
      try await stage.plan()
      #expect(try await stage.plannedDebtors() == [Given.id(1)])
      #expect(try await decisions(stage) == ["left_out CO-06", "planned CO-01"])
      let sent = NotificationChanged(
        messageID: Given.id(1, 8), debtorID: Given.id(1), accountID: Given.id(1, 2), taskID: nil, channel: .email, template: "notice",
        templateVersion: 1, state: .sent, reason: nil, ruleIDs: [], notBefore: nil, sentAt: Given.mondayMorning, version: 1,
        changedAt: Given.mondayMorning)
      for _ in 0..<2 { try await stage.database.work { work in try await stage.service.consumers.messages([sent], work) } }
      #expect(try await stage.plannedDebtors() == [])
      #expect(try await stage.publishedRoutes().last?.cause == .denied)
      #expect(try await decisions(stage).contains("withdrawn CO-04,CO-05"))
    }
  }

  /// Outcome and rules of every decision that was kept, each once.
  private func decisions(_ stage: Stage) async throws -> [String] {
    try await stage.database.read { transaction in
      try await transaction.query(
        "select distinct outcome || ' ' || array_to_string(rule_ids, ',') as text from contact_decisions order by 1"
      ).map { try $0.decode("text") }
    }
  }
}

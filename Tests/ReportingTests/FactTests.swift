import Contracts
import Messaging
import Postgres
import Reporting
import TestSupport
import Testing

@Suite("Facts and what is published of them")
struct FactTests {
  private let delivery = Delivery(
    accounts: [Samples.account(1), Samples.account(2)], treatments: [Samples.treatment(1, segments: ["early"])],
    assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)], routes: [Samples.route(accounts: [1, 2])],
    visits: [Samples.visit(1, stop: 1), Samples.visit(2, account: 2)], promises: [Samples.promise(1, visit: 1)],
    payments: [Samples.payment(1), Samples.payment(2, account: 2)])

  @Test("A fact counts once under duplicates and replay, nothing is published again and no screen is told again")
  func replay() async throws {
    try await withReporting { service in
      try await service.take(delivery)
      let figures = try await service.figures()
      let accounts = try await service.published(PublicAccount.self)
      let visits = try await service.published(PublicVisit.self)
      let told = try await service.count("live_event")
      var again = delivery
      again.visits += delivery.visits
      again.payments += delivery.payments
      try await service.take(again)
      try await service.take(delivery)
      #expect(try await service.count("fact_visit") == 2)
      #expect(try await service.count("fact_payment") == 2)
      #expect(try await service.count("fact_promise") == 1)
      #expect(try await service.figures() == figures)
      #expect(try await service.published(PublicAccount.self) == accounts)
      #expect(try await service.published(PublicVisit.self) == visits)
      #expect(try await service.count("live_event") == told)
      #expect(figures.map(\.visits) == [2])
    }
  }

  @Test("An older version of a state changes nothing")
  func stale() async throws {
    try await withReporting { service in
      try await service.take(Delivery(accounts: [Samples.account(1, overdue: 300, version: 3)], promises: [Samples.promise(1, version: 2)]))
      try await service.take(
        Delivery(accounts: [Samples.account(1, overdue: 100, version: 2)], promises: [Samples.promise(1, amount: 1, version: 1)]))
      #expect(try await service.number("select overdue_minor from account_state") == 300)
      #expect(try await service.number("select amount_minor from fact_promise") == 7_000)
    }
  }

  @Test("The row of an account has every field, its version rises by one with each change, and it says what led to it")
  func publicAccount() async throws {
    try await withReporting { service in
      try await service.take(Delivery(accounts: [Samples.account(1)]))
      try await service.take(Delivery(treatments: [Samples.treatment(1, segments: ["early"])]))
      try await service.take(Delivery(assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)]))
      try await service.take(Delivery(payments: [Samples.payment(1), Samples.payment(2, amount: 1_000, kind: .reversed)]))
      // A newer version that says the same is no change of the row.
      try await service.take(Delivery(treatments: [Samples.treatment(1, segments: ["early", "other"], version: 2)]))
      let rows = try await service.published(PublicAccount.self)
      #expect(rows.map(\.rowVersion) == [1, 2, 3, 4])
      #expect(rows.map(\.stage) == [nil, .early, .early, .early])
      #expect(rows.map(\.collectorID) == [nil, nil, Samples.ana, Samples.ana])
      #expect(rows.map(\.paidMinor) == [0, 0, 0, 4_000])
      #expect(rows[0].eventID == "event of \(Samples.account(1).key.text)")
      let text = String(decoding: try EventCoding.encode(rows[0]), as: UTF8.self)
      for field in ["stage", "bucket", "strategy_id", "zone_id", "collector_id", "branch_code"] {
        #expect(text.contains("\"\(field)\":null"), "\(field)")
      }
    }
  }

  @Test("The row of a visit has its promises, whichever came first, and another version when they change")
  func publicVisit() async throws {
    try await withReporting { service in
      try await service.take(Delivery(visits: [Samples.visit(1, stop: 1)]))
      try await service.take(Delivery(promises: [Samples.promise(1, visit: 1), Samples.promise(2, visit: 2)]))
      try await service.take(Delivery(promises: [Samples.promise(1, visit: 1, state: .cancelled, version: 2)]))
      try await service.take(Delivery(visits: [Samples.visit(2)]))
      let rows = try await service.published(PublicVisit.self)
      let first = rows.filter { $0.visitID == Samples.visit(1).visitID }
      #expect(first.map(\.rowVersion) == [1, 2, 3])
      #expect(first.map(\.promisedMinor) == [0, 7_000, 0])
      #expect(first.map(\.currency) == [nil, .pen, nil])
      #expect(first.allSatisfy { $0.planned && $0.onSiteSeconds == Seconds(300) })
      let second = rows.filter { $0.visitID == Samples.visit(2).visitID }
      #expect(second.map(\.promisedMinor) == [7_000])
      #expect(second.map(\.planned) == [false])
    }
  }

  @Test("A payment belongs to the collector who owned the debtor when it was recorded, in whatever order the events come")
  func attribution() async throws {
    let early = Samples.now.advanced(by: Seconds(-7_200))
    let assignments = [
      Samples.assignment(debtor: 1, collector: Samples.ana, version: 1, at: early),
      Samples.assignment(
        debtor: 1, collector: Samples.luis, zone: Samples.zoneSouth, team: Samples.south, version: 2,
        at: Samples.now.advanced(by: Seconds(-60))),
    ]
    let payments = [
      Samples.payment(1, at: early.advanced(by: Seconds(-1))), Samples.payment(2, at: early.advanced(by: Seconds(600))), Samples.payment(3),
    ]
    for order in [[0, 1], [1, 0]] {
      try await withReporting { service in
        try await service.take(Delivery(payments: [payments[0]]))
        try await service.take(Delivery(assignments: [assignments[order[0]]]))
        try await service.take(Delivery(payments: [payments[1], payments[2]]))
        try await service.take(Delivery(assignments: [assignments[order[1]]]))
        let owners = try await service.database.read { transaction in
          try await transaction.query("select collector_id from fact_payment order by payment_id").map {
            try $0.decode(at: 0, as: StaffID?.self)
          }
        }
        #expect(owners == [nil, Samples.ana, Samples.luis])
      }
    }
  }
}

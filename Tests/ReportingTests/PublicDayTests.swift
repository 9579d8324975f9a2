import Contracts
import Postgres
import Reporting
import TestSupport
import Testing

@Suite("Rows of promises, payments and days for BI")
struct PublicDayTests {
  @Test("A promise has a row for each change of it, with the zone and team of its visit, whichever came first")
  func promises() async throws {
    try await withReporting { service in
      try await service.take(Delivery(promises: [Samples.promise(1, visit: 1)]))
      try await service.take(Delivery(visits: [Samples.visit(1)]))
      try await service.take(Delivery(promises: [Samples.promise(1, visit: 1, state: .kept, version: 2)]))
      try await service.take(Delivery(promises: [Samples.promise(1, visit: 1, state: .kept, version: 3)]))
      let rows = try await service.published(PublicPromise.self)
      #expect(rows.map(\.rowVersion) == [1, 2, 3])
      #expect(rows.map(\.state) == [.active, .active, .kept])
      #expect(rows.map(\.zoneID) == [nil, Samples.zoneNorth, Samples.zoneNorth])
      #expect(rows.allSatisfy { $0.businessDate == Samples.today })
    }
  }

  @Test("A payment has another row when it turns out to belong to somebody else")
  func payments() async throws {
    try await withReporting { service in
      try await service.take(Delivery(payments: [Samples.payment(1), Samples.payment(2, amount: 700, kind: .reversed)]))
      try await service.take(Delivery(assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)]))
      try await service.take(Delivery(assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)]))
      let rows = try await service.published(PublicPayment.self)
      #expect(rows.map(\.paymentID.rawValue) == ["P1", "P2", "P1", "P2"])
      #expect(rows.map(\.rowVersion) == [1, 1, 2, 2])
      #expect(rows.map(\.collectorID) == [nil, nil, Samples.ana, Samples.ana])
      #expect(rows[1].kind == .reversed)
    }
  }

  @Test("X22: of a payment over several accounts each row says which payment it is part of")
  func parts() async throws {
    try await withReporting { service in
      var parts = (1...2).map { Samples.payment($0, account: $0) }
      for index in parts.indices { parts[index].partOf = PaymentID("whole") }
      try await service.take(Delivery(payments: parts + [Samples.payment(3)]))
      let rows = try await service.published(PublicPayment.self)
      #expect(rows.map(\.partOf) == [PaymentID("whole"), PaymentID("whole"), nil])
    }
  }

  @Test("V40: a collector's day is a row of counts and one for each currency, restated by a late visit, a correction and a reversal")
  func collectorDay() async throws {
    try await withReporting { service in
      let publisher = try service.dayPublisher()
      try await service.take(
        Delivery(
          staff: [Samples.member(Samples.ana, "Ana", team: Samples.north)],
          assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)], routes: [Samples.route(accounts: [1, 2])],
          visits: [Samples.visit(1, stop: 1)], promises: [Samples.promise(1, visit: 1)],
          payments: [Samples.payment(1), Samples.payment(2, amount: 90, currency: .cop)]))
      try await publisher.publishCollectorDays()
      var rows = try await service.published(PublicCollectorDay.self)
      #expect(rows.map(\.currency) == [nil, .cop, .pen])
      #expect(rows.map(\.visits) == [1, 0, 0])
      #expect(rows.map(\.plannedStops) == [2, 0, 0])
      #expect(rows.map(\.plannedStopsVisited) == [1, 0, 0])
      #expect(rows.map(\.onSiteSeconds) == [300, 0, 0])
      #expect(rows.map(\.shiftSeconds) == [36_000, 0, 0])
      #expect(rows.map(\.promisedMinor) == [0, 0, 7_000])
      #expect(rows.map(\.paidMinor) == [0, 90, 5_000])
      #expect(Set(rows.map(\.key.text)).count == 3)

      // Nothing is news: nothing is published.
      try await service.take(Delivery(visits: [Samples.visit(1, stop: 1)], payments: [Samples.payment(1)]))
      try await publisher.publishCollectorDays()
      #expect(try await service.published(PublicCollectorDay.self).count == 3)

      try await service.take(Delivery(visits: [Samples.visit(2, contact: .noContact, late: true)]))
      try await service.take(Delivery(payments: [Samples.payment(3, amount: 5_000, kind: .reversed)]))
      try await publisher.publishCollectorDays()
      rows = Array(try await service.published(PublicCollectorDay.self).suffix(2))
      #expect(rows.map(\.rowVersion) == [2, 2])
      #expect(rows.map(\.visits) == [2, 0])
      #expect(rows.map(\.lateVisits) == [1, 0])
      #expect(rows.map(\.reversedMinor) == [0, 5_000])
    }
  }

  @Test("C40: a segment's day counts what happened to the accounts that stood in it at the end of that day")
  func segmentDay() async throws {
    try await withReporting { service in
      let publisher = try service.dayPublisher()
      let yesterday = Samples.today.advanced(byDays: -1)
      try await service.take(
        Delivery(
          accounts: [Samples.account(1), Samples.account(2)],
          treatments: [Samples.treatment(1, segments: ["early", "urban"]), Samples.treatment(2, segments: ["early"])],
          visits: [Samples.visit(1), Samples.visit(2, account: 2)], promises: [Samples.promise(1, visit: 1)],
          payments: [Samples.payment(1), Samples.payment(2, account: 2, amount: 300)]))
      try await publisher.publishSegmentDays()
      let rows = try await service.published(PublicSegmentDay.self).filter { $0.businessDate == Samples.today }
      let early = rows.filter { $0.segmentID.rawValue == "early" }
      let urban = rows.filter { $0.segmentID.rawValue == "urban" }
      #expect(early.reduce(0) { $0 + $1.visits } == 2)
      #expect(urban.reduce(0) { $0 + $1.visits } == 1)
      #expect(early.first { $0.currency == .pen }.map { [$0.accounts, $0.overdueMinor, $0.paidMinor] } == [2, 20_000, 5_300])
      #expect(urban.first { $0.currency == .pen }.map { [$0.accounts, $0.overdueMinor, $0.promisedMinor] } == [1, 10_000, 7_000])

      // The account moves on tomorrow; a late visit of yesterday and one of today still count where it stood.
      let tomorrow = Samples.now.advanced(by: Seconds(86_400))
      try await service.take(Delivery(treatments: [Samples.treatment(1, segments: ["late"], version: 2, at: tomorrow)]))
      try await service.take(Delivery(visits: [Samples.visit(3, date: yesterday, late: true), Samples.visit(4)]))
      service.clock.set(tomorrow)
      try await publisher.publishSegmentDays()
      let restated = try await service.published(PublicSegmentDay.self)
      #expect(restated.last { $0.segmentID.rawValue == "urban" && $0.businessDate == yesterday }?.visits == 1)
      #expect(restated.last { $0.segmentID.rawValue == "urban" && $0.businessDate == Samples.today && $0.currency == nil }?.visits == 2)
      #expect(!restated.contains { $0.segmentID.rawValue == "late" && $0.visits > 0 })
    }
  }
}

import Contracts
import Postgres
import Reporting
import TestSupport
import Testing

@Suite("The day's figures")
struct FiguresTests {
  @Test("V40: each collector's counters equal the events, and a late visit changes the day on which it was made")
  func counters() async throws {
    try await withReporting { service in
      let yesterday = Samples.today.advanced(byDays: -1)
      try await service.take(
        Delivery(
          accounts: [Samples.account(1), Samples.account(2)],
          assignments: [
            Samples.assignment(debtor: 1, collector: Samples.ana),
            Samples.assignment(debtor: 2, collector: Samples.luis, zone: Samples.zoneSouth, team: Samples.south),
          ],
          routes: [Samples.route(accounts: [1, 2])],
          visits: [
            Samples.visit(1, stop: 1), Samples.visit(2, contact: .thirdParty), Samples.visit(3, contact: .noContact),
            Samples.visit(4, account: 2, collector: Samples.luis, team: Samples.south, zone: Samples.zoneSouth),
          ],
          promises: [Samples.promise(1, visit: 1), Samples.promise(2, amount: 500), Samples.promise(3, state: .cancelled)],
          payments: [Samples.payment(1), Samples.payment(2, amount: 900, kind: .reversed), Samples.payment(3, account: 2)]))
      let ana = try #require(try await service.figures(by: .collector).first { $0.key == Samples.ana.description })
      #expect((ana.plannedStops, ana.visits, ana.plannedStopsVisited) == (2, 3, 1))
      #expect((ana.contacts, ana.rightPartyContacts) == (2, 1))
      let amounts = try #require(ana.amounts.first)
      #expect((amounts.promises, amounts.promisedMinor) == (2, 7_500))
      #expect((amounts.payments, amounts.paidMinor, amounts.reversals, amounts.reversedMinor) == (1, 5_000, 1, 900))
      #expect((amounts.assignedAccounts, amounts.assignedMinor) == (1, 10_000))
      #expect(try await service.figures(on: yesterday).first?.visits == 0)
      try await service.take(Delivery(visits: [Samples.visit(5, date: yesterday, late: true)]))
      #expect(try await service.figures(on: yesterday).first?.visits == 1)
      #expect(try await service.figures().first?.visits == 4)
    }
  }

  @Test("Amounts of different currencies are never added")
  func currencies() async throws {
    try await withReporting { service in
      try await service.take(Delivery(payments: [Samples.payment(1), Samples.payment(2, amount: 800_000, currency: .cop)]))
      let total = try #require(try await service.figures().first)
      #expect(total.payments == 2)
      #expect(total.amounts.map(\.currency) == [.cop, .pen])
      #expect(total.amounts.map(\.paidMinor) == [800_000, 5_000])
    }
  }

  @Test("C40: figures by segment equal a plain count over the facts, and an account in two segments counts in both")
  func segments() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          accounts: [Samples.account(1), Samples.account(2), Samples.account(3)],
          treatments: [Samples.treatment(1, segments: ["early", "urban"]), Samples.treatment(2, segments: ["early"])],
          assignments: (1...3).map { Samples.assignment(debtor: $0, collector: Samples.ana) },
          payments: [Samples.payment(1), Samples.payment(2, account: 2, amount: 300), Samples.payment(3, account: 3, amount: 20)]))
      let figures = try await service.figures(by: .segment)
      #expect(figures.map(\.key) == ["", "early", "urban"])
      for figure in figures {
        let recovered = try await service.number(
          """
          select coalesce(sum(f.amount_minor), 0)::bigint from fact_payment f left join treatment_state t using (account_id)
          where case when \(figure.key) = '' then t.account_id is null else \(figure.key) = any(t.segment_ids) end
          """)
        let accounts = try await service.number(
          """
          select count(*) from account_state a left join treatment_state t using (account_id)
          where case when \(figure.key) = '' then t.account_id is null else \(figure.key) = any(t.segment_ids) end
          """)
        #expect(figure.amounts.first?.paidMinor == recovered)
        #expect(figure.amounts.first?.assignedAccounts == accounts)
        #expect(figure.amounts.first?.assignedMinor == accounts.map { $0 * 10_000 })
      }
    }
  }

  @Test("Figures of a random day equal a recomputation from the events, by collector and by zone")
  func recomputation() async throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    let visits = (0..<200).map { number in
      let isNorth = Bool.random(using: &generator)
      return Samples.visit(
        number % 150, account: 1 + number % 7, collector: isNorth ? Samples.ana : Samples.luis,
        team: isNorth ? Samples.north : Samples.south, zone: isNorth ? Samples.zoneNorth : Samples.zoneSouth,
        date: Samples.today.advanced(byDays: -Int.random(in: 0...1, using: &generator)),
        contact: ContactType.allCases.randomElement(using: &generator) ?? .noContact)
    }
    try await withReporting { service in
      for start in stride(from: 0, to: visits.count, by: 30) {
        try await service.take(Delivery(visits: Array(visits[start..<min(start + 45, visits.count)])))
      }
      // The first event of a visit counts.
      let counted = Dictionary(visits.map { ($0.visitID, $0) }) { first, _ in first }.values.filter { $0.businessDate == Samples.today }
      for figure in try await service.figures(by: .collector) {
        let own = counted.filter { $0.collectorID.description == figure.key }
        #expect(figure.visits == Int64(own.count), "seed \(seed)")
        #expect(figure.contacts == Int64(own.count { $0.contactType != .noContact }), "seed \(seed)")
        #expect(figure.rightPartyContacts == Int64(own.count { $0.contactType == .rightParty }))
      }
      let zones = try await service.figures(by: .zone)
      #expect(zones.reduce(0) { $0 + $1.visits } == Int64(counted.count))
      #expect(try await service.figures().first?.visits == Int64(counted.count))
    }
  }

  @Test("A promise belongs to the day on which it was made in the debtor's zone")
  func promiseDay() async throws {
    try await withReporting { service in
      // 23:30 in Lima is the next day in UTC.
      let lateEvening = Samples.now.advanced(by: Seconds(15 * 3_600 + 1_800))
      try await service.take(Delivery(promises: [Samples.promise(1, madeAt: lateEvening)]))
      #expect(try await service.figures().first?.promises == 1)
      #expect(try await service.figures(on: Samples.today.advanced(byDays: 1)).isEmpty)
    }
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same day.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

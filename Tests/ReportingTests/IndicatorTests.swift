import Contracts
import Messaging
import Postgres
import Reporting
import TestSupport
import Testing

@Suite("Indicators of a period")
struct IndicatorTests {
  private static let yesterday = Samples.today.advanced(byDays: -1)

  /// Two collectors with an account each and a third account of nobody; Ana works hers.
  private func portfolio() -> Delivery {
    Delivery(
      staff: [
        Samples.member(Samples.ana, "Ana", team: Samples.north), Samples.member(Samples.luis, "Luis", team: Samples.south),
      ],
      accounts: [
        Samples.account(1, date: Self.yesterday), Samples.account(2, overdue: 30_000, date: Self.yesterday),
        Samples.account(3, date: Self.yesterday),
      ],
      assignments: [
        Samples.assignment(debtor: 1, collector: Samples.ana, at: Samples.now.advanced(by: Seconds(-200_000))),
        Samples.assignment(
          debtor: 2, collector: Samples.luis, zone: Samples.zoneSouth, team: Samples.south,
          at: Samples.now.advanced(by: Seconds(-200_000))),
      ],
      routes: [Samples.route(accounts: [1, 2])],
      visits: [Samples.visit(1, stop: 1), Samples.visit(2, contact: .noContact), Samples.visit(3, contact: .thirdParty)],
      promises: [
        Samples.promise(1, visit: 1, state: .kept, due: Samples.today),
        Samples.promise(2, amount: 3_000, state: .broken, due: Samples.today),
      ],
      payments: [Samples.payment(1), Samples.payment(2, account: 2, amount: 6_000), Samples.payment(3, account: 3, amount: 700)])
  }

  private func value(_ id: String, _ group: IndicatorGroup?, currency: String? = nil) -> IndicatorGroup.Value? {
    group?.values.first { $0.indicator.id == id && $0.currency == currency }
  }

  @Test("C42: claimed and recovered by collector sum to the total, each payment is attributed once, and the rate is theirs by hand")
  func recovery() async throws {
    try await withReporting { service in
      try await service.take(portfolio())
      let total = try #require(try await service.indicators().first)
      #expect(total.amounts["PEN"]?["collected_minor"] == 11_700)
      #expect(total.amounts["PEN"]?["claimed_minor"] == 50_000)
      for group in [IndicatorQuestion.Group.collector, .team, .zone, .creditor] {
        let parts = try await service.indicators(by: group)
        for measure in ["collected_minor", "claimed_minor"] {
          #expect(parts.reduce(0) { $0 + ($1.amounts["PEN"]?[measure] ?? 0) } == total.amounts["PEN"]?[measure], "\(group) \(measure)")
        }
      }
      let collectors = try await service.indicators(by: .collector)
      #expect(collectors.map(\.key) == ["", Samples.ana.description, Samples.luis.description])
      let rates = collectors.map { value("recovery_rate", $0, currency: "PEN")?.value }
      #expect(rates == [700, 5_000, 2_000])
    }
  }

  @Test("contact, promise, kept, coverage and plan indicators equal a count by hand")
  func byHand() async throws {
    try await withReporting { service in
      try await service.take(portfolio())
      let total = try await service.indicators().first
      let expected: [String: (Int64, Int64)] = [
        "contact_rate": (2, 3), "right_party_rate": (1, 3), "promise_rate": (2, 1), "kept_rate": (1, 2), "coverage": (1, 2),
        "intensity": (3, 1), "first_visit_success": (1, 1), "visits_per_collector_day": (3, 1), "plan_adherence": (1, 2),
        "late_share": (0, 3), "inside_fence_share": (0, 3),
      ]
      for (id, (numerator, denominator)) in expected {
        let found = try #require(value(id, total), "\(id)")
        #expect([found.numerator, found.denominator] == [numerator, denominator], "\(id)")
      }
      #expect(value("kept_rate_amount", total, currency: "PEN")?.value == 7_000)
      #expect(total?.counts["latency_p95_seconds"] == 0)
    }
  }

  @Test(
    "what comes late restates the past: a visit, a payment with an earlier value date, a reversal, a correction, a statement of an account")
  func restated() async throws {
    try await withReporting { service in
      try await service.take(portfolio())
      func past() async throws -> IndicatorGroup? { try await service.indicators(from: Self.yesterday, to: Self.yesterday).first }
      #expect(try await past()?.counts["visits"] == nil)
      try await service.take(Delivery(visits: [Samples.visit(9, date: Self.yesterday, late: true)]))
      #expect(try await past()?.counts["right_party_contacts"] == 1)
      try await service.take(
        Delivery(corrections: [
          VisitCorrected(
            correctionID: Samples.identifier(9_100), visitID: Samples.visit(9).visitID, debtorID: Samples.visit(9).debtorID,
            staffID: Samples.ana, outcome: "nobody_home", contactType: .noContact, madeAt: Samples.now)
        ]))
      #expect(try await past()?.counts["right_party_contacts"] == 0)
      try await service.take(Delivery(payments: [Samples.payment(8, amount: 2_000, on: Self.yesterday)]))
      #expect(try await past()?.amounts["PEN"]?["collected_minor"] == 2_000)
      try await service.take(Delivery(payments: [Samples.payment(7, amount: 2_000, kind: .reversed, on: Self.yesterday)]))
      #expect(try await past()?.amounts["PEN"]?["collected_minor"] == 0)
      // The bank says late what the first account stood at when the period opened.
      #expect(try await service.indicators().first?.amounts["PEN"]?["claimed_minor"] == 50_000)
      try await service.take(Delivery(accounts: [Samples.account(1, overdue: 12_000, version: 2, date: Self.yesterday)]))
      #expect(try await service.indicators().first?.amounts["PEN"]?["claimed_minor"] == 52_000)
    }
  }

  @Test("a viewer's indicators are of the own team, the own visits and the own creditors, and filters narrow them further")
  func scope() async throws {
    try await withReporting { service in
      var delivery = portfolio()
      delivery.treatments = [Samples.treatment(1, segments: ["early"]), Samples.treatment(2, segments: ["late"])]
      try await service.take(delivery)
      func visits(_ scope: ViewerScope, _ change: (inout IndicatorQuestion) -> Void = { _ in }) async throws -> Int64 {
        var question = IndicatorQuestion(from: Samples.today, to: Samples.today)
        change(&question)
        let asked = question
        let measures = try await service.database.read { try await IndicatorStore.count(asked, scope, in: $0) }
        return IndicatorGroup.assemble(measures).first?.counts["visits"] ?? 0
      }
      #expect(try await visits(ViewerScope(team: "north")) == 3)
      #expect(try await visits(ViewerScope(team: "south")) == 0)
      #expect(try await visits(ViewerScope(collector: Samples.luis)) == 0)
      #expect(try await visits(ViewerScope(creditors: [CreditorID("other")])) == 0)
      #expect(try await visits(ViewerScope(creditors: [CreditorID("andes")])) == 3)
      #expect(try await visits(.everything) { $0.segmentID = SegmentID("early") } == 3)
      #expect(try await visits(.everything) { $0.segmentID = SegmentID("late") } == 0)
      #expect(try await visits(.everything) { $0.zoneID = Samples.zoneSouth } == 0)
      #expect(try await visits(.everything) { $0.collectorID = Samples.ana } == 3)
      #expect(try await visits(.everything) { $0.creditorID = CreditorID("other") } == 0)
    }
  }
}

extension TestService where Service == ReportingService {
  func indicators(
    from: CalendarDate = Samples.today, to: CalendarDate = Samples.today, by group: IndicatorQuestion.Group = .total
  ) async throws -> [IndicatorGroup] {
    try await database.read { transaction in
      IndicatorGroup.assemble(
        try await IndicatorStore.count(IndicatorQuestion(from: from, to: to, group: group), .everything, in: transaction))
    }
  }
}

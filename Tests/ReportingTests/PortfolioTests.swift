import Contracts
import HTTPTypes
import Messaging
import Postgres
import Reporting
import ServiceKit
import TestSupport
import Testing

@Suite("The portfolio and how it moves")
struct PortfolioTests {
  private static let opening = Samples.today.advanced(byDays: -30)

  @Test("the portfolio by bucket, segment, team and in all sums to the same, worked accounts only")
  func picture() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          accounts: [
            Samples.account(1, days: 0), Samples.account(2, days: 30), Samples.account(3, days: 31), Samples.account(4, days: 500),
            Samples.account(5, currency: .cop, days: 500), Samples.account(6, status: .closed),
          ],
          treatments: [Samples.treatment(1, segments: ["early"])], assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)]))
      func picture(_ group: PortfolioStore.Group, _ scope: ViewerScope = .everything) async throws -> [PortfolioRow] {
        try await service.database.read { try await PortfolioStore.picture(by: group, scope, in: $0) }
      }
      let buckets = try await picture(.bucket)
      #expect(buckets.map(\.key) == ["current", "1-30", "31-60", ">180", ">180"])
      #expect(buckets.map(\.currency) == [.pen, .pen, .pen, .cop, .pen])
      for group in [PortfolioStore.Group.total, .segment, .team, .creditor, .product, .stage, .zone, .collector] {
        let rows = try await picture(group)
        #expect(rows.reduce(0) { $0 + $1.accounts } == 5, "\(group)")
        #expect(rows.filter { $0.currency == .pen }.reduce(0) { $0 + $1.overdueMinor } == 40_000, "\(group)")
      }
      #expect(try await picture(.status).reduce(0) { $0 + $1.accounts } == 6)
      #expect(try await picture(.total, ViewerScope(team: "north")).map(\.accounts) == [1])
      #expect(try await picture(.total, ViewerScope(creditors: [CreditorID("other")])).isEmpty)
    }
  }

  @Test("roll rates: what stood in a bucket is told apart by where it stands, rows sum to it, and late statements restate them")
  func roll() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(accounts: (1...4).map { Samples.account($0, date: Self.opening, days: 20) }))
      try await service.take(
        Delivery(accounts: [
          Samples.account(1, version: 2, days: 50), Samples.account(2, overdue: 4_000, version: 2, days: 20),
          Samples.account(3, overdue: 0, version: 2, days: 0, status: .closed), Samples.account(4, version: 2, days: 0),
        ]))
      func matrix() async throws -> RollMatrix? {
        try await service.database.read {
          try await PortfolioStore.roll(from: Self.opening, to: Samples.today, creditors: [], in: $0).first
        }
      }
      let row = try #require(try await matrix()?.rows.first)
      #expect(row.bucket == "1-30")
      #expect(row.openingMinor == 200_000)
      #expect(row.accounts == 4)
      let amounts = Dictionary(uniqueKeysWithValues: row.cells.map { ($0.to, $0.amountMinor) })
      #expect(amounts == ["current": 50_000, "1-30": 20_000, "31-60": 50_000, "paid": 80_000, "closed": 0])
      #expect(row.cells.reduce(0) { $0 + $1.share } == 10_000)
      let redefaults = try await service.database.read {
        try await PortfolioStore.redefaults(from: Self.opening, to: Samples.today, creditors: [], in: $0)
      }
      #expect(redefaults.cured == 2, "the fourth, and the third, which was paid and closed")
      #expect(redefaults.again == 0)
      // The fourth is overdue again a month later, and the bank corrects what the first stood at when the period opened.
      try await service.take(
        Delivery(accounts: [
          Samples.account(4, version: 3, date: Samples.today.advanced(byDays: 20), days: 5),
          Samples.account(1, overdue: 2_000, version: 3, date: Self.opening, days: 20),
        ]))
      #expect(try await matrix()?.rows.first?.openingMinor == 160_000)
      let later = try await service.database.read {
        try await PortfolioStore.redefaults(from: Self.opening, to: Samples.today, creditors: [], in: $0)
      }
      #expect(later.again == 1)
    }
  }

  @Test("a vintage is what came back of what was placed in a month, month by month and cumulative")
  func vintage() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          accounts: [Samples.account(1, date: Self.opening), Samples.account(2, overdue: 500, date: Self.opening)],
          assignments: [1, 2].map {
            Samples.assignment(debtor: $0, collector: Samples.ana, at: Samples.now.advanced(by: Seconds(-30 * 86_400)))
          },
          payments: [
            Samples.payment(1, amount: 1_000, on: Self.opening.advanced(byDays: 1)), Samples.payment(2, account: 2, amount: 300),
            Samples.payment(3, amount: 200, kind: .reversed),
          ]))
      let rows = try await service.database.read { try await PortfolioStore.vintages(creditors: [], in: $0) }
      #expect(rows.allSatisfy { $0.accounts == 2 && $0.placedMinor == 10_500 })
      #expect(rows.map(\.month) == [0, 1])
      #expect(rows.map(\.collectedMinor) == [1_000, 1_100])
    }
  }

  @Test("indicators, portfolio, roll rates and trails answer over HTTP to those who may ask, and name the parameter that is wrong")
  func http() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          staff: [Samples.member(Samples.ana, "Ana", team: Samples.north)],
          accounts: [Samples.account(1)], routes: [Samples.route(accounts: [1, 2])], visits: [Samples.visit(1, stop: 1)],
          positions: [Samples.position(1, collector: Samples.ana, team: Samples.north)]))
      try await service.withServer { server in
        func send(_ path: String, _ viewer: Viewer) async throws -> (status: Int, body: JSONValue?) {
          let token = try await service.tokens.authorization(viewer)
          let response = try await server.send(.get, "/api/reporting/v1/" + path, authorization: token)
          return (response.status, response.body.isEmpty ? nil : try EventCoding.decode(JSONValue.self, from: response.body))
        }
        let admin = service.viewer(.administrator)
        let north = service.viewer(.supervisor, team: Samples.north)
        let south = service.viewer(.supervisor, team: Samples.south)
        let day = "from=\(Samples.today)&to=\(Samples.today)"
        #expect(try await send("indicators?\(day)&by=collector", north).body?["items"]?.array?.count == 1)
        #expect(try await send("indicators/definitions", north).body?["items"]?.array?.count == Indicator.all.count)
        #expect(try await send("indicators?by=moon", admin).status == 422)
        #expect(try await send("indicators?from=2025-01-01", admin).status == 422)
        #expect(try await send("indicators?from=2026-02-30", admin).status == 422)
        #expect(try await send("portfolio?by=bucket", admin).body?["items"]?.array?.count == 1)
        #expect(try await send("roll-rates", admin).status == 200)
        #expect(try await send("roll-rates", north).status == 403)
        #expect(try await send("roll-rates?from=\(Samples.today)&to=\(Samples.today)", admin).status == 422)
        #expect(try await send("vintages", admin).status == 200)

        let trail = try await send("collectors/\(Samples.ana)/trail?date=\(Samples.today)", north)
        #expect(trail.body?["plan_adherence"] == 5_000)
        #expect(trail.body?["skipped"]?.array?.count == 1)
        #expect(trail.body?["points"]?.array?.count == 1)
        #expect(trail.body?["stops"]?.array?.compactMap { $0["status"]?.string } == ["visited", "skipped"])
        #expect(try await send("collectors/\(Samples.ana)/trail", south).status == 404)
      }
    }
  }
}

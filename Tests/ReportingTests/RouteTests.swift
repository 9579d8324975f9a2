import Contracts
import FoundationEssentials
import HTTPTypes
import Messaging
import Reporting
import ServiceKit
import TestSupport
import Testing

@Suite("Reporting over HTTP")
struct RouteTests {
  @Test("V38: a supervisor gets the last positions of their own team only, with name and age, and never an agent of another team")
  func positions() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          staff: [Samples.member(Samples.ana, "Ana", team: Samples.north), Samples.member(Samples.luis, "Luis", team: Samples.south)],
          positions: [
            Samples.position(1, collector: Samples.ana, team: Samples.north, at: Samples.now.advanced(by: Seconds(-90))),
            Samples.position(2, collector: Samples.ana, team: Samples.north, at: Samples.now.advanced(by: Seconds(-700))),
            Samples.position(3, collector: Samples.luis, team: Samples.south, at: Samples.now.advanced(by: Seconds(-700))),
          ]))
      try await service.withServer { server in
        func answer(_ viewer: Viewer) async throws -> [Position] {
          let token = try await service.tokens.authorization(viewer)
          let response = try await server.send(.get, "/api/reporting/v1/positions", authorization: token)
          #expect(response.status == 200)
          return try EventCoding.decode(Positions.self, from: response.body).items
        }
        let north = try await answer(service.viewer(.supervisor, team: Samples.north))
        #expect(north == [Position(collectorID: Samples.ana, collectorName: "Ana", ageSeconds: 90, status: "online")])
        let south = try await answer(service.viewer(.supervisor, team: Samples.south))
        #expect(south == [Position(collectorID: Samples.luis, collectorName: "Luis", ageSeconds: 700, status: "offline")])
        #expect(try await answer(service.viewer(.supervisor)).isEmpty)
        #expect(try await answer(service.viewer(.collector, team: Samples.north, staff: Samples.luis)) == south)
        #expect(try await answer(service.viewer(.administrator)).count == 2)
        #expect(try await server.send(.get, "/api/reporting/v1/positions").status == 401)
      }
    }
  }

  @Test("Figures are answered by group in the viewer's scope, and today is the viewer's own when no date is given")
  func figures() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          staff: [Samples.member(Samples.ana, "Ana", team: Samples.north)],
          visits: [Samples.visit(1), Samples.visit(2, collector: Samples.luis, team: Samples.south)], payments: [Samples.payment(1)]))
      try await service.withServer { server in
        func answer(_ query: String, _ viewer: Viewer) async throws -> (status: Int, figures: Figures?) {
          let token = try await service.tokens.authorization(viewer)
          let response = try await server.send(.get, "/api/reporting/v1/figures" + query, authorization: token)
          return (response.status, response.status == 200 ? try EventCoding.decode(Figures.self, from: response.body) : nil)
        }
        let everything = try await answer("", service.viewer(.administrator)).figures
        #expect(everything?.businessDate == Samples.today)
        #expect(everything?.items.map(\.visits) == [2])
        #expect(everything?.items.map(\.paidMinor) == [5_000])
        #expect(everything?.items.map(\.currency) == ["PEN"])
        let north = try await answer("?date=\(Samples.today)&by=collector", service.viewer(.supervisor, team: Samples.north)).figures
        #expect(north?.items.map(\.label) == ["Ana"])
        #expect(north?.items.map(\.visits) == [1])
        #expect(try await answer("?by=moon", service.viewer(.administrator)).status == 422)
        #expect(try await answer("?date=2026-02-30", service.viewer(.administrator)).status == 422)
      }
    }
  }

  @Test("An account is shown with what happened to it, only to those whose it is")
  func account() async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          accounts: [Samples.account(1)], assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)],
          visits: [Samples.visit(1)], promises: [Samples.promise(1, visit: 1)], payments: [Samples.payment(1)]))
      let deal = Samples.agreement(1, paid: 4_000, version: 6)
      for events in [[deal], [Samples.agreement(1, version: 5)], [deal]] {
        try await service.database.work { try await Consumers(timeZone: "America/Lima").agreements(events, $0) }
      }
      let path = "/api/reporting/v1/accounts/\(Samples.account(1).accountID)"
      try await service.withServer { server in
        func status(_ viewer: Viewer) async throws -> Int {
          let token = try await service.tokens.authorization(viewer)
          return try await server.send(.get, path, authorization: token).status
        }
        let token = try await service.tokens.authorization(service.viewer(.administrator))
        let body = String(decoding: try await server.send(.get, path, authorization: token).body, as: UTF8.self)
        for fact in [
          "\"paid_minor\":5000", "P1", Samples.visit(1).visitID.description, Samples.promise(1).promiseID.description,
          deal.agreementID.description, "\"paid_minor\":4000",
        ] {
          #expect(body.contains(fact), "\(fact)")
        }
        #expect(try await status(service.viewer(.supervisor, team: Samples.north)) == 200)
        #expect(try await status(service.viewer(.supervisor, team: Samples.south)) == 404)
        #expect(try await status(service.viewer(.collector, team: Samples.north, staff: Samples.ana)) == 200)
        #expect(try await status(service.viewer(.collector, team: Samples.north, staff: Samples.luis)) == 404)
        #expect(try await status(service.viewer(.auditor, creditors: [CreditorID("other")])) == 404)
        #expect(try await status(service.viewer(.agency)) == 403)
      }
    }
  }
}

private struct Positions: Decodable {
  let items: [Position]
}

private struct Position: Decodable, Equatable {
  let collectorID: StaffID
  let collectorName: String?
  let ageSeconds: Int
  let status: String

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case collectorName = "collector_name"
    case ageSeconds = "age_seconds"
    case status
  }
}

private struct Figures: Decodable {
  struct Item: Decodable {
    let label: String?
    let visits: Int
    let paidMinor: Int64
    let currency: String?

    private enum CodingKeys: String, CodingKey {
      case label, visits, currency
      case paidMinor = "paid_minor"
    }
  }

  let businessDate: CalendarDate
  let items: [Item]

  private enum CodingKeys: String, CodingKey {
    case businessDate = "business_date"
    case items
  }
}

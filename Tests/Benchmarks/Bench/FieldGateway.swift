import Contracts
import Foundation
import Postgres
import ServiceKit

/// A field gateway of a running installation: it posts visits of collectors to the debtors on their routes.
struct FieldGateway: Sendable {
  /// Where somebody can knock.
  struct Door: Sendable {
    let collectorID: StaffID
    let debtorID: DebtorID
  }

  private let url: String
  private let outbound: Outbound
  private let token: String

  init(instance: RunningInstance, outbound: Outbound, password: String) async throws {
    struct Session: Decodable {
      let accessToken: String
      private enum CodingKeys: String, CodingKey { case accessToken = "access_token" }
    }
    url = instance.httpURL
    self.outbound = outbound
    let body = try JSONEncoder().encode(["email": "gateway@ronda.example", "password": password])
    let answer = try await outbound.send(
      OutboundRequest(
        method: "POST", url: url + "/api/identity/v1/sessions", headers: [("Content-Type", "application/json")], body: [UInt8](body)))
    guard answer.status == 201 || answer.status == 200 else { throw BenchmarkFailed("the gateway's sign-in was answered \(answer.status)") }
    token = try JSONDecoder().decode(Session.self, from: Data(answer.body)).accessToken
  }

  /// The stops that are on routes.
  func doors(_ pool: PostgresPool) async throws -> [Door] {
    let rows = try await pool.query(
      "select distinct collector_id::text as collector, debtor_id::text as debtor from visit_capture.route_stops order by 1, 2")
    let doors = try rows.compactMap { row -> Door? in
      guard let collector = StaffID(try row.decode(String.self, "collector")), let debtor = DebtorID(try row.decode(String.self, "debtor"))
      else { return nil }
      return Door(collectorID: collector, debtorID: debtor)
    }
    guard !doors.isEmpty else { throw BenchmarkFailed("nobody has a route: plan a day first") }
    return doors.shuffled()
  }

  /// Sends a visit and returns when it is acknowledged.
  ///
  /// - Throws: `BenchmarkFailed` when it is not taken.
  func visit(_ door: Door) async throws -> VisitID {
    let visitID = VisitID(rawValue: UUID())
    let body = """
      {"collector_id":"\(door.collectorID)","visit_id":"\(visitID)","debtor_id":"\(door.debtorID)","outcome":"nobody_home",
       "mock":false,"captured_at":"\(WallClock.system.now)"}
      """
    let answer = try await outbound.send(
      OutboundRequest(
        method: "POST", url: url + "/api/visit-capture/v1/visits",
        headers: [("Content-Type", "application/json"), ("Authorization", "Bearer \(token)")], body: Array(body.utf8)))
    guard answer.status == 201 else {
      throw BenchmarkFailed("a visit was answered \(answer.status): \(String(decoding: answer.body.prefix(500), as: UTF8.self))")
    }
    return visitID
  }
}

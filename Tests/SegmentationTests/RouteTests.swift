import ContactRules
import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct RouteTests {
  private struct Answer: Decodable {
    var items: [[String: JSONValue]]
  }

  /// Two accounts of two creditors, and the service's HTTP side.
  private func withService(_ body: (TestService<SegmentationService>, TestHTTPClient) async throws -> Void) async throws {
    try await withTestService(SegmentationService.self) { service in
      let consumers = Consumers(engine: TreatmentEngine(rules: try ContactRules()))
      try await service.database.work { work in
        try await consumers.debtors([try debtor(1), try debtor(2)].sorted { $0.debtorID < $1.debtorID }, work)
        try await consumers.accounts([try account(1, dpd: 45), try account(2, dpd: 120, creditor: "crediya")], work)
      }
      try await service.application().serving { client in try await body(service, client) }
    }
  }

  private func viewer(_ role: StaffRole, creditors: [String] = []) throws -> Viewer {
    Viewer(staffID: try id("staff", 1), fullName: "Eva", roles: [role], creditorIDs: creditors.map { CreditorID($0) })
  }

  private func get(
    _ path: String, as viewer: Viewer, _ service: TestService<SegmentationService>, _ client: TestHTTPClient
  ) async throws -> TestResponse {
    try await client.execute(
      uri: "/api/segmentation/v1/" + path, method: .get, headers: [.authorization: try await service.tokens.authorization(viewer)])
  }

  private func items(_ response: TestResponse) throws -> [[String: JSONValue]] {
    try EventCoding.decode(Answer.self, from: Array(response.body.readableBytesView)).items
  }

  @Test("V17: segments come with the number of accounts that stand in them now, within the viewer's creditors")
  func segments() async throws {
    try await withService { service, client in
      let all = try items(try await get("segments", as: try viewer(.supervisor), service, client))
      #expect(all.first { $0["segment_id"] == .string("mid") }?["accounts"] == .integer(1))
      #expect(all.first { $0["segment_id"] == .string("prelegal") }?["accounts"] == .integer(1))
      let some = try items(try await get("segments", as: try viewer(.supervisor, creditors: ["crediya"]), service, client))
      #expect(some.first { $0["segment_id"] == .string("mid") }?["accounts"] == .integer(0))
    }
  }

  @Test("strategies come with their steps")
  func strategies() async throws {
    try await withService { service, client in
      let all = try items(try await get("strategies", as: try viewer(.administrator), service, client))
      #expect(all.last?["strategy_id"] == .string("standard"))
      #expect(all.first { $0["strategy_id"] == .string("mid") }?["accounts"] == .integer(1))
    }
  }

  @Test("tasks are listed by urgency, filtered and scoped; an unknown kind is refused by name")
  func tasks() async throws {
    try await withService { service, client in
      let visits = try items(try await get("tasks?state=open&kind=visit&limit=5", as: try viewer(.supervisor), service, client))
      #expect(visits.count == 2)
      #expect(visits.first?["creditor_id"] == .string("crediya"))
      let scoped = try items(try await get("tasks?kind=visit", as: try viewer(.supervisor, creditors: ["andes"]), service, client))
      #expect(scoped.map { $0["creditor_id"] } == [.string("andes")])
      let refused = try await get("tasks?kind=teleport", as: try viewer(.supervisor), service, client)
      #expect(refused.status == .unprocessableContent)
      #expect(String(buffer: refused.body).contains("kind"))
      #expect(try await get("tasks", as: try viewer(.collector), service, client).status == .forbidden)
      #expect(try await client.execute(uri: "/api/segmentation/v1/tasks", method: .get).status == .unauthorized)
    }
  }

  @Test("an account's treatment explains itself; another creditor's is not found")
  func treatment() async throws {
    try await withService { service, client in
      let path = "accounts/\(try id("account", 1) as AccountID)/treatment"
      let found = try await get(path, as: try viewer(.collector), service, client)
      #expect(found.status == .ok)
      let text = String(buffer: found.body)
      for word in ["\"stage\":\"mid\"", "\"priority_terms\"", "\"stages\"", "\"visit\""] { #expect(text.contains(word)) }
      #expect(try await get(path, as: try viewer(.supervisor, creditors: ["crediya"]), service, client).status == .notFound)
    }
  }
}

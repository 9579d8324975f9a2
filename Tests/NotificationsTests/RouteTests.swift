import Contracts
import HTTPTypes
import Hummingbird
import NIOCore
import Notifications
import ServiceKit
import TestSupport
import Testing

@Suite struct RouteTests {
  @Test("messages are listed by state and scope, and an address only as far as it takes to recognise it")
  func messages() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account())
      try await bench.tasks(try task())
      try await bench.dispatcher(ScriptedTransport()).runOnce()
      try await bench.service.application().serving { client in
        func get(_ query: String, _ roles: Set<StaffRole>, creditors: [CreditorID] = []) async throws -> TestResponse {
          let viewer = Viewer(staffID: try id("staff", 1), fullName: "Eva", roles: roles, creditorIDs: creditors)
          return try await client.execute(
            uri: "/api/notifications/v1/messages" + query, method: .get,
            headers: [.authorization: try await bench.service.tokens.authorization(viewer)])
        }
        let found = String(buffer: try await get("?state=sent&limit=10", [.supervisor]).body)
        #expect(found.contains("a•••@example.com"))
        #expect(!found.contains("ana@example.com") && !found.contains("Núñez"))
        #expect(String(buffer: try await get("?state=deferred", [.supervisor]).body).contains("\"items\":[]"))
        #expect(String(buffer: try await get("", [.supervisor], creditors: [CreditorID("crediya")]).body).contains("\"items\":[]"))
        #expect(try await get("?state=lost", [.supervisor]).status == .unprocessableContent)
        #expect(try await get("", [.collector]).status == .forbidden)
      }
    }
  }
}

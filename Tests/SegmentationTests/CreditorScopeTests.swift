import Contracts
import Foundation
import HTTPTypes
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite("What is told within the creditors of who asks")
struct CreditorScopeTests {
  private func withOffice(_ body: (Office) async throws -> Void) async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1), try debtor(3)])
      try await office.learn(accounts: [try account(1, dpd: 45), try account(3, dpd: 45, creditor: "crediya", debtor: 3)])
      try await office.worker.runOnce()
      try await body(office)
    }
  }

  @Test("C19: the versions of a strategy count the accounts of the viewer's creditors alone, as the list of strategies does")
  func counts() async throws {
    try await withOffice { office in
      func accounts(_ strategy: String, as viewer: Viewer?) async throws -> [JSONValue?] {
        try office.json(try await office.send(.get, "strategies/\(strategy)", as: viewer))["versions"]?.array?.map { $0["accounts"] } ?? []
      }
      let listed = try office.json(try await office.send(.get, "strategies"))["items"]?.array ?? []
      let strategy = try #require(listed.first { $0["accounts"] == 2 }?["strategy_id"]?.string)
      #expect(try await accounts(strategy, as: nil) == [2])
      #expect(try await accounts(strategy, as: office.viewer(.auditor, creditors: ["andes"])) == [1])
      #expect(try await accounts(strategy, as: office.viewer(.auditor, creditors: ["nobody"])) == [0])
    }
  }

  @Test("C19: the report of another person's job is told only to who sees every team and every creditor")
  func jobs() async throws {
    try await withOffice { office in
      let jobID = UUID().uuidString
      let body = #"{"job_id": "\#(jobID)", "action": "close", "condition": "days_past_due > 0"}"#
      #expect(try office.json(try await office.send(.post, "jobs", body))["done"] == 2)
      let bound = try office.viewer(.administrator, number: 7, creditors: ["andes"])
      #expect(try await office.send(.get, "jobs/\(jobID)", as: bound).status == .notFound)
      #expect(try await office.send(.post, "jobs", body, as: bound).status == .conflict)
      #expect(try await office.send(.get, "jobs/\(jobID)", as: office.viewer(.administrator, number: 8)).status == .ok)
    }
  }
}

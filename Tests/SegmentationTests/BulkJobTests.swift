import Contracts
import Foundation
import HTTPTypes
import NIOCore
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct BulkJobTests {
  private func withOffice(_ body: (Office) async throws -> Void) async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1), try debtor(2), try debtor(3)])
      try await office.learn(accounts: [
        try account(1, dpd: 45), try account(2, dpd: 120), try account(3, dpd: 50, creditor: "crediya", debtor: 3),
      ])
      try await office.worker.runOnce()
      try await body(office)
    }
  }

  private func outcomes(_ response: TestResponse, _ office: Office) throws -> [JSONValue?] {
    (try office.json(response)["items"]?.array ?? []).map { $0["code"] ?? $0["outcome"] }
  }

  @Test("V15: the open work of many accounts is closed in one job, each with its result, once, within the viewer's creditors")
  func close() async throws {
    try await withOffice { office in
      #expect(try await office.openVisits().count == 3)
      let jobID = UUID().uuidString
      let accounts = try [1, 2, 3, 9].map { #""\#(try id("account", $0) as AccountID)""# }.joined(separator: ",")
      let body = #"{"job_id": "\#(jobID)", "action": "close", "kind": "visit", "account_ids": [\#(accounts)]}"#
      let bound = try office.viewer(.supervisor, creditors: ["andes"])
      let first = try await office.send(.post, "jobs", body, as: bound)
      #expect(first.status == .created)
      #expect(Set(try outcomes(first, office)) == ["done", "account_not_found"])
      #expect(try office.json(first)["done"] == 2 && office.json(first)["failed"] == 2)
      #expect(try await office.openVisits().map(\.creditorID) == [CreditorID("crediya")])
      let events = try await office.service.published(TaskChanged.self).count
      let again = try await office.send(.post, "jobs", body, as: bound)
      #expect(try again.status == .ok && office.json(again) == office.json(first))
      #expect(try await office.service.published(TaskChanged.self).count == events)
      #expect(try office.json(try await office.send(.get, "jobs/\(jobID)")) == office.json(first))
      let stranger = try office.viewer(.supervisor, number: 5)
      #expect(try await office.send(.get, "jobs/\(jobID)", as: stranger).status == .notFound)
      #expect(try await office.send(.post, "jobs", body, as: stranger).status == .conflict)
      let rest = #"{"job_id": "\#(UUID().uuidString)", "action": "close", "condition": "days_past_due >= 45"}"#
      #expect(try office.json(try await office.send(.post, "jobs", rest))["done"] == 1)
    }
  }

  @Test("V15: a message is raised for many accounts at once, never twice for a job, and not for an account whose treatment is paused")
  func message() async throws {
    try await withOffice { office in
      let debtor: DebtorID = try id("debtor", 2)
      let flag = #"{"reason": "x"}"#
      #expect(try await office.send(.put, "debtors/\(debtor)/flags/cease", flag).status == .noContent)
      let body =
        #"{"job_id": "\#(UUID().uuidString)", "action": "message", "kind": "sms", "template": "aviso", "condition": "days_past_due > 0"}"#
      for status in [HTTPResponse.Status.created, .ok] {
        let answer = try await office.send(.post, "jobs", body)
        #expect(answer.status == status)
        #expect(try office.json(answer)["done"] == 2 && office.json(answer)["failed"] == 1)
        #expect(try outcomes(answer, office).contains("not_worked"))
      }
      let sent = try await office.tasks().filter { $0.kind == .sms && $0.template == "aviso" }
      #expect(sent.count == 2 && sent.allSatisfy { $0.queue == .automatic && $0.state == .open && $0.version == 1 })
      #expect(try await office.send(.post, "jobs", body.replacing(#""sms""#, with: #""visit""#)).status == .unprocessableContent)
      #expect(try await office.send(.post, "jobs", body.replacing(#""template": "aviso", "#, with: "")).status == .unprocessableContent)
    }
  }
}

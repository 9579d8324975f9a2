import Contracts
import HTTPTypes
import Messaging
import NIOCore
import Postgres
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct SegmentLifeTests {
  private func withOffice(_ body: (Office) async throws -> Void) async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1), try debtor(2), try debtor(3)])
      try await office.learn(accounts: [try account(1, dpd: 45), try account(2, dpd: 120), try account(3, dpd: 50, risk: 900)])
      try await office.worker.runOnce()
      try await body(office)
    }
  }

  private func segments(of number: Int, _ office: Office) async throws -> [SegmentID] {
    let accountID: AccountID = try id("account", number)
    return try await office.service.published(TreatmentChanged.self).last { $0.accountID == accountID }?.segmentIDs ?? []
  }

  @Test("V17: a new segment has its members at once, those who enter or leave are told by event, and nobody else is")
  func membership() async throws {
    try await withOffice { office in
      let before = try await office.service.published(TreatmentChanged.self).count
      let body = #"{"name_es": "T", "name_en": "T", "condition": "days_past_due between 40 and 60"}"#
      #expect(try await office.send(.put, "segments/forties", body).status == .noContent)
      try await office.worker.runOnce()
      #expect(try await segments(of: 1, office).contains(SegmentID("forties")))
      #expect(try await segments(of: 2, office).contains(SegmentID("forties")) == false)
      #expect(try await office.service.published(TreatmentChanged.self).count == before + 2)
      try await office.worker.runOnce()
      #expect(try await office.service.published(TreatmentChanged.self).count == before + 2)
      #expect(try await office.send(.put, "segments/forties", body.replacing("60", with: "46")).status == .noContent)
      try await office.worker.runOnce()
      #expect(try await office.service.published(TreatmentChanged.self).count == before + 3)
      #expect(try await segments(of: 3, office).contains(SegmentID("forties")) == false)
      #expect(try await office.service.published(SegmentChanged.self).map(\.version) == [1, 2])
      let refused = try await office.send(.put, "segments/forties", #"{"name_es": "T", "name_en": "T", "condition": "days > 4"}"#)
      #expect(refused.status == .unprocessableContent)
      #expect(String(buffer: refused.body).contains("line 1, column 1"))
    }
  }

  @Test("V17: a saved filter counts and lists the accounts that SQL finds, within the viewer's creditors")
  func filters() async throws {
    try await withOffice { office in
      try await office.learn(accounts: [try account(4, dpd: 55, creditor: "crediya", debtor: 1)])
      let body = #"{"name": "Cuarenta", "condition": "days_past_due >= 45 and overdue >= 1000 PEN"}"#
      #expect(try await office.send(.put, "filters/forties", body).status == .noContent)
      let byHand = try await office.service.database.read { transaction in
        try await transaction.first(
          "select count(*) from accounts where days_past_due >= 45 and overdue_minor >= 100000 and currency = 'PEN'")?
          .decode(at: 0, as: Int.self)
      }
      let first = try office.json(try await office.send(.get, "filters/forties/accounts?limit=3"))
      #expect(first["items"]?.array?.count == 3)
      let cursor = try #require(first["next_cursor"]?.string)
      let second = try office.json(try await office.send(.get, "filters/forties/accounts?limit=3&cursor=\(cursor)"))
      #expect(byHand == 4 && second["items"]?.array?.count == 1)
      let counted = try office.json(try await office.send(.post, "counts", #"{"condition": "days_past_due >= 45"}"#))
      #expect(counted["accounts"] == .integer(4))
      let scoped = try office.viewer(.supervisor, creditors: ["crediya"])
      let own = try office.json(try await office.send(.post, "counts", #"{"condition": "days_past_due >= 45"}"#, as: scoped))
      #expect(own["accounts"] == .integer(1))
      let wrong = try await office.send(.post, "counts", #"{"condition": "days_past_due >= '45'"}"#)
      #expect(String(buffer: wrong.body).contains("expected a number for days_past_due at line 1, column 18"))
      #expect(try await office.send(.get, "filters/none/accounts").status == .notFound)
      #expect(String(buffer: try await office.send(.get, "attributes").body).contains("days_past_due"))
    }
  }

  @Test(
    "C11: a deactivated segment loses its accounts, and its open work is withdrawn or goes to others, as chosen",
    arguments: ["close", "reassign"])
  func deactivate(choice: String) async throws {
    try await withOffice { office in
      let before = try #require(try await office.openVisits().first { $0.segmentIDs.contains(SegmentID("high-risk")) })
      #expect(try await office.send(.post, "segments/high-risk/deactivation", #"{"open_tasks": "\#(choice)"}"#).status == .noContent)
      let after = try #require(try await office.tasks().first { $0.taskID == before.taskID })
      #expect(after.closeReason == (choice == "close" ? .withdrawn : nil))
      if choice == "reassign" { #expect(!after.segmentIDs.contains(SegmentID("high-risk"))) }
      #expect(try await segments(of: 3, office).contains(SegmentID("high-risk")) == false)
      #expect(try await office.service.published(SegmentChanged.self).last?.active == false)
      #expect(try await office.openVisits().count == (choice == "close" ? 2 : 3))
      #expect(try await office.send(.post, "segments/high-risk/activation").status == .noContent)
      try await office.worker.runOnce()
      #expect(try await segments(of: 3, office).contains(SegmentID("high-risk")))
      #expect(try await office.send(.post, "segments/none/deactivation", #"{"open_tasks": "close"}"#).status == .notFound)
    }
  }

  @Test("C11: segments say what their load suggests")
  func suggestions() async throws {
    try await withOffice { office in
      let items = try office.json(try await office.send(.get, "segments"))["items"]?.array ?? []
      let bySegment = Dictionary(uniqueKeysWithValues: items.map { ($0["segment_id"]?.string ?? "", $0) })
      #expect(bySegment["early"]?["suggestion"] == "empty")
      #expect(bySegment["mid"]?["suggestion"] == "nobody_linked")
      #expect(bySegment["mid"]?["open_tasks"] == .integer(2))
    }
  }

  @Test("C09: an agent's worklist is the union of the segments of the agent and of the group, each task once")
  func worklist() async throws {
    try await withOffice { office in
      let agent = try office.viewer(.collector, number: 7, team: "lima")
      let links = #"{"staff_ids": ["\#(agent.staffID)"], "team_ids": []}"#
      #expect(try await office.send(.put, "segments/mid/links", links).status == .noContent)
      #expect(try await office.send(.put, "segments/high-risk/links", links).status == .noContent)
      #expect(try await office.send(.put, "segments/prelegal/links", #"{"staff_ids": [], "team_ids": ["lima"]}"#).status == .noContent)
      let all = try office.json(try await office.send(.get, "worklist", as: agent))["items"]?.array ?? []
      #expect(all.count == 3)
      #expect(Set(all.compactMap { $0["task_id"]?.string }).count == 3)
      #expect(all.allSatisfy { $0["kind"] == "visit" })
      let alone = try office.viewer(.collector, number: 7)
      #expect(try office.json(try await office.send(.get, "worklist", as: alone))["items"]?.array?.count == 2)
      #expect(try office.json(try await office.send(.get, "worklist?team_id=lima"))["items"]?.array?.count == 1)
      #expect(try await office.send(.get, "worklist?team_id=cusco", as: agent).status == .forbidden)
      let event = try #require(try await office.service.published(SegmentChanged.self).last)
      #expect(event.segmentID == SegmentID("prelegal") && event.teamIDs == [TeamID("lima")] && event.staffIDs.isEmpty)
    }
  }
}

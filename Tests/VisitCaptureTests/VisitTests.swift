import Contracts
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Visits")
struct VisitTests {
  @Test("V26: posting a visit answers 201 and publishes the event with the same id; sent again it is 200 with the same body")
  func post() async throws {
    try await withCapture { capture in
      let body = Records.visit(1, outcome: "refuses_to_pay", extra: ",\"note\":\"Dice que no.\",\"contact_type\":\"right_party\"")
      let first = try await capture.send("POST", "visits", as: Capture.ana, body)
      #expect(first.status == 201)
      let again = try await capture.send("POST", "visits", as: Capture.ana, body)
      #expect(again.status == 200)
      #expect(again.body == first.body)
      let events = try await capture.service.published(VisitRecorded.self)
      #expect(events == [try EventCoding.decode(VisitRecorded.self, from: first.body)])
      let event = try #require(events.first)
      #expect(event.visitID == Records.visitID(1))
      #expect(event.collectorID == Samples.ana)
      #expect(event.teamID == TeamID("lima"))
      #expect(event.stopID == Samples.rosaStop)
      #expect(event.routeID == Samples.id(61))
      #expect(event.zoneID == Samples.id(71))
      #expect(event.accountIDs == [Samples.rosaAccount])
      #expect(event.taskIDs == [Samples.rosaTask])
      #expect(event.businessDate == Samples.today)
      #expect(event.contactType == .rightParty)
      #expect(event.contactAllowed)
      #expect(event.contactRuleIDs == ["PE-01"])
      #expect(!event.late)
      #expect(event.note == "Dice que no.")
    }
  }

  @Test("V26: an outcome that the tree does not have, or has for another contact, is 422 and names the field")
  func invalid() async throws {
    try await withCapture { capture in
      for (body, field, code) in [
        (Records.visit(1, outcome: "danced"), "outcome", "unknown_outcome"),
        (Records.visit(1, extra: ",\"contact_type\":\"right_party\""), "contact_type", "outcome_of_other_contact"),
        (Records.visit(1, extra: ",\"tree_version\":7"), "tree_version", "unknown_tree_version"),
        (Records.visit(1, extra: ",\"arrived_at\":\"2026-11-23T12:31:00Z\""), "arrived_at", "arrived_after_capture"),
        (Records.visit(1, stop: Samples.pedroStop), "stop_id", "stop_of_other_debtor"),
        ("{\"visit_id\":\"x\"}", "visit_id", "invalid"),
      ] {
        let response = try await capture.send("POST", "visits", as: Capture.ana, body)
        #expect(response.status == 422)
        let fault = try capture.fault(response)
        #expect(fault.errors?.map { "\($0.field) \($0.code)" } == ["\(field) \(code)"])
      }
      #expect(try await capture.count("visits") == 0)
      #expect(try await capture.service.published(VisitRecorded.self).isEmpty)
    }
  }

  @Test("V26: the same id with another body is 409")
  func conflict() async throws {
    try await withCapture { capture in
      #expect(try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1)).status == 201)
      let other = try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1, outcome: "no_access"))
      #expect(other.status == 409)
      #expect(try capture.fault(other).code == "id_taken")
    }
  }

  @Test("V27: a collector sees own visits only, a supervisor those of the team, another team none")
  func ownVisits() async throws {
    try await withCapture { capture in
      _ = try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1))
      let pedro = Records.visit(2, debtor: Samples.pedro, stop: Samples.pedroStop)
      #expect(try await capture.send("POST", "visits", as: Capture.ana, pedro).status == 422)
      #expect(try await capture.send("POST", "visits", as: Capture.bruno, pedro).status == 201)
      for (viewer, expected) in [
        (Capture.ana, [Records.visitID(1)]), (Capture.bruno, [Records.visitID(2)]),
        (Capture.supervisor, [Records.visitID(1), Records.visitID(2)]), (Capture.otherSupervisor, []),
      ] {
        let page: Visits = try await capture.get("visits?date=2026-11-23", as: viewer)
        #expect(page.items.map(\.visitID) == expected)
      }
      let first: Visits = try await capture.get("visits?date=2026-11-23&limit=1", as: Capture.supervisor)
      let cursor = try #require(first.nextCursor)
      let rest: Visits = try await capture.get("visits?date=2026-11-23&limit=1&cursor=\(cursor)", as: Capture.supervisor)
      #expect(first.items.map(\.visitID) + rest.items.map(\.visitID) == [Records.visitID(1), Records.visitID(2)])
      #expect(rest.nextCursor == nil)
    }
  }

  struct Visits: Decodable {
    let items: [VisitRecorded]
    let nextCursor: String?

    private enum CodingKeys: String, CodingKey {
      case items
      case nextCursor = "next_cursor"
    }
  }

  @Test("V42: a supervisor collects from the team's debtors, and it counts as the supervisor's own, once")
  func supervisor() async throws {
    try await withCapture { capture in
      let body = Records.visit(1, debtor: Samples.pedro, stop: Samples.pedroStop, outcome: "message_left")
      #expect(try await capture.send("POST", "visits", as: Capture.supervisor, body).status == 201)
      let events = try await capture.service.published(VisitRecorded.self)
      #expect(events.map(\.collectorID) == [Samples.supervisor])
      #expect(events.map(\.teamID) == [TeamID("lima")])
      let stranger = Records.visit(2, debtor: Samples.pedro, stop: nil)
      let refused = try await capture.send("POST", "visits", as: Capture.otherSupervisor, stranger)
      #expect(try capture.fault(refused).errors?.map(\.code) == ["out_of_scope"])
    }
  }

  @Test("A gateway records on a collector's behalf, and must say whose work it is; nobody else may speak for another")
  func gateway() async throws {
    try await withCapture { capture in
      let body = Records.visit(1, extra: ",\"collector_id\":\"\(Samples.ana)\"")
      #expect(try await capture.send("POST", "visits", as: Capture.gateway, body).status == 201)
      #expect(try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1)).status == 200)
      #expect(try await capture.service.published(VisitRecorded.self).map(\.collectorID) == [Samples.ana])
      let nobody = try await capture.send("POST", "visits", as: Capture.gateway, Records.visit(2))
      #expect(try capture.fault(nobody).errors?.map { "\($0.field) \($0.code)" } == ["collector_id required"])
      let unknown = Records.visit(2, extra: ",\"collector_id\":\"\(Samples.otherSupervisor)\"")
      let refused = try await capture.send("POST", "visits", as: Capture.gateway, unknown)
      #expect(try capture.fault(refused).errors?.map { "\($0.field) \($0.code)" } == ["collector_id unknown_collector"])
      #expect(try await capture.send("POST", "visits", as: Capture.bruno, body).status == 403)
      let auditor = Capture.viewer(Samples.id(8), .auditor, team: nil)
      #expect(try await capture.send("POST", "visits", as: auditor, Records.visit(2)).status == 403)
    }
  }

  @Test("A visit that the law forbade is kept and flagged with the rule: outside hours in Lima, at home in Bogotá without authorisation")
  func forbidden() async throws {
    try await withCapture { capture in
      let sunday = Records.visit(1, at: "2026-11-22T15:00:00.000Z")
      #expect(try await capture.send("POST", "visits", as: Capture.ana, sunday).status == 201)
      let bogota = Records.visit(
        2, debtor: Samples.luz, stop: nil, outcome: "unable_to_pay", at: "2026-11-23T12:45:00.000Z", lat: 4.711, lon: -74.0721)
      #expect(try await capture.send("POST", "visits", as: Capture.ana, bogota).status == 201)
      let events = try await capture.service.published(VisitRecorded.self)
      #expect(events.map(\.contactAllowed) == [false, false])
      let kept = try await capture.service.database.read { transaction in
        try await transaction.query(
          "select subject_id, allowed, outcome, array_to_string(rule_ids, ',') as rules from contact_decisions order by contact_at")
      }
      #expect(try kept.map { try $0.decode(VisitID.self, "subject_id") } == [Records.visitID(1), Records.visitID(2)])
      #expect(try kept.map { try $0.decode(Bool.self, "allowed") } == [false, false])
      #expect(try kept.map { try $0.decode(String.self, "rules") } == events.map { $0.contactRuleIDs.joined(separator: ",") })
      #expect(events.first?.contactRuleIDs == ["PE-01"])
      #expect(events.first?.businessDate == Samples.date("2026-11-22"))
      #expect(events.last?.contactRuleIDs.contains("CO-06") == true)
    }
  }

  @Test("X10: a visit after a flag was set is kept and marked as forbidden; one before it is not")
  func flagged() async throws {
    try await withCapture { capture in
      let restriction = Restriction(kind: .cease, accountID: nil, listID: nil, since: Samples.instant("2026-11-23T12:40:00.000Z"))
      let set = RestrictionsChanged(
        debtorID: Samples.rosa, restrictions: [restriction], version: 1, changedAt: capture.service.clock.now)
      try await capture.service.database.work { try await capture.consumers.restrictions([set], $0) }
      _ = try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1, at: "2026-11-23T12:30:00.000Z"))
      _ = try await capture.send("POST", "visits", as: Capture.ana, Records.visit(2, at: "2026-11-23T12:50:00.000Z"))
      #expect(try await capture.service.published(VisitRecorded.self).map(\.contactAllowed) == [true, false])
    }
  }

  @Test("A stop that was dropped from the route after the collector went off line may still be recorded")
  func droppedStop() async throws {
    try await withCapture { capture in
      try await capture.service.database.work { work in
        try await capture.consumers.routes([Samples.route(Samples.bruno, [], team: "lima", version: 2)], work)
        var moved = Samples.assignment(Samples.pedro, to: Samples.ana, team: "lima")
        moved.version = 2
        try await capture.consumers.assignments([moved], work)
      }
      let body = Records.visit(1, debtor: Samples.pedro, stop: Samples.pedroStop)
      #expect(try await capture.send("POST", "visits", as: Capture.bruno, body).status == 201)
      #expect(try await capture.service.published(VisitRecorded.self).map(\.stopID) == [Samples.pedroStop])
    }
  }
}

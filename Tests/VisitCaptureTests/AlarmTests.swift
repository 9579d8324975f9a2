import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Alarms before terms end")
struct AlarmTests {
  private struct Alarm: Decodable {
    let alarmID: String
    let kind: String
    let subject: String
    let endsAt: Instant

    private enum CodingKeys: String, CodingKey {
      case alarmID = "alarm_id"
      case kind, subject
      case endsAt = "ends_at"
    }
  }

  private struct Alarms: Decodable { let items: [Alarm] }

  private func alarms(_ capture: Capture, _ query: String = "", as viewer: Viewer = Capture.supervisor) async throws -> [Alarm] {
    try await capture.get("alarms\(query)", as: viewer, Alarms.self).items
  }

  private func look(_ capture: Capture, at instant: String) async throws {
    capture.service.clock.set(Samples.instant(instant))
    try await capture.service.service.alarms.runOnce()
  }

  @Test("C25: a supervisor is told a day before a promise falls due, once; who has seen it is noted, and when it is paid it is over")
  func promise() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      // The 27th begins at five o'clock UTC in Lima.
      try await look(capture, at: "2026-11-26T04:59:59Z")
      #expect(try await alarms(capture).isEmpty)
      try await look(capture, at: "2026-11-26T05:00:00Z")
      let alarm = try #require(try await alarms(capture).first)
      #expect(alarm.kind == "promise_due" && alarm.subject == Records.promiseID(1).description)
      #expect(alarm.endsAt == Samples.instant("2026-11-28T05:00:00Z"))
      #expect(try await capture.service.service.alarms.runOnce() == 0)
      #expect(try await alarms(capture, as: Capture.otherSupervisor).isEmpty)
      let path = "alarms/\(alarm.alarmID)/acknowledgement"
      #expect(try await capture.send("POST", path, as: Capture.otherSupervisor).status == 404)
      #expect(try await capture.send("POST", path, as: Capture.ana).status == 403)
      #expect(try await capture.send("POST", path, as: Capture.supervisor).status == 204)
      #expect(try await alarms(capture).isEmpty)
      #expect(try await alarms(capture, "?acknowledged=true").count == 1)
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-11-26"))
      try await capture.service.service.alarms.runOnce()
      #expect(try await alarms(capture, "?acknowledged=true").isEmpty)
    }
  }

  @Test("C25: a supervisor is told before an instalment falls due, and before a proposal or an approval expires")
  func agreements() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      // 6 % waived: a supervisor has 48 hours to approve it.
      let waived = Deals.terms(extra: #","waivers":{"late_interest":"1","fees":"0.4"}"#)
      #expect(try await capture.strike(Deals.report(1, terms: waived)).status == 201)
      try await look(capture, at: "2026-11-24T12:59:59Z")
      #expect(try await alarms(capture).isEmpty)
      try await look(capture, at: "2026-11-24T13:00:00Z")
      #expect(try await alarms(capture).map(\.kind) == ["agreement_expiring"])
      #expect(try await capture.decide(1, true, as: Capture.supervisor).status == 200)
      let sign = try await capture.send(
        "POST", "agreements/\(Deals.agreementID(1))/signature", as: Capture.ana, Deals.signature)
      #expect(sign.status == 200)
      try await capture.service.service.alarms.runOnce()
      #expect(try await alarms(capture).isEmpty)
      try await look(capture, at: "2026-12-22T05:00:00Z")
      let due = try #require(try await alarms(capture, "?kind=instalment_due").first)
      #expect(due.subject == Deals.agreementID(1).description && due.endsAt == Samples.instant("2026-12-24T05:00:00Z"))
    }
  }

  @Test("C25: a supervisor is told a week before a relief plan, a legal ceiling without a next one, or the term of legal work ends")
  func rules() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText(["valid_to": #""2026-12-20""#]))
      let ceiling = #"{"country": "PE", "product_type": "loan", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "#
      #expect(
        try await capture.send(
          "POST", "usury-ceilings", as: Capture.administrator, ceiling + #""maximum_effective_annual": "1.1", "source": "BCRP"}"#
        ).status == 201)
      try await capture.service.database.work { work in try await capture.consumers.tasks([legal()], work) }
      try await look(capture, at: "2026-12-12T23:59:59Z")
      #expect(try await alarms(capture).isEmpty)
      try await look(capture, at: "2026-12-24T00:00:00Z")
      #expect(try await alarms(capture).map(\.kind) == ["legal_term", "ceiling_ending"])
      try await look(capture, at: "2026-12-13T00:00:00Z")
      #expect(try await alarms(capture).map(\.subject) == ["cuotas"])
      // The next ceiling is known: nothing ends.
      let next = ceiling.replacing("2026-12-31", with: "2027-12-31").replacing("2026-01-01", with: "2027-01-01")
      #expect(
        try await capture.send(
          "POST", "usury-ceilings", as: Capture.administrator, next + #""maximum_effective_annual": "1.1", "source": "BCRP"}"#
        ).status == 201)
      try await look(capture, at: "2026-12-24T00:00:00Z")
      #expect(try await alarms(capture).map(\.kind) == ["legal_term"])
      #expect(try await alarms(capture, as: Capture.otherSupervisor).isEmpty)
    }
  }

  private func legal() -> TaskChanged {
    TaskChanged(
      taskID: Samples.id(45), debtorID: Samples.rosa, accountID: Samples.rosaAccount, creditorID: CreditorID("andes"), kind: .legal,
      state: .open, closeReason: nil, strategyID: StrategyID("legal"), strategyVersion: 1, step: "file", template: nil,
      dueOn: Samples.date("2026-11-24"), expiresOn: Samples.date("2026-12-30"), priority: 500, amountMinor: 40_000, currency: .pen,
      daysPastDue: 200, segmentIDs: [], version: 1, changedAt: Samples.instant("2026-11-23T13:00:00Z"), queue: .lawyers)
  }
}

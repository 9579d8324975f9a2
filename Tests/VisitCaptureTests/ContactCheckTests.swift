import Contracts
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("May this person be contacted?")
struct ContactCheckTests {
  private struct Answer: Decodable {
    let allowed: Bool
    let ruleIDs: [String]
    let reasons: [String]
    let nextAllowedAt: Instant?
    let explanationES: String

    private enum CodingKeys: String, CodingKey {
      case allowed, reasons
      case ruleIDs = "rule_ids"
      case nextAllowedAt = "next_allowed_at"
      case explanationES = "explanation_es"
    }
  }

  private struct Package: Decodable {
    struct Stop: Decodable { let debtor: Debtor }
    struct Debtor: Decodable { let parties: [Party] }
    struct Party: Decodable {
      let role: PartyRole
      let mayBeCalled: Bool
      let ruleIDs: [String]

      private enum CodingKeys: String, CodingKey {
        case role
        case mayBeCalled = "may_be_called"
        case ruleIDs = "rule_ids"
      }
    }

    let stops: [Stop]
  }

  private func ask(
    _ capture: Capture, _ debtorID: DebtorID, _ channel: ContactChannel = .call, at: String = "2026-11-25T15:00:00Z",
    as role: String? = nil,
    viewer: Viewer = Capture.ana
  ) async throws -> Answer {
    let party = role.map { ",\"party_role\":\"\($0)\"" } ?? ""
    let body = "{\"debtor_id\":\"\(debtorID)\",\"channel\":\"\(channel.rawValue)\",\"at\":\"\(at)\"\(party)}"
    let response = try await capture.send("POST", "contact-checks", as: viewer, body)
    #expect(response.status == 200)
    return try EventCoding.decode(Answer.self, from: response.body)
  }

  /// Luz, in Bogotá, agreed to calls.
  private func agree(_ capture: Capture, parties: [DebtorParty]? = nil, country: String = "CO") async throws {
    var luz = Samples.debtor(
      Samples.luz, country: country, zone: "America/Bogota", home: Samples.place(4.711, -74.0721),
      contacts: [Samples.contact(84, "+573001112233", quality: "good", consent: true)], version: 2)
    luz.parties = parties
    try await capture.service.database.work { [luz] in try await capture.consumers.debtors([luz], $0) }
  }

  @Test("X23: a call to a reference, an employer or a relative is refused where the law forbids it, one to a guarantor is not")
  func roles() async throws {
    try await withCapture { capture in
      try await agree(capture)
      for role in ["reference", "employer", "relative", "third_party"] {
        let answer = try await ask(capture, Samples.luz, as: role)
        #expect(!answer.allowed)
        #expect(answer.ruleIDs == ["CO-07"] && answer.reasons == ["party_forbidden"] && answer.nextAllowedAt == nil)
        #expect(answer.explanationES.contains("CO-07"))
      }
      for role in [nil, "holder", "co_debtor", "guarantor"] {
        let answer = try await ask(capture, Samples.luz, as: role)
        #expect(answer.allowed && answer.ruleIDs == ["CO-01"])
      }
      // Peru's rows forbid no party.
      #expect(try await ask(capture, Samples.rosa, .sms, as: "reference").allowed)
    }
  }

  @Test("X01: whoever asks is told the rules and the next allowed instant, and the question is kept with its answer")
  func logged() async throws {
    try await withCapture { capture in
      let evening = try await ask(capture, Samples.pedro, at: "2026-11-28T01:01:00Z", viewer: Capture.supervisor)
      #expect(!evening.allowed && evening.ruleIDs == ["PE-01"] && evening.reasons == ["outside_hours"])
      #expect(evening.nextAllowedAt == Samples.instant("2026-11-30T12:00:00Z"))
      let row = try #require(
        try await capture.service.database.read { transaction in
          try await transaction.first(
            "select action, outcome, debtor_id, allowed, rule_ids, inputs->>'channel' as channel from contact_decisions")
        })
      #expect(try row.decode(String.self, "action") == "ask" && row.decode(String.self, "outcome") == "refused")
      #expect(try row.decode(DebtorID.self, "debtor_id") == Samples.pedro && row.decode(String.self, "channel") == "call")
      #expect(try row.decode([String].self, "rule_ids") == ["PE-01"])
      // The same question again is the same decision.
      _ = try await ask(capture, Samples.pedro, at: "2026-11-28T01:01:00Z", viewer: Capture.supervisor)
      #expect(try await capture.count("contact_decisions") == 1)
      let foreign = "{\"debtor_id\":\"\(Samples.pedro)\",\"channel\":\"call\"}"
      #expect(try await capture.send("POST", "contact-checks", as: Capture.ana, foreign).status == 404)
      let strange = "{\"debtor_id\":\"\(Samples.rosa)\",\"channel\":\"call\",\"account_id\":\"\(Samples.pedroAccount)\"}"
      let refused = try await capture.send("POST", "contact-checks", as: Capture.ana, strange)
      #expect(refused.status == 422)
      #expect(try capture.fault(refused).errors?.first?.field == "account_id")
      let far = "{\"debtor_id\":\"\(Samples.rosa)\",\"channel\":\"call\",\"at\":\"9999-12-31T00:00:00Z\"}"
      #expect(try capture.fault(try await capture.send("POST", "contact-checks", as: Capture.ana, far)).errors?.first?.field == "at")
    }
  }

  @Test("X01: a call that was made counts towards the day's cap, and so does what was written")
  func calls() async throws {
    try await withCapture { capture in
      try await agree(capture)
      let call = TaskChanged(
        taskID: Samples.id(42), debtorID: Samples.luz, accountID: Samples.luzAccount, creditorID: CreditorID("andes"), kind: .call,
        state: .closed, closeReason: .done, strategyID: StrategyID("early"), strategyVersion: 1, step: "call", template: nil,
        dueOn: Samples.date("2026-11-25"), expiresOn: Samples.date("2026-11-30"), priority: 500, amountMinor: 40_000, currency: .cop,
        daysPastDue: 45, segmentIDs: [], version: 2, changedAt: Samples.instant("2026-11-25T14:00:00Z"))
      #expect(try await ask(capture, Samples.luz).allowed)
      try await capture.service.database.work { try await capture.consumers.tasks([call], $0) }
      let again = try await ask(capture, Samples.luz)
      #expect(again.ruleIDs == ["CO-04"] && again.reasons == ["cap_reached"])
      #expect(again.nextAllowedAt == Samples.instant("2026-11-26T12:00:00Z"))
    }
  }

  @Test("X23: the package says of each party whether they may be called, and tells of nobody else's debts")
  func package() async throws {
    try await withCapture { capture in
      let parties = [
        DebtorParty(partyID: Samples.id(91), role: .guarantor, accountID: Samples.luzAccount, fullName: "Ana Rojas"),
        DebtorParty(partyID: Samples.id(92), role: .reference, accountID: nil, fullName: "Luis Mora"),
        DebtorParty(partyID: Samples.id(94), role: .relative, accountID: nil, creditorID: CreditorID("crediya"), fullName: "Omar Gil"),
        DebtorParty(partyID: Samples.id(93), role: .coDebtor, accountID: Samples.pedroAccount, fullName: "Elsa Paz"),
      ]
      try await agree(capture, parties: parties)
      let route = Samples.route(
        Samples.ana, [Samples.stop(Samples.id(33), Samples.luz, Samples.luzAccount)], team: "lima", version: 2)
      try await capture.service.database.work { try await capture.consumers.routes([route], $0) }
      let package: Package = try await capture.get("package?date=2026-11-23", as: Capture.ana)
      let told = try #require(package.stops.first).debtor.parties
      #expect(told.map(\.role) == [.guarantor, .reference])
      #expect(told.map(\.mayBeCalled) == [true, false])
      #expect(told.last?.ruleIDs == ["CO-07"])
    }
  }

  @Test("X23: a visit at which a reference was spoken to about the debt is kept and marked where that is forbidden")
  func visit() async throws {
    try await withCapture { capture in
      func record(_ number: Int, _ role: String) async throws -> VisitRecorded {
        let body = Records.visit(
          number, debtor: Samples.luz, stop: nil, lat: 4.711, lon: -74.0721, extra: ",\"party_role\":\"\(role)\"")
        let response = try await capture.send("POST", "visits", as: Capture.ana, body)
        #expect(response.status == 201)
        return try EventCoding.decode(VisitRecorded.self, from: response.body)
      }
      let visit = try await record(1, "reference")
      #expect(!visit.contactAllowed && visit.contactRuleIDs.contains("CO-07"))
      #expect(try await record(2, "holder").contactRuleIDs.contains("CO-07") == false)
    }
  }

  @Test("X01: who asks about a call is told by the law of the home's state", arguments: [("RJ", ["BR-03"]), ("MG", ["BR-01"])])
  func homeState(state: String, ruleIDs: [String]) async throws {
    try await withCapture { capture in
      var luz = Samples.debtor(Samples.luz, country: "BR", zone: "America/Sao_Paulo", version: 2)
      luz.addresses[0].state = state
      try await capture.service.database.work { try await capture.consumers.debtors([luz], $0) }
      // Half past eight in the morning.
      let answer = try await ask(capture, Samples.luz, at: "2026-11-25T11:30:00Z")
      #expect(answer.ruleIDs == ruleIDs && answer.allowed == (state == "MG"))
    }
  }
}

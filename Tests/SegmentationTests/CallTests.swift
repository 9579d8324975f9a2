import ContactRules
import Contracts
import HTTPTypes
import Messaging
import NIOCore
import Segmentation
import ServiceKit
import TestSupport
import Testing

/// Calls and the law, on a Monday morning in Lima (10:00 by its clocks).
@Suite("When calls may be made") struct CallTests {
  private let monday = "2026-11-23T15:00:00Z"

  private func withDebtor(
    at start: String, country: String = "PE", zone: String = "America/Lima", consent: Bool? = true, city: String = "Lima",
    _ body: (Office, AccountID) async throws -> Void
  ) async throws {
    try await Office.run(at: start) { office in
      try await office.learn(debtors: [try callee(country: country, zone: zone, consent: consent, city: city)])
      try await office.learn(accounts: [try account(1)])
      try await body(office, try id("account", 1))
    }
  }

  /// The first debtor, with a telephone.
  private func callee(
    country: String = "PE", zone: String = "America/Lima", consent: Bool?, city: String = "Lima", version: Int64 = 1
  ) throws -> DebtorUpdated {
    var callee = try debtor(1, country: country, zone: zone, city: city, version: version)
    callee.contacts.append(
      DebtorContact(contactID: try id("contact", 50), channel: .call, value: "+51 999", quality: "good", consentGranted: consent))
    return callee
  }

  private func agree(_ accountID: AccountID, _ dueAt: String, number: Int = 1, _ office: Office) async throws -> JSONValue {
    let body =
      #"{"callback_id": "4f7b3c1e-0000-4000-8000-00000000000\#(number)", "account_id": "\#(accountID)", "due_at": "\#(dueAt)"}"#
    return try office.json(try await office.send(.post, "callbacks", body))
  }

  private func contact(_ office: Office) async throws -> JSONValue? {
    let items = try office.json(try await office.send(.get, "callbacks"))["items"]?.array ?? []
    return items.first?["task"]?["contact"]
  }

  private func decisions(_ office: Office) async throws -> [JSONValue] {
    let page = try office.json(try await office.send(.get, "contact-decisions?debtor_id=\(try id("debtor", 1) as DebtorID)"))
    return (page["items"]?.array ?? []).reversed()
  }

  private func outcomes(_ office: Office) async throws -> [String?] { try await decisions(office).map { $0["outcome"]?.string } }

  @Test("X01: a call is judged when it is raised: allowed until the window closes, then deferred to the next morning, each decision kept")
  func windows() async throws {
    try await withDebtor(at: monday) { office, accountID in
      let made = try await agree(accountID, "2026-11-23T15:00:00Z", office)
      #expect(made["contact"]?["state"] == "allowed")
      #expect(made["contact"]?["until"] == "2026-11-24T01:00:00.000Z")
      #expect(made["contact"]?["rule_ids"]?.array == ["PE-01"])
      // 19:59:59.999, and 20:00:00: the answer follows the clock before anybody has judged anew.
      office.service.clock.set(instant("2026-11-24T00:59:59.999Z"))
      #expect(try await contact(office)?["state"] == "allowed")
      office.service.clock.set(instant("2026-11-24T01:00:00Z"))
      #expect(try await contact(office)?["state"] == "deferred")
      try await office.worker.runOnce()
      let waits = try #require(try await contact(office))
      #expect(waits["state"] == "deferred" && waits["reason"] == "outside_hours" && waits["from"] == "2026-11-24T12:00:00.000Z")
      #expect(waits["rule_ids"]?.array == ["PE-01"])
      office.service.clock.set(instant("2026-11-24T12:00:00Z"))
      try await office.worker.runOnce()
      #expect(try await contact(office)?["state"] == "allowed")
      #expect(try await outcomes(office) == ["planned", "deferred"])
      let last = try #require(try await decisions(office).last)
      #expect(last["action"] == "plan" && last["allowed"] == .bool(false) && last["next_allowed_at"] == "2026-11-24T12:00:00.000Z")
      #expect(last["inputs"]?["channel"] == "call" && last["inputs"]?["consent"] == "granted")
      #expect(last["law_version"]?.string == (try ContactRules().version))
    }
  }

  @Test("V08: a call-back agreed for a night or a holiday waits for the next hour that the law opens")
  func agreedHour() async throws {
    // The eighth and the ninth of December are holidays in Peru.
    try await withDebtor(at: monday) { office, accountID in
      let night = try await agree(accountID, "2026-11-25T03:30:00Z", office)
      #expect(night["contact"]?["state"] == "deferred" && night["contact"]?["from"] == "2026-11-25T12:00:00.000Z")
      let holiday = try await agree(accountID, "2026-12-08T15:00:00Z", number: 2, office)
      #expect(holiday["contact"]?["from"] == "2026-12-10T12:00:00.000Z" && holiday["contact"]?["reason"] == "holiday")
      let day = try await agree(accountID, "2026-11-26T15:00:00Z", number: 3, office)
      #expect(day["contact"]?["state"] == "deferred" && day["contact"]?["from"] == "2026-11-26T15:00:00.000Z")
      #expect(day["contact"]?["reason"] == "not_due")
    }
  }

  @Test("V19: a call to a debtor who refused calls is handed to nobody and says so, until the refusal is taken back")
  func refusal() async throws {
    try await withDebtor(at: monday, consent: false) { office, accountID in
      let made = try await agree(accountID, "2026-11-23T16:00:00Z", office)
      #expect(made["contact"]?["state"] == "forbidden" && made["contact"]?["reason"] == "consent_missing")
      #expect(made["contact"]?["rule_ids"]?.array == ["GEN-09"])
      #expect(try await outcomes(office) == ["left_out"])
      try await link(office)
      #expect(try await calls(office).isEmpty)
      // Nothing is written down again while nothing changes.
      office.service.clock.set(instant("2026-11-24T15:00:01Z"))
      try await office.worker.runOnce()
      #expect(try await outcomes(office) == ["left_out"])
      try await office.learn(debtors: [try callee(consent: nil, version: 2)])
      #expect(try await contact(office)?["state"] == "allowed")
      #expect(try await calls(office).count == 1)
      #expect(try await outcomes(office) == ["left_out", "planned"])
    }
  }

  @Test("X10: a flag withdraws an open call in the transaction in which it is set, and that is written down")
  func withdrawn() async throws {
    try await withDebtor(at: monday) { office, accountID in
      _ = try await agree(accountID, "2026-11-23T16:00:00Z", office)
      try await link(office)
      #expect(try await calls(office).count == 1)
      office.service.clock.advance(by: 1)
      #expect(try await office.send(.put, "debtors/\(try id("debtor", 1) as DebtorID)/flags/do_not_contact", "{}").status == .noContent)
      #expect(try await calls(office).isEmpty)
      let last = try #require(try await decisions(office).last)
      #expect(last["outcome"] == "withdrawn" && last["rule_ids"]?.array == ["GEN-01"])
      #expect(last["inputs"]?["flags"]?.array == ["do_not_contact"])
    }
  }

  @Test("X01: what uses up a cap defers a call: a message, a planned visit, a call that was made; and a plan that is given up frees it")
  func caps() async throws {
    // Colombia: one contact a day over all channels. A Monday, ten in the morning in Bogota.
    try await withDebtor(at: monday, country: "CO", zone: "America/Bogota", city: "Bogota") { office, accountID in
      _ = try await agree(accountID, "2026-11-23T15:00:00Z", office)
      #expect(try await contact(office)?["state"] == "allowed")
      office.service.clock.advance(by: 1)
      let plan = try route(visiting: ["2026-11-23T20:00:00Z"], on: "2026-11-23", version: 1)
      try await office.service.database.work { try await office.consumers.routes([plan], $0) }
      #expect(try await contact(office)?["state"] == "deferred")
      #expect(try await contact(office)?["reason"] == "cap_reached")
      #expect(try await contact(office)?["rule_ids"]?.array?.contains("CO-04") == true)
      office.service.clock.advance(by: 1)
      let empty = try route(visiting: [], on: "2026-11-23", version: 2)
      try await office.service.database.work { try await office.consumers.routes([empty], $0) }
      #expect(try await contact(office)?["state"] == "allowed")
      office.service.clock.advance(by: 1)
      let sent = try message(sentAt: "2026-11-23T14:30:00Z")
      try await office.service.database.work { try await office.consumers.messages([sent], $0) }
      #expect(try await contact(office)?["reason"] == "cap_reached")
      #expect(try await outcomes(office) == ["planned", "deferred", "planned", "deferred"])
    }
  }

  @Test("X01: a call that was made counts for the next one; one that was made although it was denied is kept and flagged")
  func made() async throws {
    try await withDebtor(at: monday, country: "EC", zone: "America/Guayaquil", city: "Quito") { office, accountID in
      let first = try #require(try await agree(accountID, "2026-11-23T15:00:00Z", office)["task_id"]?.string)
      _ = try await agree(accountID, "2026-11-23T16:00:00Z", number: 2, office)
      // At three in the night, against the law.
      office.service.clock.set(instant("2026-11-24T08:00:00Z"))
      #expect(try await office.send(.post, "tasks/\(first)/completion", "{}").status == .noContent)
      let kept = try #require(try await decisions(office).first { $0["action"] == "call" })
      #expect(kept["outcome"] == "recorded" && kept["allowed"] == .bool(false) && kept["subject_id"]?.string == first)
      // One call a day: the second has to wait until the day after.
      #expect(try await contact(office)?["from"] == "2026-11-25T12:00:00.000Z")
    }
  }

  @Test("X01: where calls are a matter of the state, the hours of the debtor's home state hold")
  func homeState() throws {
    let judge = CallJudge(rules: try ContactRules())
    func opens(_ state: String) throws -> Instant? {
      let told = try debtor(1, country: "BR", zone: "America/Sao_Paulo", city: state)
      let dossier = Dossier(account: AccountFacts(try account(1)), debtor: DebtorFacts(told))
      let order = TaskOrder(.call, expiresAfterDays: 5)
      var one = Case(try account(1), told, try .sample([strategy(Step("call", .raise(order)))]))
      try one.judge(at: "2026-11-23T03:00:00Z")
      let call = CallCase(
        task: try #require(one.log.first), dossier: dossier, debtor: DebtorFacts(told), consent: .unknown, prior: [])
      return judge.permit(for: call, at: instant("2026-11-24T03:00:00Z")).permit.window?.opensAt
    }
    #expect(try opens("RJ") == instant("2026-11-24T12:00:00Z"))
    #expect(try opens("MG") == instant("2026-11-24T11:00:00Z"))
  }

  @Test(
    "X01: a message that somebody sends by hand is judged by its own channel; one that a machine sends is not judged here",
    arguments: [
      (TaskKind.sms, TaskQueue.backOffice, "2026-11-24T12:00:00Z" as String?), (.fax, .backOffice, "2026-11-24T14:00:00Z"),
      (.letter, .backOffice, "2026-11-24T05:00:00Z"), (.letter, .automatic, nil), (.legal, .lawyers, nil), (.visit, .collectors, nil),
    ])
  func byHand(kind: TaskKind, queue: TaskQueue, opens: String?) throws {
    let order = TaskOrder(kind, template: "t", expiresAfterDays: 5, queue: queue)
    var one = Case(try account(1), try debtor(1), try .sample([strategy(Step("work", .raise(order)))]))
    // Monday evening: people begin on Tuesday, at midnight in Lima.
    try one.judge(at: "2026-11-24T01:00:00Z")
    let task = try #require(one.log.first)
    #expect(task.isByHand == (opens != nil))
    guard let opens else { return }
    let call = CallCase(
      task: task, dossier: one.dossier, debtor: DebtorFacts(try debtor(1)), consent: .unknown, prior: [])
    let permit = CallJudge(rules: try ContactRules()).permit(for: call, at: instant("2026-11-24T01:00:00Z")).permit
    #expect(permit.window?.opensAt == instant(opens))
  }

  @Test("V54: who is put on an exclusion list by a file is called by nobody any more, at once")
  func excluded() async throws {
    try await withDebtor(at: monday) { office, accountID in
      _ = try await agree(accountID, "2026-11-23T16:00:00Z", office)
      try await link(office)
      #expect(try await calls(office).count == 1)
      office.service.clock.advance(by: 1)
      try await office.exclude([
        ExclusionChanged(
          debtorID: try id("debtor", 1), accountID: nil, listID: ListID("court-orders"), kind: .excluded, active: true, validUntil: nil,
          version: 1, changedAt: instant(monday))
      ])
      #expect(try await calls(office).isEmpty)
      #expect(try await outcomes(office).last == "withdrawn")
    }
  }

  // MARK: Worklists

  /// Gives the account's segment to the first person.
  private func link(_ office: Office) async throws {
    let links = #"{"staff_ids": ["\#(try id("staff", 1) as StaffID)"], "team_ids": []}"#
    #expect(try await office.send(.put, "segments/mid/links", links).status == .noContent)
  }

  private func calls(_ office: Office) async throws -> [JSONValue] {
    try office.json(try await office.send(.get, "worklist?queue=phone"))["items"]?.array ?? []
  }

  // MARK: Contacts of others

  private func message(sentAt text: String) throws -> NotificationChanged {
    NotificationChanged(
      messageID: try id("message", 1), debtorID: try id("debtor", 1), accountID: try id("account", 1), taskID: nil, channel: .email,
      template: "early_notice", templateVersion: 1, state: .sent, reason: nil, ruleIDs: [], notBefore: nil, sentAt: instant(text),
      version: 1, changedAt: instant(text))
  }
}

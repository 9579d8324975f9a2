import Contracts
import Messaging
import Negotiation
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Agreements")
struct AgreementTests {
  private let signed = ",\"signature\":\(Deals.signature)"

  @Test("V52: made, proposed, approved within policy, signed and active in one go; each step is an event; sent again it is 200")
  func strike() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      let report = Deals.report(1, terms: Deals.terms(), extra: signed)
      let first = try await capture.strike(report)
      #expect(first.status == 201)
      #expect(try await capture.strike(report).status == 200)
      let events = try await capture.service.published(AgreementChanged.self)
      #expect(events.map(\.cause) == [.drafted, .proposed, .approvedByPolicy, .signed, .activated])
      #expect(events.map(\.state) == [.draft, .proposed, .approved, .signed, .active])
      #expect(events.map(\.version) == [1, 2, 3, 4, 5])
      let event = try #require(events.last)
      #expect(event == (try capture.deal(first).agreement))
      #expect(event.totalMinor == 40_000 && event.instalments == 4 && event.nextDueMinor == 10_000)
      #expect(event.nextDueOn == Samples.date("2026-12-23") && event.lastDueOn == Samples.date("2027-03-23"))
      let other = try await capture.strike(Deals.report(1, terms: Deals.terms(instalments: 5), extra: signed))
      #expect(other.status == 409)
      let second = try await capture.strike(Deals.report(2, terms: Deals.terms()))
      #expect(try capture.fault(second).errors?.map(\.code) == ["agreement_open"])
      #expect(try await capture.strike(Deals.report(3, terms: Deals.terms(), account: Samples.pedroAccount)).status == 422)
    }
  }

  @Test("V20: what is accepted is what the simulation showed; other figures are refused and named")
  func simulated() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      let terms = Deals.terms(instalments: 7, extra: #","waivers":{"interest":"0.5"}"#)
      let simulation = try await capture.send("POST", "accounts/\(Samples.rosaAccount)/quotes", as: Capture.ana, terms)
      let quote = try EventCoding.decode(AgreementQuote.self, from: simulation.body)
      let wrong = Deals.report(1, terms: terms, extra: ",\"total_minor\":\(quote.totalMinor + 1)")
      #expect(try capture.fault(try await capture.strike(wrong)).errors?.map(\.field) == ["total_minor"])
      let first = try #require(quote.lines.first).totalMinor
      let right = Deals.report(1, terms: terms, extra: ",\"total_minor\":\(quote.totalMinor),\"first_payment_minor\":\(first)")
      #expect(try capture.deal(try await capture.strike(right)).quote == quote)
      #expect(try await capture.count("agreements") == 1)
    }
  }

  @Test("V52: agreements made off line come in the device's batch, each with its answer")
  func batch() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      capture.service.clock.advance(by: 86_400)
      let good = Deals.report(1, terms: Deals.terms(), extra: signed)
      let bad = Deals.report(2, terms: Deals.terms(instalments: 13), account: Samples.rosaAccount)
      let unreadable = "{\"agreement_id\":\"\(Deals.agreementID(3))\",\"account_id\":7}"
      let unknown = Deals.report(4, terms: Deals.terms(method: "roman"))
      let body = """
        {"agreements":[\([good, bad, unreadable, unknown].joined(separator: ","))],"promises":[\(Records.promise(1))]}
        """
      let answer = try await capture.post(body)
      #expect(answer.status == 201)
      let agreements = answer.results.filter { $0.kind == .agreement }
      #expect(agreements.map(\.status) == [.accepted, .rejected, .rejected, .rejected])
      #expect(agreements.map { $0.field ?? "" } == ["", "account_id", "account_id", "terms.method"])
      #expect(agreements.map { $0.id ?? "" } == (1...4).map { Deals.agreementID($0).description })
      let again = try await capture.post(body).results.filter { $0.kind == .agreement }
      #expect(again.first?.status == .duplicate)
      #expect(try await capture.causes().count == 5)
      // By the calendar of the day on which it was made.
      #expect(try await capture.service.published(AgreementChanged.self).last?.firstDueOn == Samples.date("2026-12-23"))
    }
  }

  @Test("V51 V52: payments are followed to completion; unpaid, an agreement is late and then in default; each is told once")
  func followed() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms(instalments: 2), extra: signed)).status == 201)
      try await capture.pay(Samples.payment("A1", 20_000, on: "2026-12-20"))
      try await capture.pay(Samples.payment("A1", 20_000, on: "2026-12-20"))
      try await judge(capture, on: "2026-12-29")
      try await judge(capture, on: "2027-01-27")
      try await judge(capture, on: "2027-01-27")
      #expect(try await capture.causes().dropFirst(5) == ["instalment_paid", "instalment_late"])
      try await capture.pay(Samples.payment("A2", 20_000, on: "2027-01-28"))
      #expect(try await capture.causes().dropFirst(7) == ["instalment_paid", "completed"])
      let last = try #require(try await capture.service.published(AgreementChanged.self).last)
      #expect(last.paidMinor == 40_000 && last.paidInstalments == 2 && last.lateInstalments == 1 && last.nextDueOn == nil)
      // Nobody calls off what was completed.
      let path = "agreements/\(Deals.agreementID(1))/cancellation"
      #expect(try await capture.send("POST", path, as: Capture.supervisor, "{}").status == 409)
    }
  }

  @Test("V52: an agreement that is not paid is in default, and the account may have another")
  func defaulted() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms(), extra: signed)).status == 201)
      try await judge(capture, on: "2027-01-28")
      #expect(try await capture.causes().dropFirst(5) == ["instalment_late", "defaulted"])
      // One broken plan calls for the administrator.
      let next = Deals.report(2, terms: Deals.terms(first: "2027-02-20"), made: "2027-01-28T16:00:00.000Z")
      #expect(try capture.deal(try await capture.strike(next)).agreement.approvalLevel == 2)
    }
  }

  @Test("V52: a default stays one: what is paid later reinstates nothing, and pays what is owed again")
  func paidAfterDefault() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms(), extra: signed)).status == 201)
      try await judge(capture, on: "2027-01-28")
      let ended = try #require(try await capture.service.published(AgreementChanged.self).last)
      try await capture.pay(Samples.payment("A1", 40_000, on: "2027-01-28"))
      try await judge(capture, on: "2027-01-29")
      #expect(try await capture.service.published(AgreementChanged.self).last == ended)
      #expect(ended.state == .defaulted && ended.paidMinor == 0)
      let path = "agreements/\(Deals.agreementID(1))"
      #expect(try capture.deal(try await capture.send("GET", path, as: Capture.ana)).agreement.state == .defaulted)
    }
  }

  private func judge(_ capture: Capture, on date: String) async throws {
    capture.service.clock.set(Samples.instant("\(date)T17:00:00Z"))
    try await capture.judgeAgreements()
  }

  private struct Calendar: Decodable {
    struct Item: Decodable {
      let dueOn: CalendarDate
      let totalMinor: Int64

      private enum CodingKeys: String, CodingKey {
        case dueOn = "due_on"
        case totalMinor = "total_minor"
      }
    }
    let items: [Item]
  }

  @Test("C27: the due calendar answers by a range of dates")
  func calendar() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms(), extra: signed)).status == 201)
      let found = try await capture.get("agreement-calendar?from=2027-01-01&to=2027-02-28", as: Capture.supervisor, Calendar.self)
      #expect(found.items.map { "\($0.dueOn) \($0.totalMinor)" } == ["2027-01-23 10000", "2027-02-23 10000"])
      #expect(try await capture.get("agreement-calendar?from=2027-01-01&to=2027-02-28", as: Capture.bruno, Calendar.self).items.isEmpty)
      #expect(try await capture.send("GET", "agreement-calendar?from=2027-01-01&to=2026-12-31", as: Capture.ana).status == 422)
    }
  }

  @Test("X20: the agreement is a PDF with the schedule to the cent and the accepted text, and its SHA-256 stands in the event")
  func document() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      let terms = Deals.terms(instalments: 7, extra: #","waivers":{"interest":"0.5"},"down_payment_minor":3333"#)
      let struck = try await capture.strike(Deals.report(1, terms: terms))
      let path = "agreements/\(Deals.agreementID(1))/document"
      let draft = try PDFText.read(try await capture.send("GET", path, as: Capture.ana).body)
      #expect(draft.contains("Borrador sin firma"))
      let signature = try await capture.send("POST", "agreements/\(Deals.agreementID(1))/signature", as: Capture.ana, Deals.signature)
      let event = try capture.deal(signature).agreement
      #expect(event.state == .active)
      let pdf = try await capture.send("GET", path, as: Capture.ana).body
      #expect(event.documentSHA256 == hex(try Digest.sha256(pdf)))
      let text = try PDFText.read(pdf)
      for line in try capture.deal(struck).quote.lines {
        let amounts = [line.totalMinor, line.interestMinor, line.principalMinor].map { DecimalText.text($0, decimals: 2) }
        let shown = text.split(separator: "\n").contains { row in
          row.contains(line.dueOn.description) && amounts.allSatisfy { row.contains($0) }
        }
        #expect(shown, "\(line)")
      }
      #expect(text.contains("Acepto el convenio y sus cuotas.") && text.contains("firma en pantalla") && !text.contains("Borrador"))
      #expect(try await capture.send("GET", path, as: Capture.bruno).status == 404)
    }
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  @Test("X20: without a mail server there is no code; a code that was never sent is refused; a signature needs text and strokes")
  func signatures() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms())).status == 201)
      let path = "agreements/\(Deals.agreementID(1))"
      #expect(try await capture.send("POST", "\(path)/codes", as: Capture.ana).status == 503)
      for (body, field) in [
        (#"{"method":"code","accepted_text":"Acepto","code":"123456"}"#, "code"),
        (#"{"method":"code","accepted_text":"Acepto"}"#, "signature.code"),
        (#"{"method":"screen","accepted_text":"Acepto"}"#, "signature.drawing"),
        (Deals.signature.replacing("Acepto el convenio y sus cuotas.", with: ""), "signature.accepted_text"),
      ] {
        let refused = try await capture.send("POST", "\(path)/signature", as: Capture.ana, body)
        #expect(try capture.fault(refused).errors?.map(\.field) == [field])
      }
      #expect(try await capture.count("agreement_documents") == 0)
    }
  }

  @Test("X20: a one-time code goes to the debtor by mail; only that code signs, once, and five wrong ones use it up")
  func code() async throws {
    try await withSMTPSink { sink in
      let settings = ["RONDA_VISITS_CODES_SMTP_URL": sink.server.url, "RONDA_VISITS_CODES_SMTP_ENCRYPTION": "none"]
      try await withCapture(settings: settings) { capture in
        try await capture.publish(Deals.planText())
        let contact = DebtorContact(
          contactID: Samples.id(84), channel: .email, value: "rosa@example.com", quality: "good", consentGranted: nil)
        try await capture.service.database.work { work in
          try await capture.consumers.debtors([Samples.debtor(Samples.rosa, contacts: [contact], version: 2)], work)
        }
        #expect(try await capture.strike(Deals.report(1, terms: Deals.terms())).status == 201)
        #expect(try await send(capture, sink) == 1)
        for _ in 0..<5 { #expect(try await sign(capture, "000000").status == 422) }
        let used = try await sign(capture, try code(sink))
        #expect(try capture.fault(used).errors?.map(\.code) == ["code_expired"])
        #expect(try await send(capture, sink) == 2)
        let signed = try await sign(capture, try code(sink))
        #expect(try capture.deal(signed).agreement.state == .active)
        #expect(try await sign(capture, try code(sink)).status == 409)
      }
    }
  }

  private func send(_ capture: Capture, _ sink: SMTPSink) async throws -> Int {
    #expect(try await capture.send("POST", "agreements/\(Deals.agreementID(1))/codes", as: Capture.ana).status == 202)
    #expect(sink.mails.allSatisfy { $0.recipients == ["rosa@example.com"] })
    return sink.mails.count
  }

  private func code(_ sink: SMTPSink) throws -> String {
    let words = try #require(sink.mails.last).content.split { !$0.isNumber }
    return String(try #require(words.last { $0.count == 6 }))
  }

  private func sign(_ capture: Capture, _ code: String) async throws -> OutboundResponse {
    let body = "{\"method\":\"code\",\"accepted_text\":\"Acepto\",\"code\":\"\(code)\"}"
    return try await capture.send("POST", "agreements/\(Deals.agreementID(1))/signature", as: Capture.ana, body)
  }
}

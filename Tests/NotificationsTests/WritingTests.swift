import ContactRules
import Contracts
import Foundation
import Messaging
import Notifications
import TestSupport
import Testing

@Suite struct WritingTests {
  private func letter(language: String, country: String, currency: Currency, overdue: Int64, nextDue: Int64?) throws -> Letter {
    let event = try account(overdue: overdue, currency: currency)
    return Letter(
      message: try message(), debtor: DebtorFacts(try debtor(country: country, language: language)),
      account: AccountFacts(
        accountID: event.accountID, debtorID: event.debtorID, creditorID: event.creditorID, accountNumber: event.accountNumber,
        productType: .loan, currency: currency, status: .active, daysPastDue: 45, oldestDueDate: nil, totalDueMinor: event.totalDueMinor,
        overdueMinor: overdue, nextDueDate: date("2026-12-05"), nextDueMinor: nextDue, flags: AccountFlags()),
      creditorName: "Banco Andes", promise: nil, promiseDueOn: nil, prior: [])
  }

  private func message() throws -> Message {
    Message(
      messageID: try id("message", 1), debtorID: try id("debtor", 1), accountID: try id("account", 1), taskID: try id("task", 1),
      promiseID: nil, isSourceOpen: true, sourceCloseReason: nil, channel: .email, template: "probe", templateVersion: 0,
      dueOn: date("2026-11-23"), expiresOn: date("2026-11-28"), isOverdue: true, state: .pending, reason: nil, ruleIDs: [],
      notBefore: nil, nextAt: nil, attempt: 0, attemptedAt: nil, leaseUntil: nil, sentAt: nil, version: 0,
      changedAt: instant("2026-11-23T15:00:00Z"))
  }

  private func render(_ body: String, _ letter: Letter) throws -> String {
    let template = MessageTemplate(template: "probe", version: 3, language: "es", subject: "s", body: body)
    let english = MessageTemplate(template: "probe", version: 2, language: "en", subject: "s", body: body)
    return try TemplateRenderer([template, english]).render(letter).body
  }

  @Test("amounts and dates are written as the debtor's country and language do")
  func wording() throws {
    let body = "{{overdue_amount}} | {{due_date}} | {{account_mask}}"
    let peru = try letter(language: "es-PE", country: "PE", currency: .pen, overdue: 123_456_789, nextDue: nil)
    #expect(try render(body, peru) == "PEN 1,234,567.89 | 5 de diciembre de 2026 | …6781")
    let colombia = try letter(language: "es-CO", country: "CO", currency: .cop, overdue: 1_234_567, nextDue: nil)
    #expect(try render(body, colombia) == "COP 1.234.567 | 5 de diciembre de 2026 | …6781")
    let english = try letter(language: "en-US", country: "PE", currency: .pen, overdue: 5, nextDue: nil)
    #expect(try render(body, english) == "PEN 0.05 | 5 December 2026 | …6781")
  }

  @Test("a text that asks for a value that is not there is not sent; one that asks whether it is there is")
  func emptyVariable() throws {
    let without = try letter(language: "es", country: "PE", currency: .pen, overdue: 5, nextDue: nil)
    #expect(throws: RenderingFault.emptyVariable("next_due_amount")) { try render("{{next_due_amount}}", without) }
    #expect(throws: RenderingFault.emptyVariable("nonsense")) { try render("{{nonsense}}", without) }
    let optional = "a{{#has_next_due_amount}} {{next_due_amount}}{{/has_next_due_amount}}"
    #expect(try render(optional, without) == "a")
    #expect(try render(optional, try letter(language: "es", country: "PE", currency: .pen, overdue: 5, nextDue: 2_500)) == "a PEN 25.00")
    #expect(throws: RenderingFault.malformedTemplate) { try render("{{#a}}", without) }
  }

  @Test(
    "C16: every text that an installation starts with is there in both languages and leaves no variable empty, whether the next amount is known or not"
  )
  func firstTexts() async throws {
    let templates = try await firstTemplates()
    let names = { (language: String) in Set(templates.filter { $0.language == language }.map(\.template)) }
    #expect(names("es") == names("en") && names("es").count >= 12)
    let renderer = TemplateRenderer(templates)
    for template in templates {
      for nextDue in [nil, Int64(2_500)] {
        var one = try letter(language: template.language, country: "PE", currency: .pen, overdue: 123_456, nextDue: nextDue)
        one.promise = PromiseFacts(amountMinor: 50_000, currency: .pen, dueOn: date("2026-11-26"))
        let parts = template.template.split(separator: ".").map(String.init)
        one.message.template = parts[0]
        if parts.count > 1 { one.message.channel = try #require(ContactChannel(rawValue: parts[1])) }
        let text = try renderer.render(one)
        for part in [text.subject, text.body] {
          #expect(!part.isEmpty && !part.contains("{{") && !part.contains("}}"), "\(template.template) \(template.language)")
        }
        #expect((text.subject + text.body).contains("Banco Andes"), "\(template.template) \(template.language)")
      }
    }
  }

  private func firstTemplates() async throws -> [MessageTemplate] {
    try await withTestService(NotificationsService.self) { service in
      try await service.database.read { try await TemplateStore.current(in: $0) }
    }
  }

  @Test("nothing in a text is escaped as in HTML")
  func plainText() throws {
    var one = try letter(language: "es", country: "PE", currency: .pen, overdue: 5, nextDue: nil)
    one.debtor?.fullName = "Ana & Luis <Núñez>"
    #expect(try render("{{debtor_name}}", one) == "Ana & Luis <Núñez>")
  }

  @Test("a mail is well-formed: encoded subject, short lines, no line break from a value into a header")
  func mime() throws {
    let composer = MailComposer(sender: "avisos@ronda.example", senderName: "Ronda")
    let text = RenderedText(
      subject: "Saldo vencido de su cuenta ñandú\r\nBcc: x@example.com y más texto para que sea largo",
      body: "Línea = 1 \n" + String(repeating: "á", count: 100), templateVersion: 1)
    let mail = String(
      decoding: composer.compose(text, for: try id("message", 1), to: "ana@example.com", at: instant("2026-11-23T15:04:05.678Z")),
      as: UTF8.self)
    let lines = mail.components(separatedBy: "\r\n")
    #expect(lines.allSatisfy { $0.utf8.count <= 76 || $0.hasPrefix("Message-ID") })
    #expect(!lines.contains { $0.hasPrefix("Bcc") })
    #expect(mail.contains("Subject: =?utf-8?B?"))
    #expect(mail.contains("Date: Mon, 23 Nov 2026 15:04:05 +0000"))
    #expect(mail.contains("L=C3=ADnea =3D 1=20\r\n"))
    #expect(mail.utf8.allSatisfy { $0 < 128 })
  }

  @Test(
    "of several addresses the one agreed to is used, and none that could carry a header",
    arguments: [
      ([("a@example.com", "unknown", nil), ("b@example.com", "good", true)], "b@example.com"),
      ([("a@example.com", "bad", true)], nil), ([("a@example.com>\r\nBcc: x", "good", true)], nil), ([("ana", "good", true)], nil),
      ([("a@example.com", "good", false), ("b@example.com", "unknown", nil)], "b@example.com"),
    ] as [([(String, String, Bool?)], String?)])
  func addresses(contacts: [(String, String, Bool?)], expected: String?) throws {
    var event = try debtor(email: nil)
    event.contacts = try contacts.enumerated().map { index, contact in
      DebtorContact(
        contactID: try id("contact", index), channel: .email, value: contact.0, quality: contact.1, consentGranted: contact.2)
    }
    #expect(DebtorFacts(event).email == expected)
  }
}

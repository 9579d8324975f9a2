import Contracts
import Foundation
import Messaging
import Notifications
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite struct SendingTests {
  @Test("C16: an e-mail task becomes one mail at the mail server, and its delivery is published")
  func sent() async throws {
    try await withBench { bench in
      try await withSMTPSink { sink in
        try await bench.debtors(try debtor())
        try await bench.accounts(try account())
        try await bench.tasks(try task())
        let dispatcher = try bench.dispatcher(through: sink.server)
        #expect(try await dispatcher.runOnce() == 1)
        // The same task again, and the dispatcher again: nothing more.
        try await bench.tasks(try task())
        #expect(try await dispatcher.runOnce() == 0)
        let mail = try #require(sink.mails.first)
        #expect(sink.mails.count == 1)
        #expect(mail.recipients.contains { $0.contains("ana@example.com") })
        #expect(mail.content.contains("To: <ana@example.com>"))
        #expect(mail.content.contains("Message-ID: <"))
        #expect(mail.content.contains("PEN 1,234.50"))
        #expect(mail.content.contains("45 d=C3=ADas"))
        #expect(!mail.content.contains("{{"))
        let events = try await bench.notifications()
        #expect(events.map(\.state) == [.sent])
        #expect(events.first?.templateVersion == 1)
        #expect(events.first?.sentAt == bench.clock.now)
        #expect(events.first?.ruleIDs == ["PE-02"])
      }
    }
  }

  @Test("V25: a reminder before the due date tells of the instalment and of no late fee, whatever the bank reports")
  func preventive() async throws {
    try await withBench { bench in
      try await withSMTPSink { sink in
        try await bench.debtors(try debtor())
        var event = try account(dpd: -3, nextDue: "2026-11-26")
        (event.overdueMinor, event.overdueLateInterestMinor, event.overdueFeesMinor) = (99_900, 22_200, 77_700)
        try await bench.accounts(event)
        try await bench.tasks(try task(template: "preventive_reminder", dpd: -3))
        #expect(try await bench.dispatcher(through: sink.server).runOnce() == 1)
        let mail = try #require(sink.mails.first).content
        #expect(mail.contains("PEN 250.00"))
        #expect(!["999.00", "222.00", "777.00", "mora", "vencid"].contains { mail.contains($0) })
        // A text of the operator's that asks for what is overdue finds nothing of the charges either.
        let overdue = try await bench.service.database.read { transaction in
          try await transaction.first("select overdue_minor from accounts")?.decode(Int64.self, "overdue_minor")
        }
        #expect(overdue == 0)
      }
    }
  }

  @Test("C16, C25: a fax goes to its number at the fax service, by the mail server, once, and only in the house's hours")
  func fax() async throws {
    // Eight in the morning in Lima, an hour before GEN-11 lets faxes out.
    try await withBench(at: "2026-11-23T13:00:00Z") { bench in
      try await withSMTPSink { sink in
        var reachable = try debtor()
        reachable.contacts.append(
          DebtorContact(contactID: try id("contact", 3), channel: .fax, value: "+51 1 444-5555", quality: "good", consentGranted: nil))
        try await bench.debtors(reachable)
        try await bench.accounts(try account())
        try await bench.tasks(try task(kind: .fax))
        let transport = SMTPTransport(outbound: Outbound(threads: 2), server: sink.server, sender: "avisos@ronda.example")
        let composer = MailComposer(sender: "avisos@ronda.example", senderName: "Ronda")
        let dispatcher = try bench.dispatcher([.fax: .fax(transport, composer, domain: "fax.example")])
        try await dispatcher.runOnce()
        #expect(sink.mails.isEmpty)
        bench.clock.set(instant("2026-11-23T14:00:00Z"))
        for _ in 1...2 { try await dispatcher.runOnce() }
        let mail = try #require(sink.mails.first)
        #expect(sink.mails.count == 1)
        #expect(mail.recipients.count == 1 && mail.recipients[0].contains("5114445555@fax.example"))
        #expect(mail.content.contains("To: <5114445555@fax.example>") && mail.content.contains("PEN 1,234.50"))
        let events = try await bench.notifications()
        #expect(events.map(\.state) == [.deferred, .sent])
        #expect(events.last?.channel == .fax && events.last?.ruleIDs == ["GEN-11"])
      }
    }
  }

  @Test("a mail server that refuses for now is asked again later; one that refuses for good is not")
  func refusals() async throws {
    try await withBench { bench in
      try await withSMTPSink { sink in
        try await bench.debtors(try debtor(1), try debtor(2))
        try await bench.accounts(try account(1), try account(2))
        let dispatcher = try bench.dispatcher(through: sink.server)
        sink.behave(.refuseRecipients(code: 451))
        try await bench.tasks(try task(1, of: 1))
        try await dispatcher.runOnce()
        #expect(try await dispatcher.runOnce() == 0)
        #expect(try await bench.notifications().isEmpty)
        sink.behave(.accept)
        bench.clock.advance(by: 60)
        try await dispatcher.runOnce()
        #expect(sink.mails.count == 1)
        sink.behave(.refuseRecipients(code: 550))
        try await bench.tasks(try task(2, of: 2))
        try await dispatcher.runOnce()
        #expect(try await bench.notifications().map(\.state) == [.sent, .failed])
        #expect(try await bench.notifications().last?.reason == "rejected_by_mail_server")
      }
    }
  }

  @Test("a mail server that cannot be reached is asked a few times; then the message has failed")
  func unreachable() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account())
      try await bench.tasks(try task())
      let transport = ScriptedTransport([.notNow, .notNow, .notNow])
      let dispatcher = try bench.dispatcher(transport)
      for _ in 1...5 {
        try await dispatcher.runOnce()
        bench.clock.advance(by: 600)
      }
      #expect(transport.mails.count == 3)
      #expect(try await bench.notifications().map(\.reason) == ["mail_server_unavailable"])
    }
  }

  @Test("a connection that breaks after everything was said leaves a message in doubt, which is not sent again")
  func doubtful() async throws {
    try await withBench { bench in
      try await withSMTPSink { sink in
        try await bench.debtors(try debtor())
        try await bench.accounts(try account())
        try await bench.tasks(try task())
        sink.behave(.vanishAfterContent)
        let dispatcher = try bench.dispatcher(through: sink.server)
        try await dispatcher.runOnce()
        sink.behave(.accept)
        bench.clock.advance(by: 3_600)
        try await dispatcher.runOnce()
        #expect(sink.connections == 1)
        #expect(try await bench.notifications().map(\.reason) == ["delivery_unknown"])
        #expect(try await bench.notifications().map(\.state) == [.failed])
      }
    }
  }

  @Test("F1: a dispatcher killed between sending and writing it down does not cause a second mail")
  func killed() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account())
      try await bench.tasks(try task())
      let first = ScriptedTransport()
      // The claim is committed, and the dispatcher never comes back from handing the mail over.
      try await bench.database.work { work in
        _ = try await work.transaction.execute(
          "update messages set state = 'sending', attempt = 1, attempted_at = \(work.now), lease_until = \(work.now), next_at = null")
      }
      bench.clock.advance(by: 1)
      try await bench.dispatcher(first).runOnce()
      #expect(first.mails.isEmpty)
      #expect(try await bench.notifications().map(\.reason) == ["delivery_unknown"])
    }
  }

  @Test("a transport on which a repetition leaves one message is asked again")
  func idempotentTransport() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account())
      try await bench.tasks(try task())
      let transport = ScriptedTransport([.unknown], isIdempotent: true)
      let dispatcher = try bench.dispatcher(transport)
      try await dispatcher.runOnce()
      bench.clock.advance(by: 60)
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 2)
      #expect(try await bench.notifications().map(\.state) == [.sent])
    }
  }

  @Test("without a mail server a message is a file that only its owner can read")
  func outbox() async throws {
    let temporary = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(temporary) }
    let directory = URL(filePath: temporary + "/outbox")
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account())
      try await bench.tasks(try task())
      try await bench.dispatcher(try OutboxDirectory(directory.path)).runOnce()
      let event = try #require(try await bench.notifications().first)
      #expect(event.state == .sent)
      let text = try String(contentsOf: directory.appending(path: "\(event.messageID).eml"), encoding: .utf8)
      #expect(text.contains("To: <ana@example.com>"))
      let attributes = try FileManager.default.attributesOfItem(atPath: directory.path)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test("several dispatchers at once send each message once")
  func parallel() async throws {
    try await withBench { bench in
      for number in 1...30 {
        try await bench.debtors(try debtor(number))
        try await bench.accounts(try account(number))
        try await bench.tasks(try task(number, of: number))
      }
      let transport = ScriptedTransport()
      await withTaskGroup(of: Void.self) { group in
        for _ in 1...3 {
          group.addTask {
            do { try await bench.dispatcher(transport).runOnce() } catch { Issue.record(error) }
          }
        }
      }
      // Whoever found only held messages stopped early; one more run finds whatever is left.
      try await bench.dispatcher(transport).runOnce()
      #expect(transport.mails.count == 30)
      #expect(Set(transport.mails.map(\.messageID)).count == 30)
    }
  }
}

import Contracts
import Notifications
import TestSupport
import Testing

@Suite struct PermissionTests {
  /// A message of Sunday in Lima, which waits for Monday, when the window opens at seven.
  private func withWaitingMessage(_ body: (Bench, Dispatcher, ScriptedTransport) async throws -> Void) async throws {
    try await withBench(at: "2026-11-22T15:00:00Z") { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account())
      try await bench.tasks(try task(due: "2026-11-22"))
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await dispatcher.runOnce()
      try await body(bench, dispatcher, transport)
    }
  }

  @Test("C25, V08: outside legal hours a message waits until the next window opens, and then goes out once")
  func deferred() async throws {
    try await withWaitingMessage { bench, dispatcher, transport in
      let event = try #require(try await bench.notifications().first)
      #expect(event.state == .deferred)
      #expect(event.notBefore == instant("2026-11-23T12:00:00Z"))
      #expect(event.reason != nil && !event.ruleIDs.isEmpty)
      bench.clock.set(instant("2026-11-23T11:59:59Z"))
      #expect(try await dispatcher.runOnce() == 0)
      bench.clock.set(instant("2026-11-23T12:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 1)
      #expect(try await bench.notifications().map(\.state) == [.deferred, .sent])
      #expect(try await bench.notifications().map(\.version) == [1, 2])
    }
  }

  @Test(
    "C25: a reminder by e-mail, fax, letter or short message that comes at a closed hour goes out once, when its own hours begin",
    arguments: [
      (TaskKind.email, "2026-11-23T12:00:00Z", "PE-02"), (.sms, "2026-11-23T12:00:00Z", "PE-02"), (.fax, "2026-11-23T14:00:00Z", "GEN-11"),
      (.letter, "2026-11-22T15:00:00Z", "GEN-10"),
    ])
  func reminders(kind: TaskKind, opens: String, rule: String) async throws {
    // Sunday in Lima. A letter may go out on any day.
    try await withBench(at: "2026-11-22T15:00:00Z") { bench in
      var reachable = try debtor()
      reachable.contacts += [
        DebtorContact(contactID: try id("contact", 2), channel: .sms, value: "911111111", quality: "good", consentGranted: nil),
        DebtorContact(contactID: try id("contact", 3), channel: .fax, value: "5114445555", quality: "good", consentGranted: nil),
      ]
      reachable.addresses = [
        DebtorAddress(
          addressID: try id("address", 1), kind: .home, lines: "Jr. Unión 100", district: "Breña", city: "Lima", state: nil,
          country: "PE", location: nil, precision: nil)
      ]
      try await bench.debtors(reachable)
      try await bench.accounts(try account(dpd: -2))
      try await bench.tasks(try task(kind: kind, template: "preventive_reminder", dpd: -2, due: "2026-11-22"))
      let transport = ScriptedTransport()
      let mail = Carrier.mail(transport, MailComposer(sender: "avisos@ronda.example", senderName: "Ronda"))
      let channel = try #require(ContactChannel(rawValue: kind.rawValue))
      let dispatcher = try bench.dispatcher([channel: kind == .sms ? Carrier(transport, compose: GatewayTransport.compose(.sms)) : mail])
      try await dispatcher.runOnce()
      #expect(transport.mails.isEmpty == (instant(opens) > bench.clock.now))
      bench.clock.set(instant(opens).advanced(milliseconds: -1))
      try await dispatcher.runOnce()
      bench.clock.set(max(instant(opens), bench.clock.now))
      for _ in 1...2 { try await dispatcher.runOnce() }
      #expect(transport.mails.count == 1)
      let sent = try #require(try await bench.notifications().last)
      #expect(sent.state == .sent && sent.channel == channel && sent.ruleIDs == [rule])
    }
  }

  @Test(
    "X01: the hours of the home's state hold for messages: a Saturday morning is open in Buenos Aires City and closed around it",
    arguments: [("Ciudad Autónoma de Buenos Aires", MessageState.sent), ("Buenos Aires", .deferred)])
  func homeState(state: String, becomes: MessageState) async throws {
    try await withBench(at: "2026-11-28T13:00:00Z") { bench in
      var porteno = try debtor(country: "AR", zone: "America/Argentina/Buenos_Aires")
      porteno.addresses = [
        DebtorAddress(
          addressID: try id("address", 1), kind: .home, lines: "Calle 1", district: nil, city: "Buenos Aires", state: state, country: "AR",
          location: nil, precision: nil)
      ]
      try await bench.debtors(porteno)
      try await bench.accounts(try account())
      try await bench.tasks(try task(due: "2026-11-28", expires: "2026-12-10"))
      try await bench.dispatcher(ScriptedTransport()).runOnce()
      #expect(try await bench.notifications().last?.state == becomes)
    }
  }

  @Test("CO-04: a second message to a Colombian debtor on one day waits, also when both are due in one batch")
  func cap() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor(1, country: "CO", zone: "America/Bogota"))
      try await bench.accounts(try account(1, currency: .cop, debtor: 1), try account(2, currency: .cop, debtor: 1))
      try await bench.tasks(try task(1, of: 1, debtor: 1), try task(2, of: 2, debtor: 1))
      let transport = ScriptedTransport()
      try await bench.dispatcher(transport).runOnce()
      #expect(transport.mails.count == 1)
      let deferred = try #require(try await bench.notifications().first { $0.state == .deferred })
      #expect(deferred.reason == "cap_reached")
      #expect(deferred.notBefore.map { $0 > instant("2026-11-24T04:59:59Z") } == true)
    }
  }

  @Test("V19: a message to a debtor who has revoked consent is suppressed, also when the revocation comes while it waits")
  func consent() async throws {
    try await withWaitingMessage { bench, dispatcher, transport in
      try await bench.debtors(try debtor(consent: false, version: 2))
      bench.clock.set(instant("2026-11-23T15:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.isEmpty)
      #expect(try await bench.notifications().map(\.state) == [.deferred, .suppressed])
      #expect(try await bench.notifications().last?.reason == "consent_refused")
    }
  }

  @Test("V28: do-not-contact suppresses")
  func doNotContact() async throws {
    try await withBench { bench in
      var flags = AccountFlags()
      flags.doNotContact = true
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(flags: flags))
      try await bench.tasks(try task())
      let transport = ScriptedTransport()
      try await bench.dispatcher(transport).runOnce()
      #expect(transport.mails.isEmpty)
      #expect(try await bench.notifications().map(\.state) == [.suppressed])
      #expect(try await bench.notifications().first?.reason == "flagged")
    }
  }

  @Test("X10: a flag set while a message waits suppresses it within the second, whichever account it is about")
  func restricted() async throws {
    try await withWaitingMessage { bench, dispatcher, transport in
      #expect(try await bench.notifications().map(\.state) == [.deferred])
      let restriction = Restriction(kind: .legalRepresentative, accountID: nil, listID: nil, since: bench.clock.now)
      try await bench.restrictions(
        RestrictionsChanged(debtorID: try debtor().debtorID, restrictions: [restriction], version: 1, changedAt: bench.clock.now))
      try await dispatcher.runOnce()
      #expect(try await bench.notifications().map(\.state) == [.deferred, .suppressed])
      #expect(try await bench.notifications().last?.reason == "flagged")
      #expect(transport.mails.isEmpty)
    }
  }

  @Test("a message whose debt is paid while it waits is taken back at once, whoever says so first", arguments: [0, 1, 2])
  func paid(witness: Int) async throws {
    try await withWaitingMessage { bench, dispatcher, transport in
      switch witness {
      case 0: try await bench.payments(try payment(recordedAt: "2026-11-22T16:00:00Z"))
      case 1: try await bench.accounts(try account(dpd: 0, version: 2, updatedAt: "2026-11-22T16:00:00Z"))
      default: try await bench.tasks(try task(state: .closed, reason: .paid, due: "2026-11-22", version: 2))
      }
      #expect(try await bench.notifications().map(\.state) == [.deferred, .suppressed])
      #expect(try await bench.notifications().last?.reason == "paid")
      bench.clock.set(instant("2026-11-23T15:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.isEmpty)
    }
  }

  @Test("a payment that comes between two volleys of a batch stops the message before it is sent")
  func paidInBetween() async throws {
    try await withBench { bench in
      for number in 1...10 {
        try await bench.debtors(try debtor(number))
        try await bench.accounts(try account(number))
        try await bench.tasks(try task(number, of: number))
      }
      // When the first mail goes out, everybody pays.
      let transport = ScriptedTransport {
        do {
          for number in 1...10 { try await bench.payments(try payment(of: number)) }
        } catch {
          Issue.record(error)
        }
      }
      try await bench.dispatcher(transport).runOnce()
      #expect(transport.mails.count == 8)
      let reasons = try await bench.notifications().filter { $0.state == .suppressed }.map(\.reason)
      #expect(reasons == ["paid", "paid"])
    }
  }

  @Test("a reminder before the due date is not held back because nothing is overdue")
  func preventive() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: -3))
      try await bench.tasks(try task(template: "preventive_reminder", dpd: -3))
      let transport = ScriptedTransport()
      try await bench.dispatcher(transport).runOnce()
      let mail = try #require(transport.mails.first)
      let text = String(decoding: mail.content, as: UTF8.self)
      #expect(text.contains("5 de diciembre de 2026"))
      #expect(text.contains("PEN 250.00"))
      #expect(!text.lowercased().contains("mora"))
    }
  }

  @Test("C26: a promise is reminded of on the day before, unless it was paid earlier; meanwhile the debtor is left in peace")
  func promises() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor(1), try debtor(2))
      try await bench.accounts(try account(1), try account(2))
      try await bench.promises(try promise(of: 1, due: "2026-11-26"), try promise(of: 2, due: "2026-11-26"))
      try await bench.tasks(try task(1, of: 1))
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await dispatcher.runOnce()
      #expect(transport.mails.isEmpty)
      #expect(try await bench.notifications().first { $0.taskID != nil }?.reason == "promise_active")
      try await bench.payments(try payment(of: 2, recordedAt: "2026-11-24T15:00:00Z"))
      bench.clock.set(instant("2026-11-25T15:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 1)
      let sent = try #require(try await bench.notifications().first { $0.state == .sent })
      #expect(sent.template == "promise_reminder")
      #expect(try sent.accountID == id("account", 1))
    }
  }

  @Test("a message without a usable address, or past its time, is not sent and says why")
  func impossible() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor(1, email: nil), try debtor(2), try debtor(3))
      try await bench.accounts(try account(1), try account(2), try account(3))
      try await bench.tasks(
        try task(1, of: 1), try task(2, of: 2, expires: "2026-11-22"), try task(3, of: 3, kind: .sms),
        try task(4, of: 3, template: "nonsense"))
      let transport = ScriptedTransport()
      try await bench.dispatcher(transport).runOnce()
      #expect(transport.mails.isEmpty)
      let reasons = try await bench.notifications().map { $0.reason ?? "" }.sorted()
      #expect(reasons == ["channel_not_available", "expired", "no_address", "unknown_template"])
    }
  }

  @Test("F17: the same events again send and publish nothing")
  func replay() async throws {
    try await withBench { bench in
      func play() async throws {
        try await bench.tasks(try task(1, of: 1), try task(2, of: 2))
        try await bench.accounts(try account(1), try account(2))
        try await bench.debtors(try debtor(1), try debtor(2))
        try await bench.promises(try promise(of: 2, due: "2026-11-26"))
        try await bench.tasks(try task(1, of: 1, state: .closed, reason: .expired, version: 2))
      }
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await play()
      try await dispatcher.runOnce()
      let count = try await bench.publishedCount()
      for _ in 1...2 {
        try await play()
        try await dispatcher.runOnce()
      }
      #expect(try await bench.publishedCount() == count)
      #expect(transport.mails.isEmpty)
    }
  }

  @Test("a task that comes before its debtor and account waits for them")
  func outOfOrder() async throws {
    try await withBench { bench in
      try await bench.tasks(try task())
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await dispatcher.runOnce()
      try await bench.debtors(try debtor())
      try await dispatcher.runOnce()
      try await bench.accounts(try account())
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 1)
    }
  }
}

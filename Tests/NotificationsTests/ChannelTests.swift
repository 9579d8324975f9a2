import ContactRules
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Messaging
import Notifications
import ServiceKit
import Synchronization
import TestSupport
import Testing

/// An HTTP gateway that keeps what it is sent and answers what it is told to.
final class Gateway: Sendable {
  struct Message: Sendable, Equatable {
    let key: String?
    let signature: String
    let timestamp: String
    let body: [UInt8]
  }

  private let state: Mutex<(messages: [Message], answers: [HTTPResponse.Status])>

  /// - Parameter answers: one after another; 202 when there are no more.
  init(_ answers: [HTTPResponse.Status] = []) { state = Mutex(([], answers)) }

  var messages: [Message] { state.withLock { $0.messages } }

  /// Runs `body` with the gateway's address.
  func serving(_ body: (_ url: String) async throws -> Void) async throws {
    let router = Router()
    router.post("messages") { [self] request, _ in
      func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
      let message = Message(
        key: header("Idempotency-Key"), signature: header(GatewaySignature.header) ?? "",
        timestamp: header(GatewaySignature.timestampHeader) ?? "",
        body: Array(try await request.body.collect(upTo: 1 << 16).readableBytesView))
      return state.withLock { state in
        state.messages.append(message)
        return Response(status: state.answers.isEmpty ? .accepted : state.answers.removeFirst())
      }
    }
    try await Application(router: router).serving { client in try await body("http://127.0.0.1:\(client.port)/messages") }
  }
}

@Suite("Channels beside e-mail")
struct ChannelTests {
  private static let secret = "a secret of the test"

  private func debtor(_ contacts: [(ContactChannel, String, Bool?)], address: Bool = false) throws -> DebtorUpdated {
    var event = try NotificationsTests.debtor(email: nil)
    event.contacts = try contacts.enumerated().map { index, contact in
      DebtorContact(
        contactID: try id("contact", index), channel: contact.0, value: contact.1, quality: "good", consentGranted: contact.2)
    }
    if address {
      event.addresses = [
        DebtorAddress(
          addressID: try id("address", 1), kind: .work, lines: "Av. del Trabajo 1", district: nil, city: "Lima", state: nil, country: "PE",
          location: nil, precision: nil),
        DebtorAddress(
          addressID: try id("address", 2), kind: .home, lines: "Jr. Unión 100", district: "Breña", city: "Lima", state: nil, country: "PE",
          location: nil, precision: nil),
      ]
    }
    return event
  }

  private func gateway(_ bench: Bench, _ url: String, _ channel: ContactChannel = .sms) throws -> [ContactChannel: Carrier] {
    let transport = GatewayTransport(
      outbound: bench.service.ground.outbound, url: url, signature: try GatewaySignature(secret: Self.secret), timeout: .seconds(60),
      clock: bench.clock.clock)
    return [channel: Carrier(transport, compose: GatewayTransport.compose(channel))]
  }

  @Test("C16: a short message goes to the gateway signed, with its id as the key of repetition and no variable left empty")
  func sms() async throws {
    try await withBench { bench in
      let gateway = Gateway()
      try await gateway.serving { url in
        try await bench.debtors(try debtor([(.sms, "+51 911 111 111", true)]))
        try await bench.accounts(try account())
        try await bench.tasks(try task(kind: .sms))
        let dispatcher = try bench.dispatcher(try self.gateway(bench, url))
        try await dispatcher.runOnce()
        try await dispatcher.runOnce()
      }
      let message = try #require(gateway.messages.first)
      #expect(gateway.messages.count == 1)
      let event = try #require(try await bench.notifications().last)
      #expect(event.state == .sent)
      #expect(event.channel == .sms)
      #expect(message.key == event.messageID.description)
      let signature = try GatewaySignature(secret: Self.secret)
      #expect(try signature.isGood(message.signature, of: message.body, timestamp: message.timestamp, at: bench.clock.now))
      let body = try EventCoding.decode(JSONValue.self, from: message.body)
      #expect(body["to"]?.string == "+51 911 111 111")
      let text = try #require(body["text"]?.string)
      #expect(text == "Banco Andes: su cuenta …6781 tiene PEN 1,234.50 vencidos. Escríbanos para acordar una forma de pago.")
    }
  }

  @Test(
    "C16: a gateway that is busy is asked again with the same key; one that has the message already has sent it; one that refuses ends it")
  func retry() async throws {
    try await withBench { bench in
      let gateway = Gateway([.serviceUnavailable, .conflict, .badRequest])
      try await gateway.serving { url in
        try await bench.debtors(try debtor([(.call, "911111111", nil)]))
        try await bench.accounts(try account())
        try await bench.tasks(try task(kind: .sms))
        let dispatcher = try bench.dispatcher(try self.gateway(bench, url))
        try await dispatcher.runOnce()
        #expect(try await bench.notifications().isEmpty)
        bench.clock.advance(by: 60)
        try await dispatcher.runOnce()
        bench.clock.advance(by: 86_400)
        try await bench.tasks(try task(2, kind: .sms))
        try await dispatcher.runOnce()
      }
      #expect(try await bench.notifications().map(\.state) == [.sent, .failed])
      #expect(try await bench.notifications().last?.reason == "rejected_by_gateway")
      #expect(gateway.messages.count == 3)
      #expect(gateway.messages[0].key == gateway.messages[1].key)
      #expect(gateway.messages[0].signature != gateway.messages[1].signature)
    }
  }

  @Test(
    "V19: whoever refused a channel is not written to by it; without an address, or without the channel, the message fails and says why")
  func refused() async throws {
    try await withBench { bench in
      let transport = ScriptedTransport()
      let carrier = Carrier(transport, compose: GatewayTransport.compose(.whatsapp))
      let dispatcher = try bench.dispatcher([.whatsapp: carrier])
      try await bench.debtors(try debtor([(.whatsapp, "911111111", false), (.call, "922222222", true)]))
      try await bench.accounts(try account())
      try await bench.tasks(try task(1, kind: .whatsapp), try task(2, kind: .fax))
      try await dispatcher.runOnce()
      let reasons = try await bench.notifications().map { "\($0.channel.rawValue) \($0.reason ?? "")" }
      #expect(reasons.sorted() == ["fax channel_not_available", "whatsapp consent_refused"])
      #expect(transport.mails.isEmpty)
    }
  }

  @Test("C16: a letter is a PDF to the debtor's home, named after its message, that only its owner can read")
  func letter() async throws {
    try await withBench { bench in
      let directory = bench.service.ground.dataDirectory + "/letters"
      let dispatcher = try bench.dispatcher([.letter: .letter(try OutboxDirectory(directory, suffix: "pdf"))])
      // In Colombia, where consent lets a letter out.
      var colombian = try debtor([(.letter, "", true)], address: true)
      (colombian.country, colombian.timeZone) = ("CO", "America/Bogota")
      try await bench.debtors(colombian)
      try await bench.accounts(try account())
      try await bench.tasks(try task(kind: .letter))
      try await dispatcher.runOnce()
      let event = try #require(try await bench.notifications().last)
      #expect(event.state == .sent)
      let bytes = try Data(contentsOf: URL(filePath: "\(directory)/\(event.messageID).pdf"))
      #expect(bytes.starts(with: Array("%PDF-1.".utf8)))
      #expect(try FileManager.default.attributesOfItem(atPath: directory)[.posixPermissions] as? Int == 0o700)
      #expect(DebtorFacts(colombian).reach[.letter]?.address == "Jr. Unión 100\nBreña, Lima\nPE")
    }
  }

  @Test("C26: the reminder of a promise goes by the first channel by which the debtor can and may be reached")
  func reminder() async throws {
    try await withBench { bench in
      let transport = ScriptedTransport()
      let carrier = Carrier(transport, compose: GatewayTransport.compose(.sms))
      let mail = Carrier.mail(transport, MailComposer(sender: "avisos@ronda.example", senderName: "Ronda"))
      let dispatcher = try bench.dispatcher([.sms: carrier, .email: mail])
      try await bench.debtors(try debtor([(.email, "ana@example.com", false), (.sms, "911111111", nil)]))
      try await bench.accounts(try account())
      try await bench.promises(try promise(due: "2026-11-26"))
      bench.clock.set(instant("2026-11-25T15:00:00Z"))
      try await dispatcher.runOnce()
      #expect(try await bench.notifications().last?.channel == .sms)
      let text = String(decoding: try #require(transport.mails.first).content, as: UTF8.self)
      #expect(text.contains("su compromiso de pagar PEN 500.00 el 26 de noviembre de 2026"))
    }
  }

  @Test("a receipt counts with a good signature only: delivered is kept, undelivered fails the message, once")
  func receipts() async throws {
    try await withTestService(
      NotificationsService.self, settings: ["RONDA_GATEWAY_SECRET": Self.secret], clock: ManualClock("2026-11-23T15:00:00Z")
    ) { service in
      let bench = Bench(service)
      let carrier = Carrier(ScriptedTransport(), compose: GatewayTransport.compose(.sms))
      try await bench.debtors(try debtor([(.sms, "911111111", true)]))
      try await bench.accounts(try account())
      try await bench.tasks(try task(kind: .sms))
      try await bench.dispatcher([.sms: carrier]).runOnce()
      let messageID = try #require(try await bench.notifications().last?.messageID)
      let statuses = try await service.application().serving { client in
        var statuses: [Int] = []
        for receipt in [
          try Self.receipt("delivered", of: messageID, at: bench.clock.now, secret: "another secret"),
          try Self.receipt("delivered", of: messageID, at: bench.clock.now.advanced(by: Seconds(-360))),
          try Self.receipt("delivered", of: messageID, at: bench.clock.now), try Self.receipt("lost", of: messageID, at: bench.clock.now),
          try Self.receipt("undelivered", of: messageID, at: bench.clock.now),
          try Self.receipt("undelivered", of: messageID, at: bench.clock.now),
        ] {
          let response = try await client.execute(
            uri: "/api/notifications/v1/receipts", method: .post, headers: receipt.headers, body: ByteBuffer(bytes: receipt.body))
          statuses.append(response.status.code)
        }
        return statuses
      }
      #expect(statuses == [401, 401, 204, 422, 204, 204])
      #expect(try await bench.notifications().map(\.state) == [.sent, .failed])
      #expect(try await bench.notifications().last?.reason == "undelivered")
    }
  }

  /// What a gateway sends, signed at the time.
  private static func receipt(
    _ state: String, of messageID: MessageID, at now: Instant, secret: String = secret
  ) throws -> (headers: HTTPFields, body: [UInt8]) {
    let body = Array("{\"message_id\":\"\(messageID)\",\"state\":\"\(state)\",\"at\":\"2026-11-23T15:00:05.000Z\"}".utf8)
    let timestamp = String(now.milliseconds / 1_000)
    var headers: HTTPFields = [.contentType: "application/json"]
    headers[try #require(HTTPField.Name(GatewaySignature.timestampHeader))] = timestamp
    headers[try #require(HTTPField.Name(GatewaySignature.header))] =
      try GatewaySignature(secret: secret).text(of: body, timestamp: timestamp)
    return (headers, body)
  }

  @Test("the signature is HMAC-SHA-256 over timestamp, dot and body, also with a key longer than a block")
  func signature() throws {
    // By Python's hmac module.
    let text = try GatewaySignature(secret: "Jefe").text(of: Array("b".utf8), timestamp: "a")
    #expect(text == "sha256=b9594abf2e97da6e8b7cf63e7a42af2ef5227aa0b8cc6876986aac2d033b5b19")
    let long = try GatewaySignature(secret: String(repeating: "k", count: 100)).text(of: Array("b".utf8), timestamp: "a")
    #expect(long == "sha256=ecde693f66486de66c31d2ebbb3eb194949112ab6f8a77197e178830b30ba210")
  }
}

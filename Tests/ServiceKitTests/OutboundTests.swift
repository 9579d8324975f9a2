import Foundation
import HTTPTypes
import Hummingbird
import Logging
import ServiceKit
import Synchronization
import TestSupport
import Testing

@Suite("Outgoing HTTP and mail")
struct OutboundTests {
  private let message = MailMessage(
    sender: "ronda@ronda.example", recipients: ["uno@ronda.example", "dos@ronda.example"],
    content: Array("Subject: Recordatorio\n\n.empieza con un punto\r\nñ\n".utf8))

  private func withOutbound<Value>(_ body: (Outbound) async throws -> Value) async throws -> Value {
    let outbound = Outbound(threads: 2)
    defer { outbound.close() }
    return try await body(outbound)
  }

  @Test("A mail arrives with its envelope and, dots and all, its content")
  func mail() async throws {
    try await withOutbound { outbound in
      try await withSMTPSink { sink in
        try await outbound.send(message, through: sink.server)
        let mail = try #require(sink.mails.first)
        #expect(mail.sender == "ronda@ronda.example")
        #expect(mail.recipients == ["uno@ronda.example", "dos@ronda.example"])
        #expect(mail.content == "Subject: Recordatorio\n\n.empieza con un punto\nñ\n")
      }
    }
  }

  @Test("User and password are said to a server that asks for them; one that refuses them is a failed sign-in")
  func authentication() async throws {
    try await withOutbound { outbound in
      try await withSMTPSink { sink in
        var server = sink.server
        server.user = "ronda"
        server.password = "secreto"
        try await outbound.send(message, through: server)
        #expect(sink.mails.first?.credentials == "ronda\0secreto")
        sink.behave(.refusePasswords)
        let error = await #expect(throws: OutboundError.self) { try await outbound.send(message, through: server) }
        #expect(error?.kind == .authentication)
        #expect(error?.description.contains("secreto") == false)
      }
    }
  }

  @Test("A recipient refused for good is told from one refused for now, and neither text has the address")
  func refusals() async throws {
    try await withOutbound { outbound in
      try await withSMTPSink { sink in
        sink.behave(.refuseRecipients(code: 550))
        let rejected = await #expect(throws: OutboundError.self) { try await outbound.send(message, through: sink.server) }
        #expect(rejected?.kind == .rejected)
        #expect(rejected?.code == 550)
        #expect(rejected?.isTransient == false)
        sink.behave(.refuseRecipients(code: 451))
        let deferred = await #expect(throws: OutboundError.self) { try await outbound.send(message, through: sink.server) }
        #expect(deferred?.kind == .deferred)
        #expect(deferred?.isTransient == true)
        #expect(deferred?.description.contains("uno@") == false)
        #expect(sink.mails.isEmpty)
      }
    }
  }

  @Test("A connection that breaks after the content leaves the outcome unknown")
  func vanishing() async throws {
    try await withOutbound { outbound in
      try await withSMTPSink { sink in
        sink.behave(.vanishAfterContent)
        let error = await #expect(throws: OutboundError.self) { try await outbound.send(message, through: sink.server) }
        #expect(error?.isTransient == true)
        #expect(error?.isOutcomeUnknown == true)
      }
    }
  }

  @Test("A mail that requires TLS is not handed to a server without it")
  func requiredEncryption() async throws {
    try await withOutbound { outbound in
      try await withSMTPSink { sink in
        var server = sink.server
        server.encryption = .required
        let error = await #expect(throws: OutboundError.self) { try await outbound.send(message, through: server) }
        #expect(error?.kind == .tls)
        #expect(sink.mails.isEmpty)
      }
    }
  }

  @Test("An address that carries a command is refused before anything is sent", arguments: ["", "a@b.c>\r\nRCPT TO:<x@y.z", "a b@c.d"])
  func malformedAddress(address: String) async throws {
    try await withOutbound { outbound in
      let error = await #expect(throws: OutboundError.self) {
        try await outbound.send(
          MailMessage(sender: "ronda@ronda.example", recipients: [address], content: []), through: MailServer(url: "smtp://127.0.0.1:9"))
      }
      #expect(error?.kind == .usage)
    }
  }

  @Test("An HTTP request is answered with status and body; a refused connection, a slow answer and a large one are told apart")
  func http() async throws {
    let router = Router()
    router.post("echo") { request, _ in
      let body = try await request.body.collect(upTo: 1_000)
      return "\(request.headers[.contentType] ?? "") \(String(buffer: body))"
    }
    router.get("large") { _, _ in String(repeating: "x", count: 100_000) }
    try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0))).serving { client in
      let url = "http://127.0.0.1:\(client.port)"
      try await withOutbound { outbound in
        let response = try await outbound.send(
          OutboundRequest(
            method: "POST", url: url + "/echo", headers: [(name: "Content-Type", value: "text/plain")], body: Array("hola".utf8)))
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == "text/plain hola")
        #expect(try await outbound.send(OutboundRequest(url: url + "/none")).status == 404)
        let large = await #expect(throws: OutboundError.self) {
          try await outbound.send(OutboundRequest(url: url + "/large", maximumResponseBytes: 1_000))
        }
        #expect(large?.kind == .tooLarge)
        let refused = await #expect(throws: OutboundError.self) { try await outbound.send(OutboundRequest(url: "http://127.0.0.1:1/")) }
        #expect(refused?.kind == .connection)
        #expect(refused?.isTransient == true)
      }
    }
  }

  @Test("A server that is away for a moment is asked again, as often as the policy says")
  func retries() async throws {
    let calls = Mutex(0)
    let router = Router()
    router.get("flaky") { _, _ in
      let call = calls.withLock { count in
        count += 1
        return count
      }
      return Response(status: call < 3 ? .serviceUnavailable : .ok)
    }
    try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0))).serving { client in
      let url = "http://127.0.0.1:\(client.port)/flaky"
      try await withOutbound { outbound in
        let policy = RetryPolicy(attempts: 3, firstDelay: .milliseconds(1), longestDelay: .milliseconds(2))
        let response = try await outbound.send(OutboundRequest(url: url, retry: policy))
        #expect(response.status == 200)
      }
    }
    #expect(calls.withLock { $0 } == 3)
  }

  @Test("A cancelled request ends with the cancellation and not with its timeout")
  func cancellation() async throws {
    let gate = EchoGate()
    let router = Router()
    router.get("wait") { _, _ in
      await gate.wait()
      return "late"
    }
    try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0))).serving { client in
      let url = "http://127.0.0.1:\(client.port)/wait"
      try await withOutbound { outbound in
        let task = Task { try await outbound.send(OutboundRequest(url: url, timeout: .seconds(300))) }
        try await eventually("the request waits") { await gate.waiting == 1 }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await gate.open()
      }
    }
  }
}

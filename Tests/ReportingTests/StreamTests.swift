import Contracts
import Hummingbird
import NIOCore
import NIOPosix
import Reporting
import ServiceKit
import ServiceLifecycle
import TestSupport
import Testing

@Suite("The live stream over HTTP")
struct StreamTests {
  @Test(
    "V07: a supervisor's open stream tells of a visit over HTTP, and ends by itself when the service stops", .timeLimit(.minutes(3)))
  func stream() async throws {
    try await withReporting { service in
      try await service.take(Delivery(visits: [Samples.visit(1)]))
      let token = try await service.tokens.authorization(service.viewer(.supervisor, team: Samples.north))
      let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
      let application = Application(
        router: ServiceRouter(services: [service.service], verifier: service.ground.verifier, logger: service.ground.logger).make(),
        configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) }, logger: service.ground.logger)
      // As in the host: what runs in the background first, the server last, which is stopped first.
      let group = ServiceGroup(services: service.service.background + [application], logger: service.ground.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let port = try #require(await ports.first { _ in true })
        let answer = try await read(port: port, token: token) { text in
          if text.contains("event: visit") { await group.triggerGracefulShutdown() }
        }
        try await tasks.waitForAll()
        #expect(answer.hasPrefix("HTTP/1.1 200"))
        #expect(answer.lowercased().contains("content-type: text/event-stream"))
        #expect(answer.contains("event: figures"))
        #expect(answer.contains(Samples.visit(1).visitID.description))
        #expect(answer.hasSuffix("0\r\n\r\n"), "the body has its end")
      }
    }
  }

  /// Asks for the stream from its beginning and reads until the server closes it.
  private func read(port: Int, token: String, _ look: (String) async -> Void) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port) {
      channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
    return try await channel.executeThenClose { inbound, outbound in
      let request = "GET /api/reporting/v1/live HTTP/1.1\r\nHost: localhost\r\nAuthorization: \(token)\r\nLast-Event-ID: 0-0\r\n\r\n"
      try await outbound.write(ByteBuffer(string: request))
      var text = ""
      for try await part in inbound {
        text += String(buffer: part)
        await look(text)
        if text.hasSuffix("0\r\n\r\n") { break }
      }
      return text
    }
  }
}

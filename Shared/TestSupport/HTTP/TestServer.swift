package import HTTPTypes
import Hummingbird
import NIOCore
package import ServiceKit
import ServiceLifecycle

/// The HTTP side of a service on a port of its own, and a client of it. It speaks real HTTP and needs no further dependency.
package struct TestServer: Sendable {
  private let address: String
  private let outbound: Outbound

  /// - Parameter path: from the root: `/api/ingestion/v1/imports`.
  package func send(
    _ method: HTTPRequest.Method = .get, _ path: String, authorization: String? = nil, contentType: String? = nil, body: String? = nil
  ) async throws -> OutboundResponse {
    var headers: [(name: String, value: String)] = []
    if let authorization { headers.append(("Authorization", authorization)) }
    if let contentType { headers.append(("Content-Type", contentType)) }
    return try await outbound.send(
      OutboundRequest(method: method.rawValue, url: address + path, headers: headers, body: body.map { Array($0.utf8) }))
  }

  fileprivate init(port: Int, outbound: Outbound) {
    address = "http://127.0.0.1:\(port)"
    self.outbound = outbound
  }
}

extension TestService {
  /// Serves the service, with every middleware of the host, for as long as `body` runs.
  package func withServer<Value: Sendable>(_ body: (TestServer) async throws -> Value) async throws -> Value {
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
      router: ServiceRouter(services: [service], verifier: ground.verifier, logger: ground.logger).make(),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) }, logger: ground.logger)
    let group = ServiceGroup(services: [application], logger: ground.logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask {
        defer { continuation.finish() }
        try await group.run()
      }
      guard let port = await ports.first(where: { _ in true }) else { throw ConditionNotMet(description: "the server did not start") }
      let value = try await body(TestServer(port: port, outbound: ground.outbound))
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return value
    }
  }
}

import HTTPTypes
public import Hummingbird
import NIOCore
import ServiceKit
import ServiceLifecycle

/// An answer as it came over the wire.
public struct TestResponse: Sendable {
  public let status: HTTPResponse.Status
  public let headers: HTTPFields
  public let body: ByteBuffer
}

/// Sends real HTTP to an application under test.
public struct TestHTTPClient: Sendable {
  let outbound: Outbound
  /// Where the application listens on 127.0.0.1.
  public let port: Int

  /// - Parameter uri: path and query, sent as they are.
  public func execute(
    uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: ByteBuffer? = nil
  ) async throws -> TestResponse {
    let response = try await outbound.send(
      OutboundRequest(
        method: method.rawValue, url: "http://127.0.0.1:\(port)\(uri)", headers: headers.map { (name: $0.name.rawName, value: $0.value) },
        body: body.map { Array($0.readableBytesView) }, timeout: .seconds(120), maximumResponseBytes: 256 << 20))
    var fields = HTTPFields()
    for (name, value) in response.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    return TestResponse(
      status: HTTPResponse.Status(code: response.status), headers: fields, body: ByteBuffer(bytes: response.body))
  }

  /// Hands the answer to `check`.
  @discardableResult
  public func execute<Value>(
    uri: String, method: HTTPRequest.Method, headers: HTTPFields = [:], body: ByteBuffer? = nil,
    _ check: (TestResponse) async throws -> Value
  ) async throws -> Value {
    try await check(try await execute(uri: uri, method: method, headers: headers, body: body))
  }
}

extension ApplicationProtocol {
  /// Serves the application on a free port while `body` runs, then shuts it down gracefully.
  public func serving<Value: Sendable>(_ body: (TestHTTPClient) async throws -> Value) async throws -> Value {
    try await servingUntilStopped { client, _ in try await body(client) }
  }

  /// The same for a body that says itself when the graceful shutdown begins.
  public func servingUntilStopped<Value: Sendable>(
    _ body: (_ client: TestHTTPClient, _ stop: @Sendable () async -> Void) async throws -> Value
  ) async throws -> Value {
    let port = PortBox()
    let group = ServiceGroup(services: [ServedApplication(base: self, port: port)], logger: logger)
    let outbound = Outbound(threads: 24)
    defer { outbound.close() }
    async let running: Void = group.run()
    let result: Result<Value, any Error>
    do {
      try await eventually("the application listens") { port.port != nil }
      result = .success(try await body(TestHTTPClient(outbound: outbound, port: port.port ?? 0)) { await group.triggerGracefulShutdown() })
    } catch {
      result = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await running
    return try result.get()
  }
}

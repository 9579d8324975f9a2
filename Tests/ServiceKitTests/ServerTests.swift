import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit
import TestSupport
import Testing

@Suite("The HTTP server of a host")
struct ServerTests {
  @Test("One more request than fit is answered 503 with Retry-After, and there is room again afterwards")
  func inFlightLimit() async throws {
    let service = EchoService()
    let application = makeEcho(service, limits: HTTPLimits(inFlight: 3, inFlightPerClient: 3))
    try await application.serving { client in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<3 {
          group.addTask { try await client.execute(uri: "/api/reporting/v1/wait", method: .get).status.code }
        }
        try await eventually("three requests wait") { await service.gate.waiting == 3 }
        let refused = try await client.execute(uri: "/api/reporting/v1/on", method: .get)
        #expect(refused.status == .serviceUnavailable)
        #expect(refused.headers[.retryAfter] == "1")
        #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
        await service.gate.open()
        for try await status in group { #expect(status == 204) }
      }
      #expect(try await client.execute(uri: "/api/reporting/v1/on", method: .get).status == .ok)
    }
  }

  @Test("A client with too many requests is answered 429 while others get through")
  func perClientLimit() async throws {
    let service = EchoService()
    let application = makeEcho(service, limits: HTTPLimits(inFlight: 100, inFlightPerClient: 1))
    let clock = ManualClock()
    let tokens = try TestTokens(clock: clock.clock)
    let viewer = Viewer(staffID: try StaffID(naming: "staff", "x"), fullName: "X", roles: [.gateway])
    let authorization = try await tokens.authorization(viewer)
    try await application.serving { client in
      async let held = client.execute(uri: "/api/reporting/v1/wait", method: .get).status.code
      try await eventually("the request waits") { await service.gate.waiting == 1 }
      let busy = try await client.execute(uri: "/api/reporting/v1/on", method: .get)
      #expect(busy.status == .tooManyRequests)
      #expect(busy.headers[.retryAfter] == "1")
      // Another client gets past the limit, and no further, for its token is of a key that this host does not know.
      let other = try await client.execute(uri: "/api/reporting/v1/on", method: .get, headers: [.authorization: authorization])
      #expect(other.status != .tooManyRequests)
      await service.gate.open()
      #expect(try await held == 204)
    }
  }

  @Test("A body above the host's limit is a 413 whether its length is announced or not")
  func bodyLimit() async throws {
    let application = makeEcho(limits: HTTPLimits(bodyBytes: 2_000))
    try await application.serving { client in
      let response = try await client.execute(
        uri: "/api/reporting/v1/echo", method: .post, headers: [.contentType: "application/json"],
        body: ByteBuffer(string: String(repeating: " ", count: 3_000)))
      #expect(response.status == .contentTooLarge)
    }
  }

  @Test("F22: a request under way when the server is told to stop gets its answer, and the server stops after it")
  func drain() async throws {
    let service = EchoService()
    try await makeEcho(service).servingUntilStopped { client, stop in
      async let held = client.execute(uri: "/api/reporting/v1/wait", method: .get).status.code
      try await eventually("the request waits") { await service.gate.waiting == 1 }
      await stop()
      try await eventually("new connections are refused") {
        do {
          _ = try await client.execute(uri: "/healthz", method: .get)
          return false
        } catch let error as OutboundError {
          return error.kind == .connection
        }
      }
      await service.gate.open()
      #expect(try await held == 204)
    }
  }

  @Test("The console's files have their types, are revalidated by ETag and come with a policy that forbids inline script")
  func console() async throws {
    let directory = NSTemporaryDirectory() + "/ronda-console-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory + "/leaflet", withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
    for (name, text) in ["index.html": "<!doctype html>", "main.mjs": "export {}", "app.webmanifest": "{}", "leaflet/leaflet.js": "L"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/" + name))
    }
    let location = ConsoleLocation(directory: directory, vendorDirectory: directory, tileOrigins: "https://tiles.example")
    try await makeEcho(console: location).serving { client in
      let index = try await client.execute(uri: "/", method: .get)
      #expect(index.status == .ok)
      #expect(index.headers[.contentType]?.hasPrefix("text/html") == true)
      let policy = try #require(index.headers[.contentSecurityPolicy])
      #expect(policy.contains("script-src 'self';"))
      #expect(!policy.contains("unsafe-inline"))
      #expect(policy.contains("https://tiles.example"))
      let module = try await client.execute(uri: "/main.mjs", method: .get)
      #expect(module.headers[.contentType]?.hasPrefix("text/javascript") == true)
      #expect(module.headers[.cacheControl] == "no-cache")
      let tag = try #require(module.headers[.eTag])
      let again = try await client.execute(uri: "/main.mjs", method: .get, headers: [.ifNoneMatch: tag])
      #expect(again.status == .notModified)
      let manifest = try await client.execute(uri: "/app.webmanifest", method: .get)
      #expect(manifest.headers[.contentType] == "application/manifest+json")
      let vendor = try await client.execute(uri: "/vendor/leaflet/leaflet.js", method: .get)
      #expect(String(buffer: vendor.body) == "L")
      #expect(vendor.headers[.cacheControl] == "max-age=3600")
      #expect(try await client.execute(uri: "/nothing.mjs", method: .get).status == .notFound)
      #expect(try await client.execute(uri: "/../../etc/passwd", method: .get).status.code >= 400)
      #expect(try await client.execute(uri: "/api/reporting/v1/nothing", method: .get).status == .notFound)
    }
  }
}

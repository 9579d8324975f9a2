import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Reporting
import ServiceKit
import ServiceLifecycle
import Synchronization
import TestSupport

/// A screen that holds a live stream open and keeps the events that it gets.
final class ScreenClient: Sendable {
  struct Event: Equatable {
    var id = ""
    var kind = ""
    var data = ""
  }

  private let received = Mutex<[UInt8]>([])

  var events: [Event] {
    let text = received.withLock { String(decoding: $0, as: UTF8.self) }
    return text.components(separatedBy: "\n\n").compactMap { block in
      var event = Event()
      for line in block.split(separator: "\n") {
        if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
        if line.hasPrefix("event: ") { event.kind = String(line.dropFirst(7)) }
        if line.hasPrefix("data: ") { event.data = String(line.dropFirst(6)) }
      }
      return event.kind.isEmpty ? nil : event
    }
  }

  func events(of kind: String) -> [Event] { events.filter { $0.kind == kind } }

  fileprivate func take(_ bytes: ByteBuffer) {
    received.withLock { $0 += Array(bytes.readableBytesView) }
  }

  fileprivate struct Writer: ResponseBodyWriter {
    let client: ScreenClient

    mutating func write(_ buffer: ByteBuffer) async throws { client.take(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
}

extension TestService where Service == ReportingService {
  /// Holds streams open, one a scope, while `body` runs.
  func withScreens(
    _ scopes: [ViewerScope], resuming: LiveCursor? = .start, _ body: ([ScreenClient]) async throws -> Void
  ) async throws {
    let feed = LiveFeed(database: database, clientLimit: scopes.count, logger: TestBroker.logger)
    let clients = scopes.map { _ in ScreenClient() }
    let group = ServiceGroup(services: [feed], logger: TestBroker.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      for (scope, client) in zip(scopes, clients) {
        let waking = try feed.subscribe()
        let stream = LiveStream(database: database, scope: scope, today: Samples.today, resumed: resuming)
        tasks.addTask { @concurrent in
          var writer: any ResponseBodyWriter = ScreenClient.Writer(client: client)
          try await stream.write(to: &writer, waking: waking)
        }
      }
      try await body(clients)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }
}

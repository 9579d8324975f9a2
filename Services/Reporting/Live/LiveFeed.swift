import Contracts
package import Logging
package import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import Synchronization

/// Watches for what is new to the live streams of this instance, whichever instance wrote it, and wakes them.
///
/// One small query every tenth of a second answers for all clients, and none is made while there is none. What a client gets it reads
/// itself, in its own scope and at its own pace: a slow one holds nobody up and costs no memory.
package final class LiveFeed: Service {
  private static let interval = Duration.milliseconds(100)
  static let trimInterval = Duration.seconds(60)
  /// Rows that are kept at most, however much happens within the hour.
  private static let rowLimit = 100_000

  private struct State {
    var next = 0
    var clients: [Int: AsyncStream<LiveCursor>.Continuation] = [:]
    var isClosed = false
  }

  private let database: ServiceDatabase
  private let clientLimit: Int
  private let logger: Logger
  private let state = Mutex(State())

  package init(database: ServiceDatabase, clientLimit: Int, logger: Logger) {
    self.database = database
    self.clientLimit = clientLimit
    self.logger = logger
  }

  /// The place up to which everything can be read, several times a second whether it moved or not. Ends when the service stops.
  ///
  /// - Throws: ``Problem`` 503 when this instance serves as many clients as it may.
  package func subscribe() throws -> AsyncStream<LiveCursor> {
    let (stream, continuation) = AsyncStream.makeStream(of: LiveCursor.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state -> Int? in
      guard !state.isClosed, state.clients.count < clientLimit else { return nil }
      state.next += 1
      state.clients[state.next] = continuation
      return state.next
    }
    guard let number else { throw Problem.unavailable("too_many_live_streams", retryAfter: 5) }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.clients.removeValue(forKey: number) }
    }
    return stream
  }

  package func run() async throws {
    await Periodic("the live feed cannot be read; it is tried again", every: Self.interval, logger: logger) { [self] in try await look() }
      .run()
    close()
  }

  private func look() async throws {
    guard state.withLock({ !$0.clients.isEmpty }) else { return }
    let end = try await database.read { try await LiveStore.end(in: $0) }
    let clients = state.withLock { Array($0.clients.values) }
    for client in clients { client.yield(end) }
  }

  /// Forgets what is older than an hour.
  package func trim() async throws {
    try await database.work { work in
      try await LiveStore.trim(
        before: work.now.advanced(by: Seconds(-LiveEntry.horizon.value)), keeping: Self.rowLimit, in: work.transaction)
    }
  }

  private func close() {
    let clients = state.withLock { state in
      state.isClosed = true
      return Array(state.clients.values)
    }
    for client in clients { client.finish() }
  }
}

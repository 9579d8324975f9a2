import CLibpq
import Logging
import Synchronization

/// Asks the server to break off the statement that runs on a connection, from any thread and without blocking it.
final class StatementCanceller: @unchecked Sendable {
  private struct State {
    var running: UInt64?
    var last: UInt64 = 0
    var wasAsked = false
  }

  // SAFETY: a PGcancel is immutable after PQgetCancel and PQcancel may be called on it from any thread; it is freed in
  // deinit, when no thread that cancels holds a reference any more.
  private let handle: OpaquePointer?
  private let state = Mutex(State())
  private let logger: Logger

  /// - Parameter connection: owned by the caller; libpq copies what it needs.
  init(connection: OpaquePointer, logger: Logger) {
    handle = PQgetCancel(connection)
    self.logger = logger
  }

  deinit { PQfreeCancel(handle) }

  /// Whether a cancellation was ever asked for: it may arrive late and hit the next statement, so that the connection
  /// must not be used again after its transaction.
  var wasAsked: Bool { state.withLock { $0.wasAsked } }

  func nextStatement() -> UInt64 {
    state.withLock {
      $0.last += 1
      return $0.last
    }
  }

  /// Call on the connection's thread before the statement is sent, and then look whether the task is cancelled.
  func begin(_ statement: UInt64) { state.withLock { $0.running = statement } }

  func end(_ statement: UInt64) { state.withLock { $0.running = nil } }

  /// Cancels that statement if it is the one that runs; otherwise its task finds out itself before it sends anything.
  func cancel(_ statement: UInt64) {
    let isRunning = state.withLock {
      guard $0.running == statement else { return false }
      $0.wasAsked = true
      return true
    }
    guard isRunning else { return }
    do {
      try DetachedThread.start(name: "postgres-cancel") { self.send() }
    } catch {
      logger.warning("statement not cancelled: no thread", metadata: ["error": "\(error)"])
    }
  }

  /// PQcancel makes a connection of its own and waits until the server has closed it.
  private func send() {
    var reason = [CChar](repeating: 0, count: 256)
    if PQcancel(handle, &reason, Int32(reason.count)) == 0 {
      logger.warning("statement not cancelled: the server did not take the request")
    }
  }
}

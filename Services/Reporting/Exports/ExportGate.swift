import ServiceKit
import Synchronization

/// How many exports run at a time: each holds a connection to the database for as long as its client takes.
final class ExportGate: Sendable {
  /// A place among them, given back once.
  final class Ticket: Sendable {
    private let gate: ExportGate
    private let isHeld = Mutex(true)

    fileprivate init(_ gate: ExportGate) { self.gate = gate }

    func leave() {
      let wasHeld = isHeld.withLock { held in
        defer { held = false }
        return held
      }
      if wasHeld { gate.running.withLock { $0 -= 1 } }
    }

    /// A response that is never written gives its place back, too.
    deinit { leave() }
  }

  private let limit: Int
  private let running = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// - Throws: ``Problem`` 503 when as many run as may.
  func enter() throws -> Ticket {
    let isFree = running.withLock { count in
      guard count < limit else { return false }
      count += 1
      return true
    }
    guard isFree else { throw Problem.unavailable("too_many_exports", retryAfter: 5) }
    return Ticket(self)
  }
}

import Contracts
import Messaging
import Postgres
import Synchronization

/// Looks every few milliseconds which acknowledged visits stand in reporting.
final class FactWatch: Sendable {
  private static let interval = Duration.milliseconds(5)

  private struct State {
    var open: [VisitID: ContinuousClock.Instant] = [:]
    var latencies: [Duration] = []
  }

  private let pool: PostgresPool
  private let state = Mutex(State())

  init(_ pool: PostgresPool) { self.pool = pool }

  var latencies: [Duration] { state.withLock(\.latencies) }
  var waiting: Int { state.withLock(\.open.count) }

  func acknowledged(_ visit: VisitID, at moment: ContinuousClock.Instant) { state.withLock { $0.open[visit] = moment } }

  /// Until the task is cancelled.
  func run() async throws {
    while !Task.isCancelled {
      let open = state.withLock { Array($0.open.keys) }
      if !open.isEmpty {
        let found = try await pool.query("select visit_id from reporting.fact_visit where visit_id = any(\(open))")
          .map { try $0.decode(VisitID.self, "visit_id") }
        let now = ContinuousClock.now
        state.withLock { state in
          for visit in found {
            if let moment = state.open.removeValue(forKey: visit) { state.latencies.append(moment.duration(to: now)) }
          }
        }
      }
      try await Task.sleep(for: Self.interval)
    }
  }
}

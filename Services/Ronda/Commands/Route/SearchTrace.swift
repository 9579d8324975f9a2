import RoutePlanning
import RoutingFormats
import Synchronization

/// When a search found which objective; called from the search's threads.
final class SearchTrace: Sendable {
  private let instance: RoutingInstance
  private let clock: RunClock
  private let total: Int
  private let points = Mutex<[(seconds: Double, objective: Double)]>([])

  init(_ instance: RoutingInstance, _ clock: RunClock) {
    self.instance = instance
    self.clock = clock
    total = instance.problem.stops.reduce(0) { $0 + $1.prize }
  }

  func note(_ progress: SearchProgress) {
    guard instance.kind.isOptional || progress.visited == instance.problem.stops.count else { return }
    let value = instance.objective.value(distance: progress.cost, collected: progress.prize, total: total)
    points.withLock { $0.append((clock.seconds, value)) }
  }

  /// The best objective after so many seconds; `nil` when there was none yet.
  func objective(at seconds: Double) -> Double? {
    points.withLock { points in points.last { $0.seconds <= seconds }?.objective }
  }
}

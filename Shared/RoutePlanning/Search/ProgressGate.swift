#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Hands the caller each plan that is better than all before, one at a time, whichever thread finds it.
final class ProgressGate {
  private let onProgress: (@Sendable (SearchProgress) -> Void)?
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private var best = Int.max

  init(_ onProgress: (@Sendable (SearchProgress) -> Void)?) {
    self.onProgress = onProgress
    lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    lock.initialize(to: pthread_mutex_t())
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  func report(_ state: RouteState, iterations: Int) {
    guard let onProgress else { return }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    guard state.objective < best else { return }
    best = state.objective
    let orders = (0..<state.routeCount).map(state.stops)
    let stops = state.model.problem.stops
    onProgress(
      SearchProgress(
        iterations: iterations, prize: orders.joined().reduce(0) { $0 + stops[$1].prize }, cost: state.routesCost,
        visited: state.stopCount - state.absentCount, orders: orders))
  }
}

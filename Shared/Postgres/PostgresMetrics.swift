import Metrics

/// What a pool tells about itself. The label `application` is the configuration's application name.
struct PostgresMetrics: Sendable {
  private let inUse: Gauge
  private let waiting: Gauge
  private let duration: Metrics.Timer

  init(application: String) {
    let dimensions = [("application", application)]
    inUse = Gauge(label: "postgres_pool_connections_in_use", dimensions: dimensions)
    waiting = Gauge(label: "postgres_pool_waiters", dimensions: dimensions)
    duration = Metrics.Timer(label: "postgres_statement_duration", dimensions: dimensions)
  }

  func recordPool(inUse: Int, waiting: Int) {
    self.inUse.record(inUse)
    self.waiting.record(waiting)
  }

  /// From the statement's turn on the connection's thread to its result; waiting for a connection is not in it.
  func recordStatement(since start: ContinuousClock.Instant) {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    duration.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}

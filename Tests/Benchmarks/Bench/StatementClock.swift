import CoreMetrics
import Synchronization

/// How long connections have spent in statements, from the metric that each of them keeps anyway.
final class StatementClock: MetricsFactory {
  static let shared = StatementClock()

  private let spent = Mutex<[String: Duration]>([:])
  private let others = NOOPMetricsHandler.instance

  /// Since the start of the process.
  func time(of application: String) -> Duration { spent.withLock { $0[application] ?? .zero } }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    guard label == "postgres_statement_duration", let application = dimensions.first?.1 else { return others }
    return Statements(application: application, clock: self)
  }

  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { others }
  func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { others }
  func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler { others }
  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyMeter(_ handler: any MeterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}

  private final class Statements: TimerHandler {
    let application: String
    let clock: StatementClock

    init(application: String, clock: StatementClock) {
      (self.application, self.clock) = (application, clock)
    }

    func recordNanoseconds(_ duration: Int64) {
      clock.spent.withLock { $0[application, default: .zero] += .nanoseconds(duration) }
    }
  }
}

import CoreMetrics
import Synchronization

/// One series: a metric with one combination of labels.
protocol PrometheusSeries: AnyObject, Sendable {
  func write(name: String, labels: [PrometheusLabel], to text: inout String)
}

/// Only grows, until the process ends.
final class PrometheusCounter: PrometheusSeries, CounterHandler, FloatingPointCounterHandler {
  private let value = Mutex(0.0)

  func increment(by amount: Int64) { increment(by: Double(amount)) }

  func increment(by amount: Double) {
    guard amount > 0 else { return }
    value.withLock { $0 += amount }
  }

  func reset() { value.withLock { $0 = 0 } }

  func write(name: String, labels: [PrometheusLabel], to text: inout String) {
    text += "\(name)\(PrometheusText.labels(labels)) \(PrometheusText.number(value.withLock { $0 }))\n"
  }
}

/// Goes up and down.
final class PrometheusGauge: PrometheusSeries, MeterHandler, RecorderHandler {
  private let value = Mutex(0.0)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ new: Double) { value.withLock { $0 = new } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }

  func write(name: String, labels: [PrometheusLabel], to text: inout String) {
    text += "\(name)\(PrometheusText.labels(labels)) \(PrometheusText.number(value.withLock { $0 }))\n"
  }
}

/// How values are spread over fixed buckets.
final class PrometheusHistogram: PrometheusSeries, RecorderHandler, TimerHandler {
  private struct State {
    var counts: [UInt64]
    var sum = 0.0
  }

  /// Seconds, from half a millisecond to a minute.
  static let durations = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
  /// Counts and sizes, in powers of four.
  static let amounts = [1.0, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304]

  private let bounds: [Double]
  private let state: Mutex<State>

  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock {
      $0.counts[bucket] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func write(name: String, labels: [PrometheusLabel], to text: inout String) {
    let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
    var total: UInt64 = 0
    for (bound, count) in zip(bounds + [.infinity], counts) {
      total += count
      let bucket = labels + [PrometheusLabel("le", PrometheusText.number(bound))]
      text += "\(name)_bucket\(PrometheusText.labels(bucket)) \(total)\n"
    }
    text += "\(name)_sum\(PrometheusText.labels(labels)) \(PrometheusText.number(sum))\n"
    text += "\(name)_count\(PrometheusText.labels(labels)) \(total)\n"
  }
}

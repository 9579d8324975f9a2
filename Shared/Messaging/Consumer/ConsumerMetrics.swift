import Contracts
import Metrics

/// What a service's consumer counts.
struct ConsumerMetrics: Sendable {
  private let appliedRecords: Counter
  private let retries: Counter
  private let fences: Counter
  private let holes: Counter

  init(service: ServiceName) {
    let labels = [("service", service.rawValue)]
    appliedRecords = Counter(label: "ronda_consumed_records_total", dimensions: labels)
    retries = Counter(label: "ronda_consumer_retries_total", dimensions: labels)
    fences = Counter(label: "ronda_consumer_fenced_total", dimensions: labels)
    holes = Counter(label: "ronda_consumer_holes_total", dimensions: labels)
  }

  func applied(_ count: Int) { appliedRecords.increment(by: count) }
  func retried() { retries.increment() }
  func fenced() { fences.increment() }
  func foundHole() { holes.increment() }
}

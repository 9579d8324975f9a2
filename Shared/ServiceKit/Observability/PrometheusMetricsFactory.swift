public import CoreMetrics

/// Sends what is measured through swift-metrics to a ``PrometheusRegistry``.
///
/// Labels are dotted (`postgres.query.duration`) and become `postgres_query_duration`; a counter ends in `_total`, a timer in `_seconds`.
public struct PrometheusMetricsFactory: MetricsFactory {
  private let registry: PrometheusRegistry

  public init(registry: PrometheusRegistry) {
    self.registry = registry
  }

  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    registry.counter(label, labels(dimensions))
  }

  public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
    registry.counter(label, labels(dimensions))
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    registry.gauge(label, labels(dimensions))
  }

  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    aggregate
      ? registry.histogram(label, labels(dimensions), bounds: PrometheusHistogram.amounts) : registry.gauge(label, labels(dimensions))
  }

  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    registry.histogram(label.hasSuffix("seconds") ? label : label + "_seconds", labels(dimensions), bounds: PrometheusHistogram.durations)
  }

  // A series stays in the registry when its handle goes, as Prometheus expects of a process that lives on.
  public func destroyCounter(_ handler: any CounterHandler) {}
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  public func destroyMeter(_ handler: any MeterHandler) {}
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  public func destroyTimer(_ handler: any TimerHandler) {}

  private func labels(_ dimensions: [(String, String)]) -> [PrometheusLabel] {
    dimensions.map { PrometheusLabel($0.0, $0.1) }
  }
}

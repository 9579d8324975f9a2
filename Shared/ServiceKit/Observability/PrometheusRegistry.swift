import Synchronization

/// The numbers of the process, and their text for Prometheus (exposition format 0.0.4).
///
/// A metric keeps at most ``maximumSeries`` combinations of labels; what comes after them is counted together under the
/// label values `other`, so that a label with too many values costs detail and not memory.
public final class PrometheusRegistry: Sendable {
  public static let maximumSeries = 512

  private struct State {
    var families: [String: Family] = [:]
  }

  private struct Family {
    let kind: PrometheusKind
    var series: [[PrometheusLabel]: any PrometheusSeries] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  func counter(_ name: String, _ labels: [PrometheusLabel]) -> PrometheusCounter {
    series(name.hasSuffix("total") ? name : name + "_total", labels, .counter) { PrometheusCounter() }
  }

  func gauge(_ name: String, _ labels: [PrometheusLabel]) -> PrometheusGauge {
    series(name, labels, .gauge) { PrometheusGauge() }
  }

  func histogram(_ name: String, _ labels: [PrometheusLabel], bounds: [Double]) -> PrometheusHistogram {
    series(name, labels, .histogram) { PrometheusHistogram(bounds: bounds) }
  }

  /// The series of the name and labels, made by `make` when it is new. A name that is used for two kinds of metric keeps its
  /// first kind; what comes under the other is counted and not shown.
  private func series<Series: PrometheusSeries>(
    _ name: String, _ labels: [PrometheusLabel], _ kind: PrometheusKind, _ make: () -> Series
  ) -> Series {
    let name = PrometheusText.name(name)
    let labels = labels.map { PrometheusLabel(PrometheusText.name($0.name), $0.value) }.sorted { $0.name < $1.name }
    return state.withLock { state in
      var family = state.families[name] ?? Family(kind: kind)
      let isKnown = family.series[labels] != nil
      let key = isKnown || family.series.count < Self.maximumSeries ? labels : labels.map { PrometheusLabel($0.name, "other") }
      if let existing = family.series[key] { return existing as? Series ?? make() }
      let new = make()
      guard family.kind == kind else { return new }
      family.series[key] = new
      state.families[name] = family
      return new
    }
  }

  /// Everything, sorted by name and labels.
  public func text() -> String {
    let families = state.withLock { $0.families }
    var text = ""
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      text += "# TYPE \(name) \(family.kind.rawValue)\n"
      let series = family.series.sorted { PrometheusText.labels($0.key) < PrometheusText.labels($1.key) }
      for (labels, one) in series { one.write(name: name, labels: labels, to: &text) }
    }
    return text
  }
}

enum PrometheusKind: String, Sendable {
  case counter
  case gauge
  case histogram
}

import CoreMetrics
public import Logging

/// Logs and metrics of the process.
public enum Observability {
  /// Sends the process's logs to standard error as JSON lines and its metrics to the returned registry. Once per process, at its start.
  public static func bootstrap(level: Logger.Level) -> PrometheusRegistry {
    LoggingSystem.bootstrap { label in JSONLogHandler(label: label, level: level) }
    let registry = PrometheusRegistry()
    MetricsSystem.bootstrap(PrometheusMetricsFactory(registry: registry))
    return registry
  }

  /// - Throws: ``ConfigurationError`` for a word that is no level.
  public static func level(named name: String) throws -> Logger.Level {
    guard let level = Logger.Level(rawValue: name.lowercased()) else {
      throw ConfigurationError(
        key: HostSettings.logLevel.key, "is not one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return level
  }
}

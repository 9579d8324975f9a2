package import Configuration
package import ServiceKit

/// What an operator can set.
package struct ReportingSettings: Sendable {
  package static let timeZone = Setting<String>(
    "reporting.timezone", default: "America/Lima", "IANA zone in which a day is meant where nobody's own zone is known.")
  package static let offline = Setting<Duration>(
    "reporting.position.offline", default: .seconds(600), in: .seconds(1) ... .seconds(86_400),
    "Age of the last position from which a collector counts as offline.")
  package static let clients = Setting<Int>(
    "reporting.live.clients", default: 200, in: 1...10_000,
    "Live streams that one instance serves at a time; the next is answered with 503.")

  package static let dayInterval = Setting<Duration>(
    "reporting.days.interval", default: .milliseconds(500), in: .milliseconds(1) ... .seconds(3_600),
    "How often collectors' days that changed are counted for BI.")
  package static let segmentInterval = Setting<Duration>(
    "reporting.segments.interval", default: .seconds(60), in: .milliseconds(1) ... .seconds(86_400),
    "How often segments' days that changed are counted for BI.")
  package static let trailDays = Setting<Int>(
    "reporting.trail.days", default: 90, in: 1...3_650, "Days for which the positions of collectors are kept.")
  package static let exports = Setting<Int>(
    "reporting.exports.at_once", default: 2, in: 1...100, "Exports that one instance writes at a time; the next is answered with 503.")

  package static let documentation: [SettingDocumentation] = [
    timeZone.documentation, offline.documentation, clients.documentation, dayInterval.documentation, segmentInterval.documentation,
    trailDays.documentation, exports.documentation,
  ]

  let timeZone: String
  let offlineAfter: Duration
  let liveClients: Int
  let dayInterval: Duration
  let segmentInterval: Duration
  let trailDays: Int
  let exportsAtOnce: Int

  package init(_ configuration: ConfigReader) throws {
    timeZone = try configuration.value(of: Self.timeZone)
    guard KnownTimeZone.name(timeZone) != nil else { throw ConfigurationError(key: Self.timeZone.key, "must be an IANA zone") }
    offlineAfter = try configuration.value(of: Self.offline)
    liveClients = try configuration.value(of: Self.clients)
    dayInterval = try configuration.value(of: Self.dayInterval)
    segmentInterval = try configuration.value(of: Self.segmentInterval)
    trailDays = try configuration.value(of: Self.trailDays)
    exportsAtOnce = try configuration.value(of: Self.exports)
  }
}

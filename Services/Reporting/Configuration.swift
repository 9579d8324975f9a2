import Configuration
package import ServiceKit

/// What an operator can set.
package struct ReportingSettings: Sendable {
  package static let timeZone = Setting<String>(
    "reporting.timezone", default: "America/Lima", "IANA zone in which a day is meant where nobody's own zone is known.")
  package static let offline = Setting<Duration>(
    "reporting.position.offline", default: .seconds(600), "Age of the last position from which a collector counts as offline.")
  package static let clients = Setting<Int>(
    "reporting.live.clients", default: 200, "Live streams that one instance serves at a time; the next is answered with 503.")

  package static let documentation: [SettingDocumentation] = [timeZone.documentation, offline.documentation, clients.documentation]

  let timeZone: String
  let offlineAfter: Duration
  let liveClients: Int

  init(_ configuration: ConfigReader) throws {
    timeZone = try configuration.value(of: Self.timeZone)
    guard KnownTimeZone.name(timeZone) != nil else { throw ConfigurationError(key: Self.timeZone.key, "must be an IANA zone") }
    offlineAfter = try configuration.value(of: Self.offline)
    guard offlineAfter > .zero else { throw ConfigurationError(key: Self.offline.key, "must be more than zero") }
    liveClients = try configuration.value(of: Self.clients)
    guard (1...10_000).contains(liveClients) else { throw ConfigurationError(key: Self.clients.key, "must be from 1 to 10000") }
  }
}

import Configuration
package import Contracts
package import ServiceKit

/// What an operator can set.
package struct VisitCaptureSettings: Sendable {
  package static let fence = Setting<Int>(
    "visits.fence.metres", default: 150, in: 1...100_000, "Distance from the registered address up to which a visit counts as made there.")
  package static let lateAfter = Setting<Duration>(
    "visits.late.after", default: .seconds(86_400), in: .seconds(1) ... .seconds(3_650 * 86_400),
    "Age of a record on arrival from which it is flagged as late.")
  package static let oldestDays = Setting<Int>(
    "visits.oldest.days", default: 30, in: 3...3_650, "Age in days above which a record is refused.")
  package static let clockTolerance = Setting<Duration>(
    "visits.clock.tolerance", default: .seconds(600), in: .seconds(1) ... .seconds(86_400),
    "How far a device's clock may be ahead before its records are refused.")
  package static let staleAfter = Setting<Duration>(
    "visits.stale.after", default: .seconds(129_600), in: .seconds(1) ... .seconds(3_650 * 86_400),
    "Age of an account's figures from which the package marks them as stale.")
  package static let interval = Setting<Duration>(
    "visits.worker.interval", default: .seconds(30), in: .milliseconds(1) ... .seconds(86_400),
    "How often promises are looked for whose time is up.")
  package static let batch = Setting<Int>("visits.worker.batch", default: 500, in: 1...10_000, "Promises that one transaction judges.")
  package static let codeServerURL = Setting<String>(
    "visits.codes.smtp.url", default: "",
    "Mail server for one-time codes, as smtp://host:port or smtps://host:port. Without one, agreements are signed on the screen only.")
  package static let codeEncryption = Setting<String>(
    "visits.codes.smtp.encryption", default: "required",
    "STARTTLS with smtp://: none (only on the same machine), opportunistic or required.")
  package static let codeSenderAddress = Setting<String>(
    "visits.codes.sender", default: "ronda@localhost", "The address from which one-time codes are sent.")

  package static let photos = Setting<String>(
    "visits.photos", default: "",
    "Directory for photographs, shared by all instances of the service; empty takes photos in the data directory.")

  package static let abandonedAfter = Setting<Duration>(
    "visits.photos.abandoned", default: .seconds(14 * 86_400), in: .seconds(1) ... .seconds(3_650 * 86_400),
    "Time without a further piece after which a photograph that is not whole is removed.")

  package static let alarmInterval = Setting<Duration>(
    "visits.alarms.interval", default: .seconds(60), in: .milliseconds(1) ... .seconds(86_400),
    "How often terms are looked for that are about to end.")
  package static let alarmDueLead = Setting<Duration>(
    "visits.alarms.due", default: .seconds(86_400), in: .seconds(1) ... .seconds(365 * 86_400),
    "How long before promises and instalments fall due, and proposals and approvals expire, supervisors are told.")
  package static let alarmRulesLead = Setting<Duration>(
    "visits.alarms.rules", default: .seconds(7 * 86_400), in: .seconds(1) ... .seconds(365 * 86_400),
    "How long before relief plans, legal ceilings and the terms of legal work end, supervisors are told.")

  package static let documentation: [SettingDocumentation] = [
    fence.documentation, lateAfter.documentation, oldestDays.documentation, clockTolerance.documentation, staleAfter.documentation,
    interval.documentation, batch.documentation, codeServerURL.documentation, codeEncryption.documentation,
    codeSenderAddress.documentation, photos.documentation, abandonedAfter.documentation,
    alarmInterval.documentation, alarmDueLead.documentation, alarmRulesLead.documentation,
  ]

  package let policy: CapturePolicy
  package let staleAfter: Seconds
  package let workerInterval: Duration
  package let workerBatch: Int
  let alarmLead: AlarmLead
  let alarmInterval: Duration
  package let codeServer: MailServer?
  package let codeSender: String
  package let photosAbandonedAfter: Seconds
  private let photoDirectory: String

  func photoDirectory(within dataDirectory: String) -> String { photoDirectory.isEmpty ? dataDirectory + "/photos" : photoDirectory }

  init(_ configuration: ConfigReader) throws {
    policy = CapturePolicy(
      fence: Metres(try configuration.value(of: Self.fence)), lateAfter: Seconds(try configuration.value(of: Self.lateAfter)),
      oldest: Seconds(try configuration.value(of: Self.oldestDays) * 86_400),
      clockTolerance: Seconds(try configuration.value(of: Self.clockTolerance)))
    staleAfter = Seconds(try configuration.value(of: Self.staleAfter))
    workerInterval = try configuration.value(of: Self.interval)
    workerBatch = try configuration.value(of: Self.batch)
    photosAbandonedAfter = Seconds(try configuration.value(of: Self.abandonedAfter))
    alarmLead = AlarmLead(
      due: Seconds(try configuration.value(of: Self.alarmDueLead)), rules: Seconds(try configuration.value(of: Self.alarmRulesLead)))
    alarmInterval = try configuration.value(of: Self.alarmInterval)
    photoDirectory = try configuration.value(of: Self.photos)
    codeServer = try Self.server(configuration)
    codeSender = try configuration.value(of: Self.codeSenderAddress)
  }

  private static func server(_ configuration: ConfigReader) throws -> MailServer? {
    let url = try configuration.value(of: codeServerURL)
    guard !url.isEmpty else { return nil }
    guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
      throw ConfigurationError(key: codeServerURL.key, "must begin with smtp:// or smtps://")
    }
    guard let encryption = MailServer.Encryption(rawValue: try configuration.value(of: codeEncryption)) else {
      throw ConfigurationError(key: codeEncryption.key, "must be none, opportunistic or required")
    }
    return MailServer(url: url, encryption: encryption)
  }
}

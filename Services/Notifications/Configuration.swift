import Configuration
package import Contracts
import Foundation
package import ServiceKit

/// What an operator can set.
package struct NotificationSettings: Sendable {
  package static let serverURL = Setting<String>(
    "smtp.url", default: "",
    "Mail server, as smtp://host:port or smtps://host:port. Without one, messages are written to the outbox directory as .eml files.")
  package static let user = Setting<String>("smtp.user", default: "", "User name at the mail server; empty for none.")
  package static let password = Setting<String>("smtp.password", default: "", isSecret: true, "Password at the mail server.")
  package static let encryption = Setting<String>(
    "smtp.encryption", default: "required", "STARTTLS with smtp://: none (only on the same machine), opportunistic or required.")
  package static let timeout = Setting<Duration>("smtp.timeout", default: .seconds(30), "How long handing over one message may take.")
  package static let sender = Setting<String>("mail.sender", default: "avisos@ronda.example", "Address that messages come from.")
  package static let senderName = Setting<String>("mail.sender.name", default: "Ronda", "Name shown with the sender's address.")
  package static let outbox = Setting<String>(
    "mail.outbox", default: "", "Directory for .eml files when there is no mail server; empty takes outbox in the data directory.")
  package static let smsURL = Setting<String>(
    "gateway.sms.url", default: "", "HTTP gateway for short messages; without one they are written to the outbox directory.")
  package static let whatsappURL = Setting<String>(
    "gateway.whatsapp.url", default: "", "HTTP gateway for WhatsApp; without one messages are written to the outbox directory.")
  package static let gatewaySecret = Setting<String>(
    "gateway.secret", default: "", isSecret: true, "Key that requests to gateways, and receipts from them, are signed with.")
  package static let gatewayTimeout = Setting<Duration>(
    "gateway.timeout", default: .seconds(10), "How long a gateway may take to answer.")
  package static let faxDomain = Setting<String>(
    "fax.domain", default: "", "Domain of the e-mail-to-fax service: a fax goes to <number>@<domain>. Without one there is no fax.")
  package static let letters = Setting<String>(
    "letters.outbox", default: "", "Directory for letters as PDF, for the printer; empty takes letters in the data directory.")
  package static let interval = Setting<Duration>(
    "notifications.worker.interval", default: .seconds(1), in: .milliseconds(1) ... .seconds(3_600),
    "How often messages are looked for that are due.")
  package static let batch = Setting<Int>(
    "notifications.worker.batch", default: 32, in: 1...1_000, "Messages that are decided and sent at a time.")
  package static let attempts = Setting<Int>(
    "notifications.attempts", default: 10, in: 1...1_000, "Attempts at most while the mail server does not take a message.")
  package static let retryDelay = Setting<Duration>(
    "notifications.retry.delay", default: .seconds(60), "Time until the second attempt; doubles with each one, up to six hours.")
  package static let lease = Setting<Duration>(
    "notifications.lease", default: .seconds(600), in: .seconds(1) ... .seconds(86_400),
    "Time after which an attempt counts as broken off; more than a batch can take.")

  package static let documentation: [SettingDocumentation] = [
    serverURL.documentation, user.documentation, password.documentation, encryption.documentation, timeout.documentation,
    sender.documentation, senderName.documentation, outbox.documentation, smsURL.documentation, whatsappURL.documentation,
    gatewaySecret.documentation, gatewayTimeout.documentation, faxDomain.documentation, letters.documentation, interval.documentation,
    batch.documentation,
    attempts.documentation, retryDelay.documentation, lease.documentation,
  ]

  /// `nil`: messages go to the outbox directory.
  package let server: MailServer?
  package let senderAddress: String
  package let senderDisplayName: String
  package let outboxDirectory: String
  package let lettersDirectory: String
  /// Where messages of a channel are posted; absent: they go to the outbox directory.
  package let gatewayURLs: [ContactChannel: String]
  /// `nil` without a gateway.
  package let signature: GatewaySignature?
  package let gatewayTimeoutDuration: Duration
  /// `nil`: no fax.
  package let faxMailDomain: String?
  package let workerInterval: Duration
  package let workerBatch: Int
  package let policy: SendingPolicy

  init(_ configuration: ConfigReader, dataDirectory: String) throws {
    server = try Self.server(configuration)
    senderAddress = try configuration.value(of: Self.sender)
    guard DebtorFacts.isAddress(senderAddress) else { throw ConfigurationError(key: Self.sender.key, "must be a mail address") }
    senderDisplayName = try configuration.value(of: Self.senderName)
    let outbox = try configuration.value(of: Self.outbox)
    outboxDirectory = outbox.isEmpty ? dataDirectory + "/outbox" : outbox
    let letters = try configuration.value(of: Self.letters)
    lettersDirectory = letters.isEmpty ? dataDirectory + "/letters" : letters
    gatewayURLs = try Self.gateways(configuration)
    let secret = try configuration.value(of: Self.gatewaySecret)
    guard gatewayURLs.isEmpty || secret.utf8.count >= 16 else {
      throw ConfigurationError(key: Self.gatewaySecret.key, "must have at least 16 characters when there is a gateway")
    }
    signature = secret.isEmpty ? nil : try GatewaySignature(secret: secret)
    gatewayTimeoutDuration = try configuration.value(of: Self.gatewayTimeout)
    let domain = try configuration.value(of: Self.faxDomain)
    guard domain.isEmpty || DebtorFacts.isAddress("1@" + domain) else {
      throw ConfigurationError(key: Self.faxDomain.key, "must be a domain")
    }
    faxMailDomain = domain.isEmpty ? nil : domain
    workerInterval = try configuration.value(of: Self.interval)
    workerBatch = try configuration.value(of: Self.batch)
    policy = SendingPolicy(
      attempts: try configuration.value(of: Self.attempts),
      firstDelay: Seconds(try configuration.value(of: Self.retryDelay)),
      lease: Seconds(try configuration.value(of: Self.lease)))
  }

  private static func gateways(_ configuration: ConfigReader) throws -> [ContactChannel: String] {
    var urls: [ContactChannel: String] = [:]
    for (channel, setting) in [(ContactChannel.sms, smsURL), (.whatsapp, whatsappURL)] {
      let url = try configuration.value(of: setting)
      guard !url.isEmpty else { continue }
      guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
        throw ConfigurationError(key: setting.key, "must begin with https:// or http://")
      }
      urls[channel] = url
    }
    return urls
  }

  private static func server(_ configuration: ConfigReader) throws -> MailServer? {
    let url = try configuration.value(of: serverURL)
    guard !url.isEmpty else { return nil }
    guard url.hasPrefix("smtp://") || url.hasPrefix("smtps://") else {
      throw ConfigurationError(key: serverURL.key, "must begin with smtp:// or smtps://")
    }
    guard let encryption = MailServer.Encryption(rawValue: try configuration.value(of: encryption)) else {
      throw ConfigurationError(key: encryption.key, "must be none, opportunistic or required")
    }
    let user = try configuration.value(of: user)
    let password = try configuration.value(of: password)
    return MailServer(
      url: url, user: user.isEmpty ? nil : user, password: password.isEmpty ? nil : password, encryption: encryption,
      timeout: try configuration.value(of: timeout))
  }
}

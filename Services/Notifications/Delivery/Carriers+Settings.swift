import Contracts
import ServiceKit

extension Carriers {
  /// What the settings make possible. What has no server of its own goes into files, and nothing leaves the machine.
  init(_ settings: NotificationSettings, outbound: Outbound, clock: WallClock) throws {
    let composer = MailComposer(sender: settings.senderAddress, senderName: settings.senderDisplayName)
    let mail: any MessageTransport =
      if let server = settings.server {
        SMTPTransport(outbound: outbound, server: server, sender: settings.senderAddress)
      } else {
        try OutboxDirectory(settings.outboxDirectory)
      }
    var carriers: [ContactChannel: Carrier] = [
      .email: .mail(mail, composer), .letter: .letter(try OutboxDirectory(settings.lettersDirectory, suffix: "pdf")),
    ]
    if let domain = settings.faxMailDomain {
      carriers[.fax] = .fax(mail, composer, domain: domain)
    }
    for channel in [ContactChannel.sms, .whatsapp] {
      let transport: any MessageTransport =
        if let url = settings.gatewayURLs[channel], let signature = settings.signature {
          GatewayTransport(outbound: outbound, url: url, signature: signature, timeout: settings.gatewayTimeoutDuration, clock: clock)
        } else {
          try OutboxDirectory(settings.outboxDirectory, suffix: "\(channel.rawValue).json")
        }
      carriers[channel] = Carrier(transport, compose: GatewayTransport.compose(channel))
    }
    self.init(carriers)
  }

  /// Every place where messages may stand as files: letters, and what was written while a channel had no server of its own.
  static func files(_ settings: NotificationSettings) throws -> [OutboxDirectory] {
    let suffixes = ["eml"] + [ContactChannel.sms, .whatsapp].map { "\($0.rawValue).json" }
    return try suffixes.map { try OutboxDirectory(settings.outboxDirectory, suffix: $0) }
      + [OutboxDirectory(settings.lettersDirectory, suffix: "pdf")]
  }
}

package import Contracts

/// How the messages of one channel are put into bytes and handed over.
package struct Carrier: Sendable {
  package typealias Composer = @Sendable (RenderedText, MessageID, _ address: String, Instant) throws -> [UInt8]

  let transport: any MessageTransport
  /// What the debtor's address is to the transport.
  let address: @Sendable (String) -> String
  let compose: Composer

  package init(
    _ transport: any MessageTransport, address: @escaping @Sendable (String) -> String = { $0 }, compose: @escaping Composer
  ) {
    self.transport = transport
    self.address = address
    self.compose = compose
  }

  package static func mail(_ transport: any MessageTransport, _ composer: MailComposer) -> Carrier {
    mail(transport, composer) { $0 }
  }

  /// A fax is mail to its number at the `domain` of a service that passes it on.
  package static func fax(_ transport: any MessageTransport, _ composer: MailComposer, domain: String) -> Carrier {
    mail(transport, composer) { number in "\(String(number.filter(\.isNumber)))@\(domain)" }
  }

  private static func mail(
    _ transport: any MessageTransport, _ composer: MailComposer, address: @escaping @Sendable (String) -> String
  ) -> Carrier {
    Carrier(transport, address: address) { text, messageID, address, now in
      composer.compose(text, for: messageID, to: address, at: now)
    }
  }
}

/// The channels that can be used here.
package struct Carriers: Sendable {
  private let byChannel: [ContactChannel: Carrier]

  package init(_ byChannel: [ContactChannel: Carrier]) { self.byChannel = byChannel }

  package var channels: Set<ContactChannel> { Set(byChannel.keys) }

  subscript(channel: ContactChannel) -> Carrier? { byChannel[channel] }
}

import Contracts
package import ServiceKit

/// To a mail server.
package struct SMTPTransport: MessageTransport {
  package let isIdempotent = false
  private let outbound: Outbound
  private let server: MailServer
  private let sender: String

  package init(outbound: Outbound, server: MailServer, sender: String) {
    self.outbound = outbound
    self.server = server
    self.sender = sender
  }

  package func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
    do {
      try await outbound.send(MailMessage(sender: sender, recipients: [message.address], content: message.content), through: server)
      return .sent
    } catch let error as OutboundError {
      if error.isOutcomeUnknown { return .unknown }
      // The server's certificate or our password can be put right: the mail waits for that rather than being lost.
      if error.isTransient || error.kind == .tls || error.kind == .authentication { return .notNow }
      return .refused(reason: error.kind == .rejected ? "rejected_by_mail_server" : "mail_\(error.kind.rawValue)")
    } catch {
      // Cancelled while under way.
      return .unknown
    }
  }
}

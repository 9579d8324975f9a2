package import Contracts
import Foundation
package import ServiceKit

/// A mail on its way out.
package struct OutgoingMail: Sendable {
  package var messageID: MessageID
  package var address: String
  package var content: [UInt8]
}

/// What became of an attempt to hand a mail over.
package enum MailOutcome: Equatable, Sendable {
  case sent
  /// Certainly not taken, and may be later.
  case notNow
  /// Never will be; why, as a code.
  case refused(reason: String)
  /// The connection broke after everything had been said: nobody knows.
  case unknown
}

/// Hands mails over.
package protocol MailTransport: Sendable {
  /// Whether handing the same message over twice leaves one: then an attempt in doubt may simply be repeated.
  var isIdempotent: Bool { get }
  func deliver(_ mail: OutgoingMail) async -> MailOutcome
}

/// To a mail server.
package struct SMTPTransport: MailTransport {
  package let isIdempotent = false
  private let outbound: Outbound
  private let server: MailServer
  private let sender: String

  package init(outbound: Outbound, server: MailServer, sender: String) {
    self.outbound = outbound
    self.server = server
    self.sender = sender
  }

  package func deliver(_ mail: OutgoingMail) async -> MailOutcome {
    do {
      try await outbound.send(MailMessage(sender: sender, recipients: [mail.address], content: mail.content), through: server)
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

/// Into a directory, one `.eml` file a message: what a single machine without a mail server does, so that nothing leaves it.
package struct OutboxDirectory: MailTransport {
  /// A file is named after its message.
  package let isIdempotent = true
  private let directory: URL
  /// Writing a file blocks.
  private let threads = BlockingThreads(name: "mail-outbox", count: 1)

  /// Makes the directory, readable by its owner only: the files hold personal data.
  package init(_ path: String) throws {
    directory = URL(filePath: path, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  package func deliver(_ mail: OutgoingMail) async -> MailOutcome {
    do {
      let file = directory.appending(path: "\(mail.messageID).eml")
      try await threads.run { try Data(mail.content).write(to: file, options: .atomic) }
      return .sent
    } catch {
      return .notNow
    }
  }
}

import Contracts
import Foundation
import ServiceKit

/// Into a directory, one file a message: letters for the printer, and what a single machine without a mail server or gateway does, so that
/// nothing leaves it.
package struct OutboxDirectory: MessageTransport {
  /// A file is named after its message.
  package let isIdempotent = true
  private let directory: URL
  private let suffix: String
  /// Writing a file blocks.
  private let threads = BlockingThreads(name: "message-outbox", count: 1)

  /// Makes the directory, readable by its owner only: the files hold personal data.
  ///
  /// - Parameter suffix: how the names of the files end, such as `eml`.
  package init(_ path: String, suffix: String = "eml") throws {
    self.suffix = suffix
    directory = URL(filePath: path, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// Removes the messages' files, as far as there are any.
  func remove(_ messages: [MessageID]) async throws {
    try await threads.run {
      for file in messages.map(file(of:)) where FileManager.default.fileExists(atPath: file.path) {
        try FileManager.default.removeItem(at: file)
      }
    }
  }

  package func deliver(_ message: OutgoingMessage) async -> DeliveryOutcome {
    do {
      try await threads.run { try Data(message.content).write(to: file(of: message.messageID), options: .atomic) }
      return .sent
    } catch {
      return .notNow
    }
  }

  private func file(of messageID: MessageID) -> URL { directory.appending(path: "\(messageID).\(suffix)") }
}

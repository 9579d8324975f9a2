import Contracts
import Documents
import Foundation

extension Carrier {
  /// Letters as PDF: the address, the date, the subject and the text, for a window envelope.
  package static func letter(_ transport: any MessageTransport) -> Carrier {
    Carrier(transport) { text, _, address, now in
      let recipient = address.split(separator: "\n").map { Document.Block.paragraph(String($0)) }
      let paragraphs = text.body.components(separatedBy: "\n\n").filter { !$0.allSatisfy(\.isWhitespace) }
      let body = paragraphs.map { Document.Block.paragraph($0.replacing("\n", with: " ")) }
      return try Document(
        title: text.subject, blocks: recipient + [.paragraph(now.dateInUTC.description), .heading(text.subject)] + body
      ).pdf()
    }
  }
}

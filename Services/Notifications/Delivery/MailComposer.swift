package import Contracts
import Foundation

/// Writes a message as a MIME text (RFC 5322, 2045, 2047).
package struct MailComposer: Sendable {
  /// The address that messages come from.
  let sender: String
  /// The name shown with it.
  let senderName: String

  package init(sender: String, senderName: String) {
    self.sender = sender
    self.senderName = senderName
  }

  /// The same message always has the same `Message-ID`, so that one that is in doubt can be looked for at the mail server.
  package func compose(_ text: RenderedText, for messageID: MessageID, to address: String, at now: Instant) -> [UInt8] {
    let domain = sender.split(separator: "@").last.map(String.init) ?? "localhost"
    let headers = [
      "From: \(Self.phrase(senderName)) <\(sender)>",
      "To: <\(address)>",
      "Subject: \(Self.phrase(text.subject))",
      "Date: \(Self.date(now))",
      "Message-ID: <\(messageID)@\(domain)>",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
    ]
    return Array((headers.joined(separator: "\r\n") + "\r\n\r\n" + Self.quotedPrintable(text.body)).utf8)
  }

  /// Plain when it is short ASCII without specials, else encoded words on lines of at most 76 characters; line breaks cannot survive either.
  static func phrase(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (32...126).contains($0) && !"\"<>@,;:\\()[]=?".utf8.contains($0) }
    if isPlain, text.utf8.count <= 60 { return text }
    var words: [String] = []
    var bytes: [UInt8] = []
    for character in text.split(whereSeparator: \.isNewline).joined(separator: " ") {
      if bytes.count + character.utf8.count > 36 {
        words.append("=?utf-8?B?\(Data(bytes).base64EncodedString())?=")
        bytes = []
      }
      bytes.append(contentsOf: character.utf8)
    }
    if !bytes.isEmpty { words.append("=?utf-8?B?\(Data(bytes).base64EncodedString())?=") }
    return words.joined(separator: "\r\n ")
  }

  /// RFC 2045, section 6.7: lines of at most 76 characters, everything but printable ASCII as `=XX`.
  static func quotedPrintable(_ text: String) -> String {
    let hex = Array("0123456789ABCDEF".utf8)
    var lines: [String] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      var current: [UInt8] = []
      let bytes = Array(line.utf8)
      for (index, byte) in bytes.enumerated() {
        let isTrailingBlank = (byte == 32 || byte == 9) && index == bytes.count - 1
        let isPlain = ((33...126).contains(byte) && byte != 61 || byte == 32 || byte == 9) && !isTrailingBlank
        let token = isPlain ? [byte] : [61, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        if current.count + token.count > 75 {
          lines.append(String(decoding: current + [61], as: UTF8.self))
          current = []
        }
        current += token
      }
      lines.append(String(decoding: current, as: UTF8.self))
    }
    return lines.joined(separator: "\r\n")
  }

  /// RFC 5322, section 3.3, in UTC.
  static func date(_ instant: Instant) -> String {
    let day = instant.dateInUTC
    let (year, month, number) = day.components
    let weekday = day.weekday.rawValue.prefix(3).capitalized
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let time = instant.description.dropFirst(11).prefix(8)
    return "\(weekday), \(number) \(months[month - 1]) \(year) \(time) +0000"
  }
}

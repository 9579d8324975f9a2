import FoundationEssentials
import Glibc

/// One connection of the ``SMTPSink``: commands in, answers out.
struct SMTPConversation {
  private let descriptor: Int32
  private let behaviour: SMTPSink.Behaviour
  private var buffer: [UInt8] = []
  private var sender = ""
  private var recipients: [String] = []
  private var credentials: String?

  init(descriptor: Int32, behaviour: SMTPSink.Behaviour) {
    self.descriptor = descriptor
    self.behaviour = behaviour
  }

  /// Until QUIT or the end of the connection.
  mutating func hold(_ keep: (SMTPSink.Mail) -> Void) {
    say("220 sink")
    while let line = nextLine() {
      let verb = line.prefix(4).uppercased()
      switch verb {
      case "EHLO", "HELO":
        say("250-sink")
        say("250-AUTH PLAIN")
        say("250 SIZE 10000000")
      case "AUTH": authenticate(line)
      case "MAIL":
        sender = address(in: line)
        recipients = []
        say("250 ok")
      case "RCPT": take(recipient: address(in: line))
      case "DATA":
        guard let content = takeContent() else { return }
        if behaviour == .vanishAfterContent { return }
        keep(SMTPSink.Mail(sender: sender, recipients: recipients, content: content, credentials: credentials))
        say("250 queued")
      case "QUIT":
        say("221 bye")
        return
      default: say("250 ok")
      }
    }
  }

  private mutating func authenticate(_ line: String) {
    guard behaviour != .refusePasswords else { return say("535 no") }
    var words = line.split(separator: " ")
    if words.count == 2 {
      say("334 ")
      words.append(Substring(nextLine() ?? ""))
    }
    let decoded = words.count == 3 ? Data(base64Encoded: String(words[2])) : nil
    credentials = decoded.map { String(decoding: $0.drop { $0 == 0 }, as: UTF8.self) }
    say("235 ok")
  }

  private mutating func take(recipient: String) {
    if case .refuseRecipients(let code) = behaviour { return say("\(code) refused") }
    recipients.append(recipient)
    say("250 ok")
  }

  private mutating func takeContent() -> String? {
    say("354 go on")
    var content = ""
    while let line = nextLine() {
      if line == "." { return content }
      content += (line.hasPrefix("..") ? String(line.dropFirst()) : line) + "\n"
    }
    return nil
  }

  private func address(in line: String) -> String {
    guard let start = line.firstIndex(of: "<"), let end = line.firstIndex(of: ">"), start < end else { return "" }
    return String(line[line.index(after: start)..<end])
  }

  private func say(_ text: String) {
    let bytes = Array((text + "\r\n").utf8)
    _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Without its line break; `nil` at the end of the connection.
  private mutating func nextLine() -> String? {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        var line = buffer[..<end]
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let text = String(decoding: line, as: UTF8.self)
        buffer.removeSubrange(...end)
        return text
      }
      var chunk = [UInt8](repeating: 0, count: 4_096)
      let count = read(descriptor, &chunk, chunk.count)
      guard count > 0 else { return nil }
      buffer.append(contentsOf: chunk[..<count])
    }
  }
}

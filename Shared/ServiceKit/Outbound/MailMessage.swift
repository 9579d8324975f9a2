/// A mail ready to be sent: envelope and MIME text.
public struct MailMessage: Sendable {
  /// The envelope's sender, an address without a name.
  public var sender: String
  /// The envelope's recipients, addresses without names.
  public var recipients: [String]
  /// Header and body. Lines may end in LF or CRLF; they travel as CRLF.
  public var content: [UInt8]

  public init(sender: String, recipients: [String], content: [UInt8]) {
    self.sender = sender
    self.recipients = recipients
    self.content = content
  }

  /// The content with each line ended by CRLF, as SMTP asks.
  package var wireContent: [UInt8] {
    let carriageReturn = UInt8(ascii: "\r")
    let lineFeed = UInt8(ascii: "\n")
    var wire: [UInt8] = []
    wire.reserveCapacity(content.count + content.count / 40)
    var previous: UInt8 = 0
    for byte in content {
      if byte == lineFeed, previous != carriageReturn { wire.append(carriageReturn) }
      wire.append(byte)
      previous = byte
    }
    if !wire.isEmpty, previous != lineFeed { wire.append(contentsOf: [carriageReturn, lineFeed]) }
    return wire
  }
}

/// A mail server and how to sign in to it.
public struct MailServer: Sendable {
  public enum Encryption: String, Sendable {
    /// Only for a server on the same machine.
    case none
    /// STARTTLS if the server offers it.
    case opportunistic
    /// STARTTLS or nothing.
    case required
  }

  /// `smtp://host:port` or `smtps://host:port`, the latter with TLS from the first byte.
  public var url: String
  public var user: String?
  public var password: String?
  public var encryption: Encryption
  public var timeout: Duration
  /// How this side calls itself in EHLO.
  public var heloName: String

  public init(
    url: String, user: String? = nil, password: String? = nil, encryption: Encryption = .required, timeout: Duration = .seconds(30),
    heloName: String = "ronda"
  ) {
    self.url = url
    self.user = user
    self.password = password
    self.encryption = encryption
    self.timeout = timeout
    self.heloName = heloName
  }
}

/// Something outside could not be reached or refused. The text holds no address of a person and no credentials.
public struct OutboundError: Error, Sendable, CustomStringConvertible {
  public enum Kind: String, Sendable {
    /// No connection, or it broke.
    case connection
    case timeout
    /// The certificate or the handshake.
    case tls
    /// User name or password refused.
    case authentication
    /// Refused for good: a mail server's 5xx, an unexpected HTTP status.
    case rejected
    /// Refused for now: a mail server's 4xx.
    case deferred
    /// An HTTP status that the caller cannot use.
    case status
    /// More bytes than the caller takes.
    case tooLarge
    case cancelled
    /// A request that cannot be sent as it is written.
    case usage
  }

  public let kind: Kind
  public let message: String
  /// The server's own code, such as SMTP's 550.
  public let code: Int?
  /// Everything had been sent when it failed: the other side may have done what was asked.
  public var isOutcomeUnknown = false

  public init(kind: Kind, message: String, code: Int? = nil) {
    self.kind = kind
    self.message = message
    self.code = code
  }

  /// Whether the same request may succeed later.
  public var isTransient: Bool {
    switch kind {
    case .connection, .timeout, .deferred: true
    case .status: code.map { $0 == 429 || $0 >= 500 } ?? false
    case .tls, .authentication, .rejected, .tooLarge, .cancelled, .usage: false
    }
  }

  public var description: String { "\(kind.rawValue): \(message)" + (code.map { " (\($0))" } ?? "") }
}

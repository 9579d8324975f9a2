import CLibcurl

/// One attempt to hand a mail to a server, on the calling thread.
struct SMTPTransfer {
  let message: MailMessage
  let server: MailServer
  let certificateAuthorities: String?
  let cancellation: TransferCancellation

  func run() throws {
    try validate()
    let content = message.wireContent
    let handle = try CurlHandle(
      url: server.url + "/" + server.heloName, protocols: "smtp,smtps", timeout: server.timeout,
      certificateAuthorities: certificateAuthorities, sending: content, maximumResponseBytes: 1 << 16, cancellation: cancellation)
    let encryption: curl_usessl =
      switch server.encryption {
      case .none: CURLUSESSL_NONE
      case .opportunistic: CURLUSESSL_TRY
      case .required: CURLUSESSL_ALL
      }
    try handle.set(CURLOPT_USE_SSL, Int(encryption.rawValue))
    if let user = server.user { try handle.set(CURLOPT_USERNAME, user) }
    if let password = server.password { try handle.set(CURLOPT_PASSWORD, password) }
    try handle.set(CURLOPT_MAIL_FROM, "<\(message.sender)>")
    try handle.set(CURLOPT_MAIL_RCPT, list: message.recipients.map { "<\($0)>" })
    try handle.set(CURLOPT_UPLOAD, 1)
    let (result, code) = handle.perform()
    guard result == CURLE_OK else {
      var failure = error(result, code: code, handle: handle)
      failure.isOutcomeUnknown = [.connection, .timeout].contains(failure.kind) && handle.isEverythingTaken
      throw failure
    }
  }

  /// An address with a line break or an angle bracket could carry commands of its own.
  private func validate() throws {
    guard !message.recipients.isEmpty else { throw OutboundError(kind: .usage, message: "the mail has no recipient") }
    for address in message.recipients + [message.sender] {
      let isClean = !address.isEmpty && !address.contains { $0.isNewline || $0 == "<" || $0 == ">" || $0 == " " }
      guard isClean else { throw OutboundError(kind: .usage, message: "an address of the envelope is malformed") }
    }
    guard !server.heloName.contains(where: { $0.isNewline || $0 == " " }) else {
      throw OutboundError(kind: .usage, message: "the EHLO name is malformed")
    }
  }

  /// The server's own code decides over libcurl's: 4xx is for now, 5xx for good.
  private func error(_ result: CURLcode, code: Int, handle: CurlHandle) -> OutboundError {
    let plain = handle.error(result, code: code)
    guard plain.kind == .connection else { return plain }
    switch code {
    case 400..<500: return OutboundError(kind: .deferred, message: "the mail server refused for now", code: code)
    case 500..<600: return OutboundError(kind: .rejected, message: "the mail server refused", code: code)
    default: return plain
    }
  }
}

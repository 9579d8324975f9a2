import CLibcurl

/// One attempt at an HTTP request, on the calling thread. Redirects are not followed: an answer with one is an answer.
struct HTTPTransfer {
  let request: OutboundRequest
  let certificateAuthorities: String?
  let cancellation: TransferCancellation

  func run() throws -> OutboundResponse {
    let handle = try CurlHandle(
      url: request.url, protocols: "http,https", timeout: request.timeout, certificateAuthorities: certificateAuthorities,
      sending: request.body ?? [], maximumResponseBytes: request.maximumResponseBytes, cancellation: cancellation)
    try handle.set(CURLOPT_USERAGENT, "ronda")
    try handle.set(CURLOPT_PATH_AS_IS, 1)
    // A body is read from our callback; without a body libcurl must not wait for one.
    if let body = request.body {
      try handle.set(CURLOPT_POST, 1)
      try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
    } else if request.method == "HEAD" {
      try handle.set(CURLOPT_NOBODY, 1)
    }
    try handle.set(CURLOPT_CUSTOMREQUEST, request.method)
    try handle.set(CURLOPT_HTTPHEADER, list: try headerLines())
    let (result, code) = handle.perform()
    guard result == CURLE_OK else { throw handle.error(result, code: code) }
    return OutboundResponse(status: code, headers: handle.receivedHeaders, body: handle.received)
  }

  /// `Expect` is switched off: it costs a round trip and servers answer it badly.
  private func headerLines() throws -> [String] {
    try ["Expect:"]
      + request.headers.map { name, value in
        guard !name.contains(where: \.isNewline), !value.contains(where: \.isNewline) else {
          throw OutboundError(kind: .usage, message: "a header has a line break")
        }
        return value.isEmpty ? "\(name);" : "\(name): \(value)"
      }
  }
}

import CLibcurl
import FoundationEssentials

enum CurlLibrary {
  private static let initialized: CURLcode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  /// Before the first handle, once per process; later calls do nothing.
  static func initialize() {
    precondition(initialized == CURLE_OK, "curl_global_init failed with \(initialized.rawValue)")
  }
}

/// One libcurl easy handle, for one transfer on one thread. It owns the handle and its header list and frees both.
final class CurlHandle {
  private let handle: UnsafeMutableRawPointer
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private let source: TransferSource
  private let sink: TransferSink
  private let headerSink = TransferSink(limit: 1 << 18)
  private let watch: TransferWatch

  init(
    url: String, protocols: String, timeout: Duration, certificateAuthorities: String?, sending: [UInt8],
    maximumResponseBytes: Int, cancellation: TransferCancellation
  ) throws {
    guard let handle = curl_easy_init() else { throw OutboundError(kind: .usage, message: "libcurl has no memory for a handle") }
    self.handle = handle
    source = TransferSource(bytes: sending)
    sink = TransferSink(limit: maximumResponseBytes)
    watch = TransferWatch(cancellation: cancellation)
    try set(CURLOPT_URL, url)
    try set(CURLOPT_PROTOCOLS_STR, protocols)
    try set(CURLOPT_NOSIGNAL, 1)
    let components = timeout.components
    let milliseconds = max(1, Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000))
    try set(CURLOPT_TIMEOUT_MS, milliseconds)
    // Greeting and TLS count as connecting.
    try set(CURLOPT_CONNECTTIMEOUT_MS, min(milliseconds, max(milliseconds / 2, 10_000)))
    if let certificateAuthorities { try set(CURLOPT_CAINFO, certificateAuthorities) }
    try connectCallbacks()
  }

  deinit {
    curl_easy_cleanup(handle)
    for list in lists { curl_slist_free_all(list) }
  }

  /// The callbacks run on this thread within `perform`, while `self` keeps their objects alive.
  private func connectCallbacks() throws {
    try check(ronda_curl_set_write(handle, CURLOPT_WRITEFUNCTION, receiveBytes))
    try check(ronda_curl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(sink).toOpaque()))
    try check(ronda_curl_set_write(handle, CURLOPT_HEADERFUNCTION, receiveBytes))
    try check(ronda_curl_set_pointer(handle, CURLOPT_HEADERDATA, Unmanaged.passUnretained(headerSink).toOpaque()))
    try check(ronda_curl_set_read(handle, sendBytes))
    try check(ronda_curl_set_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(source).toOpaque()))
    try check(ronda_curl_set_progress(handle, watchProgress))
    try check(ronda_curl_set_pointer(handle, CURLOPT_XFERINFODATA, Unmanaged.passUnretained(watch).toOpaque()))
    try set(CURLOPT_NOPROGRESS, 0)
  }

  func set(_ option: CURLoption, _ value: Int) throws { try check(ronda_curl_set_long(handle, option, value)) }
  func set(_ option: CURLoption, _ value: String) throws { try check(ronda_curl_set_text(handle, option, value)) }
  func set(_ option: CURLoption, size: Int) throws { try check(ronda_curl_set_size(handle, option, curl_off_t(size))) }

  func set(_ option: CURLoption, list texts: [String]) throws {
    var list: UnsafeMutablePointer<curl_slist>?
    for text in texts {
      guard let longer = curl_slist_append(list, text) else {
        curl_slist_free_all(list)
        throw OutboundError(kind: .usage, message: "libcurl has no memory for a list")
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    try check(ronda_curl_set_list(handle, option, list))
  }

  /// Blocks until the transfer ends. The result is the server's last code; the body is in ``received``.
  func perform() -> (result: CURLcode, code: Int) {
    let result = curl_easy_perform(handle)
    var code = 0
    // Cannot fail for this kind of information on a live handle; 0 says that there was no answer.
    _ = ronda_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &code)
    return (result, code)
  }

  /// libcurl has taken every byte of what was to be sent.
  var isEverythingTaken: Bool { source.rest.isEmpty }
  var received: [UInt8] { sink.bytes }
  var exceedsLimit: Bool { sink.exceedsLimit || headerSink.exceedsLimit }

  /// The header lines of the last answer; an interim one (1xx) and trailers do not count.
  var receivedHeaders: [(name: String, value: String)] {
    var headers: [(name: String, value: String)] = []
    for line in String(decoding: headerSink.bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      if line.hasPrefix("HTTP/") {
        headers = []
      } else if let colon = line.firstIndex(of: ":") {
        headers.append((String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " })))
      }
    }
    return headers
  }

  private func check(_ code: CURLcode) throws {
    guard code == CURLE_OK else { throw OutboundError(kind: .usage, message: CurlHandle.text(of: code)) }
  }

  static func text(of code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }

  /// The error of a transfer that failed before or without an HTTP answer.
  func error(_ result: CURLcode, code: Int) -> OutboundError {
    let text = CurlHandle.text(of: result)
    let answered = code == 0 ? nil : code
    switch result {
    case CURLE_ABORTED_BY_CALLBACK: return OutboundError(kind: .cancelled, message: text)
    case CURLE_WRITE_ERROR where exceedsLimit: return OutboundError(kind: .tooLarge, message: "the answer exceeds its limit")
    case CURLE_OPERATION_TIMEDOUT: return OutboundError(kind: .timeout, message: text, code: answered)
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return OutboundError(kind: .usage, message: text)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
      return OutboundError(kind: .tls, message: text)
    case CURLE_LOGIN_DENIED: return OutboundError(kind: .authentication, message: text, code: answered)
    default: return OutboundError(kind: .connection, message: text, code: answered)
    }
  }
}

/// What goes out.
private final class TransferSource {
  var rest: ArraySlice<UInt8>
  init(bytes: [UInt8]) { rest = bytes[...] }
}

/// What comes in, up to a limit.
private final class TransferSink {
  let limit: Int
  var bytes: [UInt8] = []
  var exceedsLimit = false
  init(limit: Int) { self.limit = limit }
}

private final class TransferWatch {
  let cancellation: TransferCancellation
  init(cancellation: TransferCancellation) { self.cancellation = cancellation }
}

private func receiveBytes(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ target: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let target else { return 0 }
  let sink = Unmanaged<TransferSink>.fromOpaque(target).takeUnretainedValue()
  let length = size * count
  guard sink.bytes.count + length <= sink.limit else {
    sink.exceedsLimit = true
    return 0
  }
  sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
  return length
}

private func sendBytes(
  _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ origin: UnsafeMutableRawPointer?
) -> Int {
  guard let buffer, let origin else { return 0 }
  let source = Unmanaged<TransferSource>.fromOpaque(origin).takeUnretainedValue()
  let length = min(size * count, source.rest.count)
  UnsafeMutableRawBufferPointer(start: buffer, count: length).copyBytes(from: source.rest.prefix(length))
  source.rest = source.rest.dropFirst(length)
  return length
}

/// Called by libcurl about once a second and whenever bytes move; anything but 0 breaks the transfer off.
private func watchProgress(
  _ origin: UnsafeMutableRawPointer?, _: curl_off_t, _: curl_off_t, _: curl_off_t, _: curl_off_t
) -> Int32 {
  guard let origin else { return 0 }
  return Unmanaged<TransferWatch>.fromOpaque(origin).takeUnretainedValue().cancellation.isCancelled ? 1 : 0
}

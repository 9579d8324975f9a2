import CLibpq

/// The keywords and values that libpq connects with.
struct ConnectionParameters {
  private var pairs: [(keyword: String, value: String)]

  /// - Throws: `PostgresError` of kind `.usage` when libpq cannot parse the URL; what it says may quote parts of it and so
  ///   stands in `detail` only.
  init(_ configuration: PostgresConfiguration) throws {
    var reason: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(configuration.url, &reason) else {
      defer { PQfreemem(reason) }
      throw PostgresError(
        kind: .usage, message: "the URL of the database cannot be parsed", detail: reason.map { String(cString: $0) })
    }
    defer { PQconninfoFree(options) }
    var given: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    let seconds = max(2, (configuration.connectTimeout.wholeMilliseconds + 999) / 1000)
    // A server that vanished without a word is noticed within about half a minute.
    let defaults = [
      "application_name": configuration.applicationName, "connect_timeout": "\(seconds)", "keepalives_idle": "10",
      "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "30000",
    ]
    var merged = defaults.merging(given) { _, fromURL in fromURL }
    merged["options"] = configuration.startOptions(fromURL: given["options"])
    merged["client_encoding"] = "UTF8"
    pairs = merged.map { ($0.key, $0.value) }
  }

  /// Blocks until the connection is made or has failed. The caller owns the result and frees it with PQfinish; nil: no memory.
  func connect() -> OpaquePointer? {
    // libpq reads the strings during the call only.
    var copies: [UnsafeMutablePointer<CChar>] = []
    defer { for copy in copies { copy.deallocate() } }
    func duplicate(_ text: String) -> UnsafePointer<CChar>? {
      let bytes = text.utf8CString
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
      bytes.withUnsafeBufferPointer { source in
        // SAFETY: a C string has at least its terminator, so it has a base address.
        copy.initialize(from: source.baseAddress!, count: source.count)
      }
      copies.append(copy)
      return UnsafePointer(copy)
    }
    let keywords = pairs.map { duplicate($0.keyword) } + [nil]
    let values = pairs.map { duplicate($0.value) } + [nil]
    return PQconnectdbParams(keywords, values, 0)
  }
}

/// One event of a `text/event-stream` (WHATWG HTML, section 9.2).
package struct ServerSentEvent: Sendable, Equatable {
  package let id: LiveCursor
  package let kind: String
  /// JSON on one line.
  package let data: [UInt8]

  package init(id: LiveCursor, kind: String, data: [UInt8]) {
    self.id = id
    self.kind = kind
    self.data = data
  }

  package var bytes: [UInt8] {
    var bytes = Array("id: \(id)\nevent: \(kind)\ndata: ".utf8)
    bytes += data
    bytes += [0x0A, 0x0A]
    return bytes
  }

  /// Keeps the connection open through proxies, and notices that the client has gone.
  package static let heartbeat = Array(": still here\n\n".utf8)
  /// Tells the client to come back after a second when the connection breaks.
  package static let opening = Array("retry: 1000\n\n".utf8)
}

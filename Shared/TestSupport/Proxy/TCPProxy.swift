import Foundation
import Synchronization

/// Stands between a client and a server on the loopback interface and does to their connections what a network can do.
///
/// Each connection has two threads, so that nothing waits in Swift's cooperative pool. `close` ends everything.
package final class TCPProxy: Sendable {
  package enum Mode: Sendable {
    case forwarding
    /// Connections stay open and nothing passes; what came meanwhile is delivered afterwards, unless its sender has hung up.
    case holding
    /// Connections are cut, and new ones as soon as they are made.
    case refusing
  }

  /// A message at which connections are cut, and on which side of it.
  package struct Cut: Sendable {
    package enum Place: Sendable {
      /// The server never gets the message.
      case beforeServer
      /// The server has dealt with the message, the client never gets the answer.
      case beforeClient
    }

    /// The message, in each form in which it is sent.
    let messages: [[UInt8]]
    let place: Place
    /// Each how manieth message.
    let period: Int

    package init(at messages: [UInt8]..., place: Place, each period: Int = 1) {
      self.messages = messages
      self.place = place
      self.period = period
    }

    /// PostgreSQL's `COMMIT`, by itself in the simple protocol or behind other statements in the extended one.
    package static func commit(_ place: Place, each period: Int = 1) -> Cut {
      let text = Array("COMMIT\0".utf8)
      return Cut(
        at: [UInt8(ascii: "Q"), 0, 0, 0, 11] + text, [UInt8(ascii: "P"), 0, 0, 0, 14, 0] + text, place: place, each: period)
    }
  }

  private struct State {
    var mode = Mode.forwarding
    var cut: Cut?
    var seen = 0
    var cuts = 0
    var holds = 0
    var links: [TCPProxyLink] = []
    var isClosed = false
  }

  /// Where the proxy listens on 127.0.0.1.
  package let port: Int
  private let target: Int
  private let listener: Int32
  private let isKafka: Bool
  private let state = Mutex(State())

  /// - Parameters:
  ///   - target: the server's port on 127.0.0.1.
  ///   - isKafka: whether the server is a broker, whose answers name its own address: the proxy's is put in its place.
  package init(to target: Int, isKafka: Bool = false) throws {
    self.target = target
    self.isKafka = isKafka
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = Self.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    port = Int(UInt16(bigEndian: address.sin_port))
    Self.startThread("proxy-accept") { [self] in acceptAll() }
  }

  /// How often a connection was cut at a message.
  package var cuts: Int { state.withLock { $0.cuts } }

  /// How many connections have something that is held back since the mode was set.
  package var holds: Int { state.withLock { $0.holds } }

  package func set(_ mode: Mode) {
    let links = state.withLock { state in
      state.mode = mode
      state.holds = 0
      return mode == .refusing ? state.links : []
    }
    for link in links { link.end() }
  }

  /// Cuts connections at messages from now on; `nil` stops it.
  package func set(_ cut: Cut?) {
    state.withLock { state in
      state.cut = cut
      state.seen = 0
    }
  }

  /// Ends every connection and listens no more. Idempotent.
  package func close() {
    let links = state.withLock { state -> [TCPProxyLink]? in
      guard !state.isClosed else { return nil }
      state.isClosed = true
      return state.links
    }
    guard let links else { return }
    shutdown(listener, Int32(SHUT_RDWR))
    for link in links { link.end() }
  }

  // MARK: - What the connections ask

  var isHolding: Bool { state.withLock { $0.mode == .holding && !$0.isClosed } }

  func noteHold() { state.withLock { $0.holds += 1 } }

  func forget(_ link: TCPProxyLink) { state.withLock { state in state.links.removeAll { $0 === link } } }

  /// Where to cut because of what the client has just sent.
  func cut(at bytes: ArraySlice<UInt8>) -> Cut.Place? {
    state.withLock { state in
      guard let cut = state.cut, cut.messages.contains(where: { bytes.contains($0) }) else { return nil }
      state.seen += 1
      guard state.seen % cut.period == 0 else { return nil }
      state.cuts += 1
      return cut.place
    }
  }

  // MARK: -

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      guard let server = connect() else {
        Glibc.close(client)
        continue
      }
      let link = TCPProxyLink(
        client: client, server: server, proxy: self, rewriter: isKafka ? KafkaAddressRewriter(from: target, to: port) : nil)
      let isRefused = state.withLock { state in
        if state.mode != .refusing, !state.isClosed { state.links.append(link) }
        return state.mode == .refusing || state.isClosed
      }
      link.start()
      if isRefused { link.end() }
    }
    Glibc.close(listener)
  }

  private func connect() -> Int32? {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.address(port: target)
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      Glibc.close(server)
      return nil
    }
    return server
  }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  static func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    thread.stackSize = 256 << 10
    thread.start()
  }
}

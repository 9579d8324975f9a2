import Foundation
import Synchronization

/// One connection through the proxy: a thread for each direction. The last of them closes the sockets.
final class TCPProxyLink: Sendable {
  private let client: Int32
  private let server: Int32
  private let proxy: TCPProxy
  private let rewriter: KafkaAddressRewriter?
  private let threads = Mutex(2)
  /// Whether the next answer of the server is withheld and the connection ends instead.
  private let isAnswerWithheld = Mutex(false)

  init(client: Int32, server: Int32, proxy: TCPProxy, rewriter: KafkaAddressRewriter?) {
    self.client = client
    self.server = server
    self.proxy = proxy
    self.rewriter = rewriter
    var yes: Int32 = 1
    for socket in [client, server] {
      setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  func start() {
    TCPProxy.startThread("proxy-requests") { [self] in
      forwardRequests()
      finish()
    }
    TCPProxy.startThread("proxy-answers") { [self] in
      forwardAnswers()
      finish()
    }
  }

  /// Both sides see the end of the connection.
  func end() {
    threads.withLock { threads in
      guard threads > 0 else { return }
      shutdown(client, Int32(SHUT_RDWR))
      shutdown(server, Int32(SHUT_RDWR))
    }
  }

  private func forwardRequests() {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while let count = receive(from: client, into: &buffer) {
      switch proxy.cut(at: buffer[..<count]) {
      case .beforeServer: return
      case .beforeClient: isAnswerWithheld.withLock { $0 = true }
      case nil: break
      }
      guard send(buffer[..<count], to: server) else { return }
    }
  }

  private func forwardAnswers() {
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var rewriter = rewriter
    while let count = receive(from: server, into: &buffer) {
      if isAnswerWithheld.withLock({ $0 }) { return }
      let bytes = rewriter?.rewritten(buffer[..<count]) ?? buffer[..<count]
      guard send(bytes, to: client) else { return }
    }
  }

  /// Waits for bytes, and for leave to pass them on; `nil` at the end of the connection.
  private func receive(from socket: Int32, into buffer: inout [UInt8]) -> Int? {
    let count = recv(socket, &buffer, buffer.count, 0)
    guard count > 0 else { return nil }
    guard proxy.isHolding else { return count }
    proxy.noteHold()
    while proxy.isHolding {
      // What a peer that gives up had sent is lost with it.
      if hasHungUp(socket) { return nil }
      usleep(2_000)
    }
    return count
  }

  private func hasHungUp(_ socket: Int32) -> Bool {
    // POLLRDHUP, which is not imported.
    var question = pollfd(fd: socket, events: 0x2000, revents: 0)
    return poll(&question, 1, 0) > 0
  }

  private func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.send(socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
        guard count > 0 else { return false }
        sent += count
      }
      return true
    }
  }

  private func finish() {
    end()
    let isLast = threads.withLock { threads in
      threads -= 1
      return threads == 0
    }
    guard isLast else { return }
    close(client)
    close(server)
    proxy.forget(self)
  }
}

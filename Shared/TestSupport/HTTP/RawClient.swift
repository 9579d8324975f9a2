import Foundation
import Glibc

/// A TCP connection to a service that says what a test wants, finished or not. Its calls block.
package final class RawClient {
  private let handle: Int32
  /// What came behind the last answer that was read.
  private var received: [UInt8] = []

  package init(port: Int) throws {
    handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard handle >= 0, result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  package func send(_ bytes: some Sequence<UInt8>) throws {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
      let sent = bytes[done...].withUnsafeBytes { Glibc.send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      done += sent
    }
  }

  /// Reads the next answer, which says how long its body is.
  ///
  /// - Throws: `POSIXError` when the connection ends before; EBADMSG for what is no such answer.
  package func answer() throws -> (status: Int, body: [UInt8]) {
    let end = Array("\r\n\r\n".utf8)
    var head = received.firstRange(of: end)
    while head == nil {
      try receive()
      head = received.firstRange(of: end)
    }
    guard let head else { throw POSIXError(.EBADMSG) }
    let lines = String(decoding: received[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let length = lines.lazy.map { $0.lowercased() }.first { $0.hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
    guard let length, let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw POSIXError(.EBADMSG)
    }
    while received.count < head.upperBound + length { try receive() }
    defer { received.removeFirst(head.upperBound + length) }
    return (status, Array(received[head.upperBound..<head.upperBound + length]))
  }

  private func receive() throws {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    let count = recv(handle, &buffer, buffer.count, 0)
    guard count > 0 else { throw POSIXError(count == 0 ? .ECONNRESET : POSIXErrorCode(rawValue: errno) ?? .EIO) }
    received += buffer[..<count]
  }

  /// Ends with FIN, or with RST when nothing of what was sent is to be kept.
  package func close(abruptly: Bool) throws {
    if abruptly {
      var option = linger(l_onoff: 1, l_linger: 0)
      guard setsockopt(handle, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size)) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    }
    Glibc.close(handle)
  }
}

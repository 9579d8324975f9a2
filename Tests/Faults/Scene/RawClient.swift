import Foundation
import Glibc

/// A TCP connection to the service that says what a test wants, finished or not.
final class RawClient {
  private let handle: Int32

  init(port: Int) throws {
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

  func send(_ bytes: some Sequence<UInt8>) throws {
    let bytes = Array(bytes)
    var done = 0
    while done < bytes.count {
      let sent = bytes[done...].withUnsafeBytes { Glibc.send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      done += sent
    }
  }

  /// Ends with FIN, or with RST when nothing of what was sent is to be kept.
  func close(abruptly: Bool) throws {
    if abruptly {
      var option = linger(l_onoff: 1, l_linger: 0)
      guard setsockopt(handle, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size)) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    }
    Glibc.close(handle)
  }
}

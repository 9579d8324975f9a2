import Glibc
public import ServiceKit
import Synchronization

/// A mail server that keeps what it is given and refuses what it is told to. It speaks enough of SMTP (RFC 5321) for a client to
/// hand over mail, one connection after another, without encryption.
public final class SMTPSink: Sendable {
  /// A mail as it was handed over.
  public struct Mail: Sendable, Equatable {
    public let sender: String
    public let recipients: [String]
    /// Without the dots that SMTP stuffs.
    public let content: String
    /// `user\0password` as the client said it with AUTH PLAIN; `nil` without.
    public let credentials: String?
  }

  public enum Behaviour: Sendable, Equatable {
    case accept
    /// Answers RCPT TO with the code, such as 550 or 451.
    case refuseRecipients(code: Int)
    /// Takes the mail and breaks the connection off in place of the answer.
    case vanishAfterContent
    /// Offers AUTH and refuses every password.
    case refusePasswords
  }

  private struct State {
    var mails: [Mail] = []
    var behaviour = Behaviour.accept
    var connections = 0
  }

  public let port: Int
  private let listener: Int32
  private let state = Mutex(State())
  private let threads = BlockingThreads(name: "smtp-sink", count: 1)

  public var mails: [Mail] { state.withLock { $0.mails } }
  public var connections: Int { state.withLock { $0.connections } }
  /// Patient: tests share their machine.
  public var server: MailServer { MailServer(url: "smtp://127.0.0.1:\(port)", encryption: .none, timeout: .seconds(120)) }

  /// Listens on a free port of the loopback address.
  public init() throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = listener
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, length) == 0 && listen(descriptor, 64) == 0 && getsockname(descriptor, generic, &length) == 0
      }
    }
    guard isListening else {
      Glibc.close(descriptor)
      throw SMTPSinkFailed(code: errno)
    }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  public func behave(_ behaviour: Behaviour) {
    state.withLock { $0.behaviour = behaviour }
  }

  /// Serves until ``close()``. Run it in a task of the test, or through ``withSMTPSink(_:)``.
  public func run() async throws {
    try await threads.run { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 {
          if errno == EINTR { continue }
          return
        }
        state.withLock { $0.connections += 1 }
        var conversation = SMTPConversation(descriptor: connection, behaviour: state.withLock { $0.behaviour })
        conversation.hold { mail in state.withLock { $0.mails.append(mail) } }
        Glibc.close(connection)
      }
    }
  }

  /// Ends ``run()``: shutting the listener down wakes the thread that waits on it.
  public func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    threads.close()
  }

  /// After ``run()`` has ended.
  func releaseListener() { Glibc.close(listener) }
}

public struct SMTPSinkFailed: Error {
  public let code: Int32
}

/// Runs `body` with a mail server.
public func withSMTPSink<Value: Sendable>(_ body: (SMTPSink) async throws -> Value) async throws -> Value {
  let sink = try SMTPSink()
  async let running: Void = sink.run()
  let result: Result<Value, any Error>
  do { result = .success(try await body(sink)) } catch { result = .failure(error) }
  sink.close()
  try await running
  sink.releaseListener()
  return try result.get()
}

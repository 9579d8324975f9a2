import Synchronization

/// Requests and mail to other servers, through libcurl on a bounded number of threads of their own.
public final class Outbound: Sendable {
  private let threads: BlockingThreads
  private let certificateAuthorities: String?

  /// - Parameter certificateAuthorities: a PEM file to trust in place of the system's authorities.
  public init(threads count: Int = 4, certificateAuthorities: String? = nil) {
    CurlLibrary.initialize()
    threads = BlockingThreads(name: "outbound", count: count)
    self.certificateAuthorities = certificateAuthorities
  }

  /// Sends the request and gives back whatever was answered.
  ///
  /// Failed connections and the statuses 429, 502, 503 and 504 are tried again as the request's policy says; give a policy
  /// only to requests that are safe to send twice.
  ///
  /// - Throws: ``OutboundError`` when nothing was answered; `CancellationError` when the task was cancelled meanwhile.
  public func send(_ request: OutboundRequest) async throws -> OutboundResponse {
    for attempt in 1..<max(2, request.retry.attempts) where request.retry.attempts > 1 {
      do {
        let response = try await attemptOnce(request)
        guard [429, 502, 503, 504].contains(response.status) else { return response }
      } catch let error as OutboundError where error.isTransient {
        // Nothing is lost by trying again: the last attempt's error is the one that is thrown.
      }
      try await Task.sleep(for: request.retry.delay(afterAttempt: attempt))
    }
    return try await attemptOnce(request)
  }

  /// Hands a mail to the server. When this returns, the server has taken responsibility for it.
  ///
  /// - Throws: ``OutboundError``; `rejected` will not get better, `deferred`, `connection` and `timeout` may.
  ///   After a `timeout` or `connection` the server may have taken the mail all the same.
  public func send(_ message: MailMessage, through server: MailServer) async throws {
    try await onThread { [certificateAuthorities] cancellation in
      try SMTPTransfer(message: message, server: server, certificateAuthorities: certificateAuthorities, cancellation: cancellation).run()
    }
  }

  /// Ends the threads after what is under way. Nothing can be sent afterwards.
  public func close() {
    threads.close()
  }

  private func attemptOnce(_ request: OutboundRequest) async throws -> OutboundResponse {
    try await onThread { [certificateAuthorities] cancellation in
      try HTTPTransfer(request: request, certificateAuthorities: certificateAuthorities, cancellation: cancellation).run()
    }
  }

  private func onThread<Value: Sendable>(_ body: @escaping @Sendable (TransferCancellation) throws -> Value) async throws -> Value {
    let cancellation = TransferCancellation()
    return try await withTaskCancellationHandler {
      do {
        return try await threads.run { try body(cancellation) }
      } catch let error as OutboundError where error.kind == .cancelled {
        throw CancellationError()
      }
    } onCancel: {
      cancellation.cancel()
    }
  }
}

/// Tells a transfer on its thread that nobody waits for it any more.
final class TransferCancellation: Sendable {
  private let flag = Atomic(false)

  func cancel() { flag.store(true, ordering: .relaxed) }
  var isCancelled: Bool { flag.load(ordering: .relaxed) }
}

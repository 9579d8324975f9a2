import ServiceKit

/// Tells who waits for it where the HTTP server listens.
final class HostStarted: Sendable {
  private let stream: AsyncStream<HostAddress>
  private let continuation: AsyncStream<HostAddress>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func announce(_ address: HostAddress) {
    continuation.yield(address)
    continuation.finish()
  }

  /// `nil` when the program stops before it listens.
  func address() async -> HostAddress? {
    var iterator = stream.makeAsyncIterator()
    return await iterator.next()
  }
}

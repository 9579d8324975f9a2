import Dispatch
import Glibc
import Synchronization

/// A fixed number of threads for calls that block, so that none of them holds up Swift's cooperative threads.
///
/// Work waits in order and without an upper bound of its own: whoever submits is bounded by waiting for the result.
/// ``close()`` lets what was submitted finish; later submissions throw ``BlockingThreadsClosed``.
public final class BlockingThreads: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var next = 0
    var isClosed = false
  }

  private let name: String
  private let count: Int
  private let state = Mutex(State())
  private let available = DispatchSemaphore(value: 0)

  /// - Parameter name: what the threads are for, as errors say it.
  public init(name: String, count: Int) {
    self.name = name
    self.count = count
    for _ in 0..<count { start() }
  }

  /// Runs `body` on one of the threads. A body that has begun is not interrupted by cancellation.
  public func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let isAccepted = submit { continuation.resume(with: Result { try body() }) }
      if !isAccepted { continuation.resume(throwing: BlockingThreadsClosed(name: name)) }
    }
  }

  /// Ends the threads once they have done what was submitted. May be called more than once.
  public func close() {
    let isFirst = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard isFirst else { return }
    for _ in 0..<count { available.signal() }
  }

  private func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
    let isAccepted = state.withLock { state in
      guard !state.isClosed else { return false }
      state.jobs.append(job)
      return true
    }
    if isAccepted { available.signal() }
    return isAccepted
  }

  /// The next job; `nil` when there is none left, which after a signal means that the threads are closed.
  private func take() -> (@Sendable () -> Void)? {
    available.wait()
    return state.withLock { state in
      guard state.next < state.jobs.count else { return nil }
      let job = state.jobs[state.next]
      state.next += 1
      if state.next == state.jobs.count || state.next == 256 {
        state.jobs.removeFirst(state.next)
        state.next = 0
      }
      return job
    }
  }

  private func start() {
    let box = Unmanaged.passRetained(ThreadBody { [self] in while let job = take() { job() } })
    var thread = pthread_t()
    let result = pthread_create(&thread, nil, runThread, box.toOpaque())
    // Without a thread no work could ever end; the process is out of a basic resource at its start.
    precondition(result == 0, "pthread_create failed with \(result)")
    pthread_detach(thread)
  }
}

/// What a new thread takes over: it owns the box and releases it when it ends.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let body = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
  body.run()
  return nil
}

/// The program is shutting down its threads for blocking calls.
public struct BlockingThreadsClosed: Error, CustomStringConvertible {
  public let name: String
  public var description: String { "the threads \(name) are closed" }
}

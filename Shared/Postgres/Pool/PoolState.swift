/// The bookkeeping of a pool: pure, under the pool's lock. Methods return what is to be done outside the lock.
struct PoolState {
  /// What a caller gets: a connection, or leave to make one.
  enum Grant: Sendable {
    case connection(PostgresConnection)
    case slot
  }

  typealias Waiter = CheckedContinuation<Grant, any Error>

  enum Acquisition {
    case granted(Grant)
    case refused(PostgresError)
    case mustWait
  }

  enum Release {
    case none
    case resume(Waiter, with: Grant)
    case finished([CheckedContinuation<Void, Never>])
  }

  private let size: Int
  private let waiterLimit: Int
  private var idle: [PostgresConnection] = []
  /// Connections that exist or are being made, idle ones included.
  private var total = 0
  private var waiters: [(id: UInt64, waiter: Waiter)] = []
  private var lastWaiter: UInt64 = 0
  private var isClosed = false
  private var closers: [CheckedContinuation<Void, Never>] = []
  private var failures = 0
  private var retryAt: ContinuousClock.Instant?

  init(size: Int, waiterLimit: Int) {
    self.size = max(1, size)
    self.waiterLimit = waiterLimit
  }

  var inUse: Int { total - idle.count }
  var waiting: Int { waiters.count }
  var connections: Int { total }

  mutating func acquire() -> Acquisition {
    if isClosed { return .refused(.closed("pool")) }
    // The one used last is the one most likely to be alive, with its statements prepared.
    if let connection = idle.popLast() { return .granted(.connection(connection)) }
    if total < size {
      total += 1
      return .granted(.slot)
    }
    if waiters.count >= waiterLimit {
      return .refused(PostgresError(kind: .poolExhausted, message: "\(waiterLimit) callers wait for one of \(size) connections already"))
    }
    return .mustWait
  }

  mutating func nextWaiterID() -> UInt64 {
    lastWaiter += 1
    return lastWaiter
  }

  mutating func enqueue(_ waiter: Waiter, id: UInt64) { waiters.append((id, waiter)) }

  mutating func removeWaiter(_ id: UInt64) -> Waiter? {
    guard let position = waiters.firstIndex(where: { $0.id == id }) else { return nil }
    return waiters.remove(at: position).waiter
  }

  /// A usable connection comes back. nil: close it and then call `slotFreed`.
  mutating func giveBack(_ connection: PostgresConnection) -> Release? {
    if isClosed { return nil }
    if !waiters.isEmpty { return .resume(waiters.removeFirst().waiter, with: .connection(connection)) }
    idle.append(connection)
    return Release.none
  }

  /// A connection was closed or could not be made.
  mutating func slotFreed() -> Release {
    if !waiters.isEmpty { return .resume(waiters.removeFirst().waiter, with: .slot) }
    total -= 1
    guard isClosed, total == 0 else { return .none }
    defer { closers = [] }
    return .finished(closers)
  }

  /// Lets nobody in any more; returns who waits, to be refused, and the idle connections, to be closed.
  mutating func close() -> (waiters: [Waiter], idle: [PostgresConnection]) {
    isClosed = true
    defer {
      waiters = []
      idle = []
    }
    return (waiters.map(\.waiter), idle)
  }

  /// Whether all connections are gone; if not, `closer` is resumed when they are.
  mutating func awaitEnd(_ closer: CheckedContinuation<Void, Never>) -> Bool {
    if total == 0 { return true }
    closers.append(closer)
    return false
  }

  // MARK: Backing off from a server that is down

  mutating func connectSucceeded() {
    failures = 0
    retryAt = nil
  }

  /// From 50 ms doubled with each failure in a row up to half a second: gentle on a server that starts, and soon back.
  mutating func connectFailed(now: ContinuousClock.Instant) {
    let delay = min(500, 50 << min(failures, 4))
    failures += 1
    retryAt = now + .milliseconds(delay)
  }

  /// How long to wait before the next attempt to connect.
  func backoff(now: ContinuousClock.Instant) -> Duration? {
    guard let retryAt, retryAt > now else { return nil }
    return retryAt - now
  }
}

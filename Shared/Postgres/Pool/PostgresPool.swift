public import Logging
public import ServiceLifecycle
import Synchronization

/// A bounded set of connections that are made when needed and replaced when broken.
///
/// A caller who finds all in use waits in line; when too many wait, the next is refused with `.poolExhausted`. Waiting
/// ends with `CancellationError` when the task is cancelled. Do not ask for a second connection while holding one: when all
/// callers do that, all wait for each other. A caller who needs a new connection while the server is down
/// gets `.connection` after one attempt; attempts keep a growing distance of up to half a second.
public final class PostgresPool: Sendable, Service {
  public let configuration: PostgresConfiguration
  private let state: Mutex<PoolState>
  private let metrics: PostgresMetrics
  private let logger: Logger

  /// Connects to nothing yet.
  /// - Parameters:
  ///   - size: the most connections at a time, each with a thread of its own.
  ///   - waiterLimit: the most callers that wait for one; 64 for each connection unless given.
  public init(_ configuration: PostgresConfiguration, size: Int = 4, waiterLimit: Int? = nil, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
    metrics = PostgresMetrics(application: configuration.applicationName)
    state = Mutex(PoolState(size: size, waiterLimit: waiterLimit ?? max(1, size) * 64))
  }

  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  ///
  /// `body` runs once. Retrying is the caller's, who knows whether `error.isTransient` work may be done again.
  /// Code in `body` that belongs to no actor runs on the connection's thread, and so do its child tasks: a statement then
  /// costs no change of thread, and the cooperative pool is free. Long computations belong before or after it anyway.
  /// - Throws: what `body` throws; `PostgresError`, of kind `.commitOutcomeUnknown` when it cannot be known whether it was
  ///   committed.
  @discardableResult
  public func withTransaction<T>(
    isolation: PostgresIsolation = .readCommitted, readOnly: Bool = false,
    _ body: (PostgresTransaction) async throws -> T
  ) async throws -> T {
    // Connections that the server closed while they were idle are replaced here: nothing has been sent on them yet.
    while true {
      let (connection, isNew) = try await acquireTellingAge()
      do {
        if case .completed(let value) = try await connection.transact(isolation, readOnly: readOnly, body) {
          await release(connection)
          return value
        }
      } catch {
        await release(connection)
        throw error
      }
      await discard(connection)
      if isNew { throw PostgresError(kind: .connection, message: "a new connection was lost at once") }
    }
  }

  /// Lends a connection, for session locks and settings. What `body` leaves behind in the session is undone afterwards.
  /// As to threads see `withTransaction`.
  @discardableResult
  public func withConnection<T>(_ body: (PostgresConnection) async throws -> T) async throws -> T {
    let connection = try await acquire()
    do {
      let value = try await withTaskExecutorPreference(connection.executor) { try await body(connection) }
      await reset(connection)
      return value
    } catch {
      await reset(connection)
      throw error
    }
  }

  /// Runs one statement in a transaction of its own and returns the number of rows it touched.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int { try await run(sql).affectedRows }

  /// Runs one statement in a transaction of its own and returns its rows.
  public func query(_ sql: SQL) async throws -> [PostgresRow] { try await run(sql).rows }

  /// Runs one statement in a transaction of its own and returns its first row.
  public func first(_ sql: SQL) async throws -> PostgresRow? {
    let result = try await run(sql)
    return result.rowCount == 0 ? nil : PostgresRow(result: result, index: 0)
  }

  /// Runs several statements without values, as one transaction unless they say otherwise.
  public func execute(script: String) async throws {
    try await withConnection { try await $0.execute(script: script) }
  }

  /// Keeps the pool open until graceful shutdown or cancellation, then closes it.
  public func run() async throws {
    let (stream, stop) = AsyncStream<Never>.makeStream()
    await withTaskCancellationOrGracefulShutdownHandler {
      for await _ in stream {}
    } onCancelOrGracefulShutdown: {
      stop.finish()
    }
    await close()
  }

  /// Refuses new callers and those who wait, lets those who have a connection finish, and closes all. May be called again.
  public func close() async {
    let (waiters, idle) = state.withLock { $0.close() }
    for waiter in waiters { waiter.resume(throwing: PostgresError.closed("pool")) }
    for connection in idle { await discard(connection) }
    await withCheckedContinuation { closer in
      if state.withLock({ $0.awaitEnd(closer) }) { closer.resume() }
    }
    recordUse()
  }

  /// How many callers wait for a connection.
  public var waiting: Int { state.withLock { $0.waiting } }

  /// How many connections there are, used or idle, and being made.
  public var connections: Int { state.withLock { $0.connections } }

  // MARK: -

  private func run(_ sql: SQL) async throws -> PostgresResult {
    while true {
      let (connection, isNew) = try await acquireTellingAge()
      do {
        if let result = try await connection.runIfAlive(sql) {
          await release(connection)
          return result
        }
      } catch {
        await release(connection)
        throw error
      }
      await discard(connection)
      if isNew { throw PostgresError(kind: .connection, message: "a new connection was lost at once") }
    }
  }

  private func acquire() async throws -> PostgresConnection {
    while true {
      let (connection, isNew) = try await acquireTellingAge()
      if isNew { return connection }
      if await connection.isAliveAfterIdling() { return connection }
      await discard(connection)
    }
  }

  private func acquireTellingAge() async throws -> (PostgresConnection, isNew: Bool) {
    defer { recordUse() }
    switch try await nextGrant() {
    case .connection(let connection): return (connection, false)
    case .slot: return (try await connect(), true)
    }
  }

  private func nextGrant() async throws -> PoolState.Grant {
    try Task.checkCancellation()
    switch state.withLock({ $0.acquire() }) {
    case .granted(let grant): return grant
    case .refused(let error): throw error
    case .mustWait: break
    }
    let id = state.withLock { $0.nextWaiterID() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { waiter in wait(waiter, id: id) }
    } onCancel: {
      state.withLock { $0.removeWaiter(id) }?.resume(throwing: CancellationError())
    }
  }

  private func wait(_ waiter: PoolState.Waiter, id: UInt64) {
    let outcome = state.withLock { state -> Result<PoolState.Grant, any Error>? in
      // Looked at under the lock: a cancellation from now on finds the waiter in line and removes it.
      if Task.isCancelled { return .failure(CancellationError()) }
      switch state.acquire() {
      case .granted(let grant): return .success(grant)
      case .refused(let error): return .failure(error)
      case .mustWait:
        state.enqueue(waiter, id: id)
        return nil
      }
    }
    if let outcome { waiter.resume(with: outcome) }
    recordUse()
  }

  /// Makes the connection that a slot stands for; gives the slot back when it cannot.
  private func connect() async throws -> PostgresConnection {
    do {
      if let delay = state.withLock({ $0.backoff(now: .now) }) { try await Task.sleep(for: delay) }
      let connection = try await PostgresConnection.connect(configuration, metrics: metrics, logger: logger)
      state.withLock { $0.connectSucceeded() }
      return connection
    } catch {
      if error is PostgresError { state.withLock { $0.connectFailed(now: .now) } }
      perform(state.withLock { $0.slotFreed() })
      throw error
    }
  }

  private func reset(_ connection: PostgresConnection) async {
    do {
      try await connection.reset()
      await release(connection)
    } catch {
      logger.debug("session not reset, closing it", metadata: ["error": "\(error)"])
      await discard(connection)
    }
  }

  private func release(_ connection: PostgresConnection) async {
    if connection.isReusable.load(ordering: .acquiring), let release = state.withLock({ $0.giveBack(connection) }) {
      perform(release)
      recordUse()
    } else {
      await discard(connection)
    }
  }

  private func discard(_ connection: PostgresConnection) async {
    await connection.close()
    perform(state.withLock { $0.slotFreed() })
    recordUse()
  }

  private func perform(_ release: PoolState.Release) {
    switch release {
    case .none: break
    case .resume(let waiter, let grant): waiter.resume(returning: grant)
    case .finished(let closers): for closer in closers { closer.resume() }
    }
  }

  private func recordUse() {
    let (inUse, waiting) = state.withLock { ($0.inUse, $0.waiting) }
    metrics.recordPool(inUse: inUse, waiting: waiting)
  }
}

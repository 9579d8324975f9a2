public import Contracts
public import Postgres

/// A service's own schema, and the only way to change it: a transaction whose events go out if it commits.
public struct ServiceDatabase: Sendable {
  public let service: ServiceName
  public let pool: PostgresPool
  public let clock: WallClock
  let signal: OutboxSignal
  let failPoints: FailPoints
  let tracing: @Sendable () -> String?

  /// - Parameter traceParent: gives the W3C `traceparent` of the work under way, for the events that it publishes.
  public init(
    service: ServiceName, pool: PostgresPool, clock: WallClock, failPoints: FailPoints = .none,
    traceParent: @escaping @Sendable () -> String? = { nil }
  ) {
    self.service = service
    self.pool = pool
    self.clock = clock
    self.failPoints = failPoints
    signal = OutboxSignal()
    tracing = traceParent
  }

  /// Runs `body` in a transaction and commits it together with the events that it published.
  ///
  /// Throws what `body` throws, after rolling back. `PostgresError.isTransient` says whether trying again can help; an ambiguous commit
  /// (the connection broke while it was on its way) is reported as such and is safe to try again when `body` is.
  ///
  /// - Parameter onlyCommits: called when nothing is left to do but the commit.
  public func work<Value>(onlyCommits: () -> Void = {}, _ body: (Work) async throws -> Value) async throws -> Value {
    let value = try await perform(onlyCommits: onlyCommits, body)
    failPoints.hit(.afterWork)
    return value
  }

  /// Runs `body` in a transaction that only reads.
  public func read<Value>(_ body: (PostgresTransaction) async throws -> Value) async throws -> Value {
    try await pool.withTransaction(readOnly: true, body)
  }

  func perform<Value>(
    failingAt place: FailPoints.Place? = nil, onlyCommits: () -> Void = {}, _ body: (Work) async throws -> Value
  ) async throws -> Value {
    let value = try await pool.withTransaction { transaction in
      let work = Work(transaction: transaction, now: clock.now, service: service, traceParent: tracing())
      let value = try await body(work)
      // With COMMIT, which waits for it anyway.
      if let insertion = OutboxStore.insertion(of: work.takeOutgoing()) { try await transaction.executeWithNext(insertion) }
      if let place { failPoints.hit(place) }
      onlyCommits()
      return value
    }
    signal.ring()
    return value
  }
}

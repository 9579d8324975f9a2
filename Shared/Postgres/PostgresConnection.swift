public import Logging
import Synchronization

/// One connection to PostgreSQL: an actor on a thread of its own, where all calls into libpq block.
///
/// A call costs one change to that thread and one back. Cancelling the task that waits for a statement asks the server to
/// break it off, and the statement throws `CancellationError`. Close it explicitly; a pool does that for its own.
public actor PostgresConnection {
  nonisolated let executor: ConnectionExecutor
  private let metrics: PostgresMetrics
  private let logger: Logger
  private var session: Session?
  private var scope: UInt64 = 0
  private var isInTransaction = false
  private var isCopying = false
  private var savepoints = 0
  private var cursors = 0
  /// Whether a pool may use the connection again; read from outside without a change of thread.
  nonisolated let isReusable = Atomic<Bool>(false)

  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private init(executor: ConnectionExecutor, metrics: PostgresMetrics, logger: Logger) {
    self.executor = executor
    self.metrics = metrics
    self.logger = logger
  }

  isolated deinit {
    // On the connection's own thread. close() has freed the session; if nobody called it, it is freed here, for a session
    // leaked on the server is worse than one closed late.
    session?.finish()
    executor.stop()
  }

  /// Connects and signs in.
  /// - Throws: `PostgresError` of kind `.connection`, or `.usage` for a URL that cannot be parsed.
  public static func connect(_ configuration: PostgresConfiguration, logger: Logger) async throws -> PostgresConnection {
    try await connect(configuration, metrics: PostgresMetrics(application: configuration.applicationName), logger: logger)
  }

  static func connect(
    _ configuration: PostgresConfiguration, metrics: PostgresMetrics, logger: Logger
  ) async throws -> PostgresConnection {
    let connection = PostgresConnection(executor: try .started(), metrics: metrics, logger: logger)
    try await connection.open(configuration)
    return connection
  }

  private func open(_ configuration: PostgresConfiguration) throws {
    session = try Session.open(configuration, logger: logger)
    updateReusability()
  }

  /// Ends the session. Later calls throw `.closed`. May be called again.
  public func close() {
    session?.finish()
    session = nil
    updateReusability()
  }

  func closeAfterFailure(_ error: any Error) {
    logger.debug("rollback failed, closing the connection", metadata: ["error": "\(error)"])
    close()
  }

  // MARK: Statements

  /// Runs one statement and returns the number of rows it touched.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int { try await run(sql, in: nil).affectedRows }

  /// Runs one statement and returns its rows.
  public func query(_ sql: SQL) async throws -> [PostgresRow] { try await run(sql, in: nil).rows }

  /// Runs several statements without values, as a migration has them.
  public func execute(script: String) async throws { try await execute(script: script, in: nil) }

  func execute(script: String, in scope: UInt64?) async throws {
    guard !script.utf8.contains(0) else { throw PostgresError.usage("the script contains a zero byte") }
    try await interruptible(in: scope) { try $0.simple(script) }
  }

  func run(_ sql: SQL, in scope: UInt64?) async throws -> PostgresResult {
    try await interruptible(in: scope) { session in try session.run(sql) }
  }

  /// As `run`, but first looks whether the server has closed the connection while it was idle: nil if so, and nothing was sent.
  func runIfAlive(_ sql: SQL) async throws -> PostgresResult? {
    try await interruptible(in: nil) { session in session.isStale() ? nil : try session.run(sql) }
  }

  /// Whether the server has kept the connection open while it was idle.
  func isAliveAfterIdling() -> Bool { session.map { !$0.isStale() } ?? false }

  func pipeline(in scope: UInt64, _ fill: (inout PostgresPipeline) throws -> Void) async throws {
    try await interruptible(in: scope) { try $0.pipeline(fill) }
  }

  /// What came of the statements, which are sent without waiting for each other's answers.
  func results(of statements: [SQL], in scope: UInt64) async throws -> [PostgresResult] {
    try await interruptible(in: scope) { try $0.results(of: statements) }
  }

  /// Keeps a statement until the next one goes out.
  func enqueue(_ sql: SQL, in scope: UInt64) throws {
    guard !isCopying else { throw PostgresError.usage("a statement while rows are being copied") }
    try openSession(scope).waiting.append(sql)
  }

  // MARK: Transactions

  /// Starts a transaction; nil if the connection turns out to be lost, which it may be after having been idle.
  func begin(_ isolation: PostgresIsolation, readOnly: Bool) throws -> PostgresTransaction? {
    let session = try openSession()
    defer { updateReusability() }
    if session.isStale() { return nil }
    try session.begin(isolation, readOnly: readOnly)
    scope += 1
    isInTransaction = true
    savepoints = 0
    cursors = 0
    return PostgresTransaction(connection: self, scope: scope)
  }

  func commit(_ scope: UInt64) throws {
    let session = try openSession(scope)
    guard !isCopying else { throw PostgresError.usage("COMMIT while rows are being copied") }
    let start = ContinuousClock.now
    defer {
      metrics.recordStatement(since: start)
      isInTransaction = false
      updateReusability()
    }
    try session.commit()
  }

  func rollback(_ scope: UInt64) throws {
    let session = try openSession(scope)
    defer {
      isInTransaction = false
      updateReusability()
    }
    try session.rollback()
  }

  func beginSavepoint(_ scope: UInt64) async throws -> String {
    savepoints += 1
    let name = "p\(savepoints)"
    try await interruptible(in: scope) { try $0.simple("SAVEPOINT \(name)") }
    return name
  }

  func releaseSavepoint(_ name: String, _ scope: UInt64) throws { try openSession(scope).simple("RELEASE SAVEPOINT \(name)") }

  func rollback(toSavepoint name: String, _ scope: UInt64) throws { try openSession(scope).rollback(to: name) }

  /// Names start again with each transaction, so that the statements of cursors stay the same and are prepared once.
  func nextCursorName() -> String {
    cursors += 1
    return "c\(cursors)"
  }

  func isTransactionOpen() -> Bool { session?.isTransactionOpen ?? false }

  /// Undoes what the caller of `withConnection` may have left behind.
  func reset() throws {
    defer { updateReusability() }
    try openSession().reset()
  }

  // MARK: Copying

  func beginCopy(table: String, columns: [String], in scope: UInt64) async throws -> [PostgresType] {
    let types = try await interruptible(in: scope) { session in
      let types = try session.columnTypes(table: table, columns: columns)
      try session.beginCopy(table: table, columns: columns)
      return types
    }
    isCopying = true
    return types
  }

  func sendCopy(_ bytes: [UInt8], in scope: UInt64) throws {
    try Task.checkCancellation()
    try openSession(scope).sendCopy(bytes)
  }

  func endCopy(in scope: UInt64) throws -> Int {
    let session = try openSession(scope)
    isCopying = false
    return try session.endCopy()
  }

  func abandonCopy(in scope: UInt64) throws {
    let session = try openSession(scope)
    isCopying = false
    try session.abandonCopy()
  }

  // MARK: -

  private func openSession(_ scope: UInt64? = nil) throws -> Session {
    guard let session else { throw PostgresError.closed("connection") }
    if let scope, scope != self.scope || !isInTransaction { throw PostgresError.usage("the transaction has ended") }
    return session
  }

  private func updateReusability() { isReusable.store(session?.isReusable ?? false, ordering: .releasing) }

  /// Runs `operation` on this thread, breaking it off on the server when the task is cancelled.
  @discardableResult
  private func interruptible<R: Sendable>(in scope: UInt64?, _ operation: (Session) throws -> R) async throws -> R {
    let session = try openSession(scope)
    guard !isCopying else { throw PostgresError.usage("a statement while rows are being copied") }
    let canceller = session.canceller
    let statement = canceller.nextStatement()
    return try await withTaskCancellationHandler {
      canceller.begin(statement)
      let start = ContinuousClock.now
      defer {
        canceller.end(statement)
        metrics.recordStatement(since: start)
        updateReusability()
      }
      try Task.checkCancellation()
      do {
        return try operation(session)
      } catch let error as PostgresError where error.sqlState == "57014" && Task.isCancelled {
        throw CancellationError()
      }
    } onCancel: {
      canceller.cancel(statement)
    }
  }
}

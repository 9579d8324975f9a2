import CLibpq
import Glibc
import Logging

/// One libpq connection and its prepared statements. Every call blocks: only the thread of its `PostgresConnection` calls.
final class Session {
  /// Owned; freed by `finish()`, once.
  let handle: OpaquePointer
  let canceller: StatementCanceller
  var cache: StatementCache
  /// The error that aborted the open transaction: what follows it says only 25P02, which is of no use to anybody.
  var abortedBy: PostgresError?
  /// Whether the open transaction was asked to be read only, so that 25006 is the program's mistake and not a standby.
  var isReadOnly = false
  /// Set when the protocol is in a state that this library does not get it out of.
  var isSpoilt = false
  /// Statements that go out with the next one, in front of it: BEGIN above all.
  var waiting: [SQL] = []
  /// Off, each statement waits for its answer.
  let pipelines: Bool

  private init(handle: OpaquePointer, configuration: PostgresConfiguration, logger: Logger) {
    self.handle = handle
    pipelines = configuration.pipelines
    canceller = StatementCanceller(connection: handle, logger: logger)
    cache = StatementCache(capacity: configuration.preparedStatements)
  }

  /// - Throws: `PostgresError`: `.usage` for a URL that cannot be parsed, `.connection` for a server that cannot be reached or
  ///   that does not let us in (`isTransient` is false when the sign-in is refused or the database does not exist).
  static func open(_ configuration: PostgresConfiguration, logger: Logger) throws -> Session {
    let parameters = try ConnectionParameters(configuration)
    guard let handle = parameters.connect() else {
      throw PostgresError(kind: .connection, message: "out of memory for a connection")
    }
    guard PQstatus(handle) == CONNECTION_OK else {
      defer { PQfinish(handle) }
      throw refusal(PQerrorMessage(handle).map { String(cString: $0) } ?? "")
    }
    // Notices would go to standard error and may carry values.
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    return Session(handle: handle, configuration: configuration, logger: logger)
  }

  /// libpq keeps no SQLSTATE of a failed sign-in. Its text names host, port, user and database, never the password.
  private static func refusal(_ text: String) -> PostgresError {
    let reason = text.split(separator: "\n").joined(separator: "; ")
    var error = PostgresError(kind: .connection, message: "cannot connect: \(reason)")
    let permanent = [
      "authentication failed", "does not exist", "no pg_hba.conf entry", "permission denied", "no password supplied",
      "does not support SSL",
    ]
    // A socket file that does not exist is a server that is down, not a name that is wrong.
    let isSocket = reason.contains("No such file or directory")
    error.isTransient = isSocket || !permanent.contains { reason.contains($0) }
    return error
  }

  /// Frees the connection. Nothing may be called afterwards.
  func finish() { PQfinish(handle) }

  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK && !isSpoilt }

  /// Whether the connection may go back to a pool: alive, outside of a transaction, and no late cancellation under way.
  var isReusable: Bool { isAlive && PQtransactionStatus(handle) == PQTRANS_IDLE && waiting.isEmpty && !canceller.wasAsked }

  var isTransactionOpen: Bool { PQtransactionStatus(handle) == PQTRANS_INTRANS }

  /// Looks, without a round trip, whether the server has closed a connection that lay idle.
  func isStale() -> Bool {
    var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
    // A terminated session leaves a message and then the end of the stream; each read takes one of them.
    for _ in 0..<4 where isAlive {
      guard poll(&descriptor, 1, 0) > 0 else { break }
      if PQconsumeInput(handle) == 0 { return true }
    }
    return !isAlive
  }

  /// Runs statements as plain text, without parameters and without preparing them.
  @discardableResult
  func simple(_ text: String) throws -> PostgresResult {
    try sendWaiting()
    guard let pointer = PQexec(handle, text) else { throw lost() }
    return try checked(pointer, columns: nil)
  }

  /// Takes over `pointer`; turns it into a result or an error.
  func checked(_ pointer: OpaquePointer, columns: PostgresColumns?) throws -> PostgresResult {
    let status = PQresultStatus(pointer)
    switch status {
    case PGRES_TUPLES_OK:
      let known = columns.flatMap { $0.describes(pointer) ? $0 : nil }
      return PostgresResult(pointer: pointer, columns: known ?? PostgresColumns(result: pointer))
    case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      return PostgresResult(pointer: pointer, columns: columns ?? PostgresColumns(result: pointer))
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      PQclear(pointer)
      isSpoilt = true
      throw PostgresError.usage("COPY goes through copyIn, not through a statement")
    default:
      defer { PQclear(pointer) }
      throw failure(pointer)
    }
  }

  /// What the server said, as an error without values.
  func failure(_ pointer: OpaquePointer) -> PostgresError {
    func field(_ which: ronda_pq_diagnostic) -> String? { ronda_pq_field(pointer, which).map { String(cString: $0) } }
    guard let state = field(RONDA_PQ_SQLSTATE) else { return lost() }
    let severity = field(RONDA_PQ_SEVERITY)
    let isLost = severity == "FATAL" || severity == "PANIC" || PQstatus(handle) != CONNECTION_OK
    if isLost { isSpoilt = true }
    let said = field(RONDA_PQ_MESSAGE) ?? ""
    var error = PostgresError(
      kind: isLost ? .connection : .server, message: SQLState.messageIsFreeOfValues(state) ? said : "the server refused the statement",
      sqlState: state)
    error.severity = severity
    error.schema = field(RONDA_PQ_SCHEMA)
    error.table = field(RONDA_PQ_TABLE)
    error.column = field(RONDA_PQ_COLUMN)
    error.constraint = field(RONDA_PQ_CONSTRAINT)
    error.detail = [said, field(RONDA_PQ_DETAIL), field(RONDA_PQ_HINT)].compactMap { $0 }.joined(separator: "\n")
    if state == "25006", isReadOnly { error.isTransient = false }
    if field(RONDA_PQ_SOURCE_FUNCTION) == "RevalidateCachedQuery" { error.isTransient = true }
    if state == "25P02", let abortedBy { return abortedBy }
    if PQtransactionStatus(handle) == PQTRANS_INERROR, abortedBy == nil { abortedBy = error }
    return error
  }

  /// The error of a connection that has gone.
  func lost() -> PostgresError {
    isSpoilt = true
    let said = PQerrorMessage(handle).map { String(cString: $0) }
    return PostgresError(kind: .connection, message: "the connection was lost", detail: said)
  }
}

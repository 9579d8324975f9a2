/// What went wrong with PostgreSQL.
///
/// `description` never contains a value: not a bound one, not one from a row. What the server said in full, which may
/// contain values, is in `detail` and belongs neither in logs nor in answers to people.
public struct PostgresError: Error, Sendable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// No connection could be made, or it was lost.
    case connection
    /// The server refused or broke off the statement; `sqlState` says why.
    case server
    /// A column was not what the caller asked for.
    case decoding
    /// The library was called wrongly; a bug in the program.
    case usage
    /// The pool or the connection has been closed by this program.
    case closed
    /// The connection was lost while COMMIT was under way: the transaction may have been committed or not.
    /// Look for what it wrote before doing it again, or do only what is safe to do twice.
    case commitOutcomeUnknown
    /// Too many callers wait for a connection already.
    case poolExhausted
  }

  public var kind: Kind
  /// The five characters of SQLSTATE when the server said something.
  public var sqlState: String?
  /// ERROR, FATAL or PANIC.
  public var severity: String?
  public var schema: String?
  public var table: String?
  public var column: String?
  public var constraint: String?
  /// What this library has to say, free of values.
  public var message: String
  /// What the server or libpq said, with detail and hint. May contain values. Only on request, never into a log.
  public var detail: String?
  /// True when the same work may succeed when it is tried again: a lost connection, a serialization failure, a deadlock,
  /// missing resources, a lock or a statement that timed out, a server that shuts down or starts.
  /// An unknown commit outcome counts too: see `Kind.commitOutcomeUnknown` for what to take care of.
  public var isTransient: Bool

  public init(kind: Kind, message: String, sqlState: String? = nil, detail: String? = nil) {
    self.kind = kind
    self.message = message
    self.sqlState = sqlState
    self.detail = detail
    switch kind {
    case .connection, .commitOutcomeUnknown, .poolExhausted: isTransient = true
    case .server: isTransient = sqlState.map(SQLState.isTransient) ?? false
    case .decoding, .usage, .closed: isTransient = false
    }
  }

  /// Whether it is about the way to the server and not about what was asked of it.
  public var concernsConnection: Bool {
    switch kind {
    case .connection, .closed, .commitOutcomeUnknown, .poolExhausted: true
    case .server, .decoding, .usage: false
    }
  }

  public var description: String {
    var text = "PostgreSQL \(kind): \(message)"
    if let sqlState { text += " [\(sqlState) \(SQLState.name(of: sqlState))]" }
    for (label, value) in [("schema", schema), ("table", table), ("column", column), ("constraint", constraint)] {
      if let value { text += " \(label)=\(value)" }
    }
    return text
  }

  static func usage(_ message: String) -> PostgresError { PostgresError(kind: .usage, message: message) }

  static func closed(_ what: String) -> PostgresError { PostgresError(kind: .closed, message: "the \(what) is closed") }
}

/// How to reach a database and what every session of it starts with.
public struct PostgresConfiguration: Sendable {
  /// `postgresql://user:password@host:port/database?sslmode=verify-full`, with every option that libpq knows; for a unix
  /// socket `postgresql:///database?host=/directory&port=5432&user=name`. Contains a password: never log it.
  public var url: String
  /// Shown by the server in `pg_stat_activity`, and the label of this program's metrics.
  public var applicationName: String
  /// Schemas to look in, first to last; empty leaves the server's setting.
  public var searchPath: [String]
  /// The role to act as after signing in; the user that signs in must be a member of it.
  public var role: String?
  /// How long one statement may take on the server; nil leaves the server's setting.
  public var statementTimeout: Duration?
  /// How long one attempt to connect may take. libpq counts whole seconds and at least 2.
  public var connectTimeout: Duration
  /// How many prepared statements each connection keeps; the one used longest ago goes first.
  public var preparedStatements: Int
  /// Whether pipelines are used; off, each of their statements waits for its answer, as a pooler may need that knows no pipelines.
  public var pipelines: Bool

  public init(
    url: String, applicationName: String = "ronda", searchPath: [String] = [], role: String? = nil,
    statementTimeout: Duration? = nil, connectTimeout: Duration = .seconds(5), preparedStatements: Int = 256,
    pipelines: Bool = true
  ) {
    self.url = url
    self.applicationName = applicationName
    self.searchPath = searchPath
    self.role = role
    self.statementTimeout = statementTimeout
    self.connectTimeout = connectTimeout
    self.preparedStatements = preparedStatements
    self.pipelines = pipelines
  }

  /// The server's start options, on top of those that the URL carries: settings made so are the session's defaults,
  /// which `RESET` and `SET LOCAL` go back to.
  func startOptions(fromURL given: String?) -> String {
    var settings: [String] = ["client_min_messages=warning"]
    if !searchPath.isEmpty {
      settings.append("search_path=" + searchPath.map(SQL.quoted).joined(separator: ","))
    }
    if let role { settings.append("role=\(role)") }
    if let statementTimeout { settings.append("statement_timeout=\(statementTimeout.wholeMilliseconds)") }
    let ours = settings.map { "-c " + Self.escaped($0) }.joined(separator: " ")
    guard let given, !given.isEmpty else { return ours }
    return given + " " + ours
  }

  /// Spaces and backslashes within one start option are escaped by a backslash.
  private static func escaped(_ option: String) -> String {
    var result = ""
    for character in option {
      if character == " " || character == "\\" { result += "\\" }
      result.append(character)
    }
    return result
  }
}

extension Duration {
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}

/// Where a private PostgreSQL server lives and how it behaves.
package struct EmbeddedPostgresConfiguration: Sendable {
  package enum Authentication: Sendable {
    /// Whoever reaches the server is let in. For tests.
    case trust
    /// A random password, made with the data directory and kept beside it in `<dataDirectory>.password`.
    case password
  }

  /// Made when it does not exist. PostgreSQL's user must be able to pass through all its parents.
  package var dataDirectory: String
  /// Where the unix socket and the server's log go; made when it does not exist. The path may have up to 90 bytes.
  package var socketDirectory: String
  /// nil takes a free port at the first start and keeps it while this process lives.
  package var port: Int?
  package var authentication: Authentication
  /// False gives up durability (fsync and what belongs to it) for speed: for tests that do not crash the machine.
  package var isDurable: Bool
  /// The server's settings, on top of ours.
  package var settings: [String: String]
  /// Where `initdb`, `postgres` and `psql` are.
  package var binaries: String

  package init(
    dataDirectory: String, socketDirectory: String, port: Int? = nil, authentication: Authentication = .password,
    isDurable: Bool = true, settings: [String: String] = [:], binaries: String = "/usr/lib/postgresql/15/bin"
  ) {
    self.dataDirectory = dataDirectory
    self.socketDirectory = socketDirectory
    self.port = port
    self.authentication = authentication
    self.isDurable = isDurable
    self.settings = settings
    self.binaries = binaries
  }

  /// The settings that the server is started with.
  ///
  /// The log has no level that may quote data: errors and warnings of statements go to their clients only.
  func serverSettings(port: Int) -> [String: String] {
    var all = [
      "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": socketDirectory, "max_connections": "200",
      "timezone": "UTC", "log_timezone": "UTC", "log_min_messages": "log", "log_error_verbosity": "terse",
      "log_min_error_statement": "panic", "logging_collector": "off",
    ]
    if !isDurable {
      all.merge(["fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"]) { _, new in new }
    }
    return all.merging(settings) { _, given in given }
  }
}

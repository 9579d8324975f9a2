import Foundation
package import Logging
import Synchronization

/// A private PostgreSQL server on a data directory of its own: prepared when it is not, started as a child of this process,
/// and stopped with it (fast, even when this process is killed).
///
/// A server that an earlier process left behind is stopped first; a data directory in use by a living process is refused.
package actor EmbeddedPostgres {
  /// How to stop, by what the server is sent.
  package enum StopMode: Sendable {
    /// Breaks off transactions, writes a checkpoint, ends. SIGINT.
    case fast
    /// Ends at once and recovers at the next start, as after a crash. SIGQUIT.
    case immediate
    /// The server gets no chance to do anything. SIGKILL.
    case kill

    var signal: Int32 {
      switch self {
      case .fast: SIGINT
      case .immediate: SIGQUIT
      case .kill: SIGKILL
      }
    }
  }

  package nonisolated let configuration: EmbeddedPostgresConfiguration
  private let logger: Logger
  private let user: ServerUser
  private let server = Mutex<ChildProcess?>(nil)
  private var chosenPort: Int?
  private var lock: DirectoryLock?
  private var password: String?

  /// Whether a server started by this process could use that directory: run by root, the server runs as `postgres`, which
  /// may not pass through, say, `/root`.
  package static func canUse(directory: String) throws -> Bool {
    try ServerUser.forThisProcess().obstacle(to: directory) == nil
  }

  package static let superuser = "postgres"

  /// - Throws: `EmbeddedPostgresError` when the programs are not installed or there is no user to run them.
  package init(_ configuration: EmbeddedPostgresConfiguration, logger: Logger) throws {
    self.configuration = configuration
    self.logger = logger
    user = try ServerUser.forThisProcess()
    guard FileManager.default.isExecutableFile(atPath: configuration.binaries + "/postgres") else {
      throw EmbeddedPostgresError(
        "PostgreSQL is not installed in \(configuration.binaries): apt install postgresql-15 postgresql-15-postgis-3")
    }
    for directory in [configuration.dataDirectory, configuration.socketDirectory] {
      guard let obstacle = user.obstacle(to: directory) else { continue }
      throw EmbeddedPostgresError("user \(user.name), whom PostgreSQL runs as, may not pass through \(obstacle): choose another directory")
    }
    guard configuration.socketDirectory.utf8.count <= 90 else {
      throw EmbeddedPostgresError("the path of the socket directory is longer than 90 bytes: \(configuration.socketDirectory)")
    }
  }

  /// The TCP port, once started.
  package var port: Int? { chosenPort }

  /// The file that the server and `initdb` write to.
  package nonisolated var logFile: String { configuration.socketDirectory + "/postgres.log" }

  /// Prepares the data directory if it is empty, starts the server and waits until it takes connections.
  /// - Throws: `EmbeddedPostgresError` with the end of the server's log.
  package func start(within limit: Duration = .seconds(60)) async throws {
    guard server.withLock({ $0?.hasEnded ?? true }) else { return }
    try user.makeDirectory(configuration.socketDirectory, permissions: 0o755)
    if lock == nil {
      try FileManager.default.createDirectory(
        atPath: (configuration.dataDirectory as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      lock = try DirectoryLock(path: configuration.dataDirectory + ".lock")
    }
    try await prepare()
    try await stopOrphan()
    let deadline = ContinuousClock.now + limit
    while true {
      let logEnd = logSize
      if try await launch(until: deadline) { return }
      let said = logText(from: logEnd)
      let isPortTaken = said.contains("Address already in use") && configuration.port == nil
      // After SIGKILL the old server's children need a moment to notice.
      let isMemoryInUse = said.contains("still in use")
      guard isPortTaken || isMemoryInUse, ContinuousClock.now < deadline else {
        throw EmbeddedPostgresError("PostgreSQL did not start; the end of \(logFile): \(said.suffix(1000))")
      }
      if isPortTaken { chosenPort = nil }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// Stops the server and waits until it has ended.
  package func stop(_ mode: StopMode = .fast) async {
    guard let process = server.withLock({ $0 }) else { return }
    process.signal(mode.signal)
    _ = await process.exitStatus()
    server.withLock { $0 = nil }
    lock = nil
  }

  /// Waits until the server ends, by `stop` or by itself, and returns its exit status; nil if it does not run.
  package nonisolated func exitStatus() async -> Int32? { await server.withLock { $0 }?.exitStatus() }

  package func restart(_ mode: StopMode = .fast) async throws {
    await stop(mode)
    try await start()
  }

  /// Sends the signal and does not wait; for a handler at the end of the process.
  package nonisolated func signalStop(_ mode: StopMode) { server.withLock { $0 }?.signal(mode.signal) }

  package nonisolated var isRunning: Bool { server.withLock { $0.map { !$0.hasEnded } ?? false } }

  /// The URL for a database of the started server, over TCP. Contains the password.
  package func url(database: String) throws -> String {
    guard let chosenPort else { throw EmbeddedPostgresError("the server has not been started") }
    let secret = password.map { ":" + $0 } ?? ""
    return "postgresql://\(Self.superuser)\(secret)@127.0.0.1:\(chosenPort)/\(database)"
  }

  /// Makes a database, if there is none of that name, and in its schema `public` the extensions it lacks.
  package func createDatabase(_ name: String, extensions: [String] = ["postgis"]) async throws {
    let isThere = try await psql("SELECT 1 FROM pg_database WHERE datname = \(Self.literal(name))", database: "postgres")
    if isThere.isEmpty { _ = try await psql("CREATE DATABASE \(Self.identifier(name))", database: "postgres") }
    for item in extensions {
      _ = try await psql("CREATE EXTENSION IF NOT EXISTS \(Self.identifier(item)) SCHEMA public", database: name)
    }
  }

  // MARK: -

  private func prepare() async throws {
    let secretFile = configuration.dataDirectory + ".password"
    if !FileManager.default.fileExists(atPath: configuration.dataDirectory + "/PG_VERSION") {
      try user.makeDirectory(configuration.dataDirectory, permissions: 0o700)
      var options = ["--username=\(Self.superuser)", "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata=\(configuration.dataDirectory)"]
      switch configuration.authentication {
      case .trust: options += ["--auth=trust"]
      case .password:
        try writeNewPassword(to: secretFile)
        options += ["--auth=scram-sha-256", "--pwfile=\(secretFile)"]
      }
      if !configuration.isDurable { options += ["--no-sync"] }
      let logEnd = logSize
      let status = try await ChildProcess.run(command([configuration.binaries + "/initdb"] + options))
      guard status == 0 else {
        throw EmbeddedPostgresError("initdb failed with status \(status): \(logText(from: logEnd).suffix(1000))")
      }
    }
    guard case .password = configuration.authentication else { return }
    guard let secret = FileManager.default.contents(atPath: secretFile) else {
      throw EmbeddedPostgresError("the password of the data directory is not in \(secretFile)")
    }
    password = String(decoding: secret, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func writeNewPassword(to path: String) throws {
    var generator = SystemRandomNumberGenerator()
    let secret = (0..<4).map { _ in String(generator.next() as UInt64, radix: 36) }.joined()
    guard FileManager.default.createFile(atPath: path, contents: Data(secret.utf8), attributes: [.posixPermissions: 0o600]) else {
      throw EmbeddedPostgresError("cannot write \(path)")
    }
    try user.takeOver(path)
  }

  /// We hold the lock, so a server that still runs here has lost the process that started it.
  private func stopOrphan() async throws {
    let file = PostmasterFile(dataDirectory: configuration.dataDirectory)
    // One that is just starting has made the file and not said yet who it is. Without its file nobody could find it any more.
    let unwritten = ContinuousClock.now + .seconds(2)
    while file.isUnwritten, ContinuousClock.now < unwritten { try await Task.sleep(for: .milliseconds(20)) }
    var signals = [SIGINT, SIGQUIT, SIGKILL][...]
    while let orphan = file.serverProcess {
      guard let next = signals.popFirst() else { throw EmbeddedPostgresError("server process \(orphan) does not end") }
      logger.notice("stopping a server left behind", metadata: ["process": "\(orphan)"])
      kill(orphan, next)
      let deadline = ContinuousClock.now + .seconds(20)
      while file.serverProcess == orphan, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
    }
    // The file of a server that crashed: the process that has its number now may be any, and the server would be misled.
    if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(atPath: file.path) }
  }

  /// Starts the server once; false if it ended before it was ready.
  private func launch(until deadline: ContinuousClock.Instant) async throws -> Bool {
    let port = try configuration.port ?? chosenPort ?? FreePort.next()
    chosenPort = port
    let settings = configuration.serverSettings(port: port).sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    let arguments = [configuration.binaries + "/postgres", "-D", configuration.dataDirectory] + settings
    let process = try await ChildProcess.start(command(arguments, diesWithParent: true))
    let file = PostmasterFile(dataDirectory: configuration.dataDirectory)
    while !file.saysReady(process.processID) {
      if process.hasEnded { return false }
      do {
        guard ContinuousClock.now < deadline else { throw EmbeddedPostgresError("PostgreSQL was not ready in time; see \(logFile)") }
        try await Task.sleep(for: .milliseconds(10))
      } catch {
        process.signal(SIGQUIT)
        _ = await process.exitStatus()
        throw error
      }
    }
    server.withLock { $0 = process }
    logger.info("PostgreSQL started", metadata: ["port": "\(port)", "process": "\(process.processID)"])
    return true
  }

  private func command(_ arguments: [String], diesWithParent: Bool = false) -> ChildProcess.Command {
    let line = user.command(arguments, diesWithParent: diesWithParent)
    return ChildProcess.Command(executable: line[0], arguments: Array(line.dropFirst()), output: logFile)
  }

  private var logSize: Int { FileManager.default.contents(atPath: logFile)?.count ?? 0 }

  private func logText(from start: Int) -> String {
    String(decoding: (FileManager.default.contents(atPath: logFile) ?? Data()).dropFirst(start), as: UTF8.self)
  }

  /// Runs one statement by `psql` and returns what it prints.
  private func psql(_ statement: String, database: String) async throws -> String {
    guard let chosenPort else { throw EmbeddedPostgresError("the server has not been started") }
    let output = NSTemporaryDirectory() + "/psql-" + UUID().uuidString
    defer { unlink(output) }
    var command = ChildProcess.Command(
      executable: configuration.binaries + "/psql",
      arguments: [
        "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", "\(chosenPort)", "-U", Self.superuser, "-d", database,
        "-c", statement,
      ], output: output)
    command.environment["PGPASSWORD"] = password
    command.environment["PGOPTIONS"] = "-c client_min_messages=error"
    let status = try await ChildProcess.run(command)
    let said = String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    guard status == 0 else { throw EmbeddedPostgresError("psql failed with status \(status): \(said.suffix(500))") }
    return said.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func literal(_ text: String) -> String { "'" + text.replacingOccurrences(of: "'", with: "''") + "'" }

  private static func identifier(_ text: String) -> String { "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
}

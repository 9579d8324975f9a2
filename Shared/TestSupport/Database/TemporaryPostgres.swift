import Foundation
package import Logging
import Postgres
package import ServiceKit
import Synchronization

/// A PostgreSQL 15 server for tests, in a directory of its own under the temporary directory, gone when the process ends.
///
/// Most tests share one server per process and make a database each. A test that stops or crashes the server starts its own.
package final class TemporaryPostgres: Sendable {
  package let server: EmbeddedPostgres
  package let directory: String
  private let admin: PostgresPool
  private let numbers = Mutex(0)

  /// The database that others are copied from: it has PostGIS, which takes long to install.
  private static let template = "template_postgis"

  private static let sharedServer = Task { try await start() }

  /// The server that the tests of this process share, without durability.
  package static func shared() async throws -> TemporaryPostgres { try await sharedServer.value }

  /// Starts a server. Call `remove()` when done; otherwise the end of the process does it.
  /// - Parameters:
  ///   - dataDirectory: where its data are, such as a disk that is soon full; in a directory of its own, unless it says otherwise.
  ///   - isDurable: with fsync; for tests that measure, or that crash it and look for what was committed.
  package static func start(
    dataDirectory: String? = nil, isDurable: Bool = false, settings: [String: String] = [:],
    logger: Logger = Logger(label: "test.postgres")
  ) async throws -> TemporaryPostgres {
    let directory = try TemporaryDirectories.make()
    let server = try EmbeddedPostgres(
      EmbeddedPostgresConfiguration(
        dataDirectory: dataDirectory ?? directory + "/data", socketDirectory: directory + "/run", authentication: .trust,
        isDurable: isDurable, settings: settings), logger: logger)
    TemporaryDirectories.removeAtExit(directory) {
      server.signalStop(.immediate)
    } isRunning: {
      server.isRunning
    }
    try await server.start()
    try await server.createDatabase(template, extensions: ["postgis"])
    let admin = PostgresPool(
      PostgresConfiguration(url: try await server.url(database: "postgres"), applicationName: "test-admin"), size: 2, waiterLimit: 10_000,
      logger: logger)
    return TemporaryPostgres(server: server, directory: directory, admin: admin)
  }

  private init(server: EmbeddedPostgres, directory: String, admin: PostgresPool) {
    self.server = server
    self.directory = directory
    self.admin = admin
  }

  /// Makes an empty database with PostGIS in `public`.
  /// - Parameter label: part of its name, so that one case can be found in the server.
  package func createDatabase(_ label: String = "test") async throws -> TemporaryDatabase {
    let number = numbers.withLock { number in
      number += 1
      return number
    }
    let name = "\(label.prefix(40))_\(number)"
    try await admin.execute("CREATE DATABASE \(identifier: name) TEMPLATE \(identifier: Self.template)")
    return TemporaryDatabase(name: name, url: try await server.url(database: name), cluster: self)
  }

  func drop(_ name: String) async throws {
    try await admin.execute("DROP DATABASE IF EXISTS \(identifier: name) WITH (FORCE)")
  }

  /// Writes everything out, so that what is measured next does not pay for what came before.
  package func settle() async throws { try await admin.execute("CHECKPOINT") }

  /// Stops the server and starts it again on the same port and data.
  package func restart(_ mode: EmbeddedPostgres.StopMode = .fast) async throws { try await server.restart(mode) }

  package func stop(_ mode: EmbeddedPostgres.StopMode = .fast) async { await server.stop(mode) }

  package func start() async throws { try await server.start() }

  /// Stops the server and deletes its files.
  package func remove() async throws {
    await admin.close()
    await server.stop(.immediate)
    try FileManager.default.removeItem(atPath: directory)
  }
}

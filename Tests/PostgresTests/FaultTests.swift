import Foundation
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Faults of the server", .serialized)
struct FaultTests {
  @Test("F4: after a restart, fast, immediate or by SIGKILL, the same pool works and committed rows are there")
  func restarts() async throws {
    let cluster = try await TemporaryPostgres.start(isDurable: true)
    let database = try await cluster.createDatabase("restart")
    let pool = database.makePool(size: 3)
    try await pool.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
    for (number, mode) in [EmbeddedPostgres.StopMode.fast, .immediate, .kill].enumerated() {
      // Several connections, so that more than one lies idle when the server goes.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask { _ = try await pool.withTransaction { try await $0.execute("SELECT pg_sleep(0.02)") } }
        }
        try await group.waitForAll()
      }
      try await pool.execute("INSERT INTO t VALUES (\(number))")
      try await cluster.restart(mode)
      let rows = try await pool.query("SELECT id FROM t ORDER BY id")
      #expect(try rows.map { try $0.decode(Int.self, "id") } == Array(0...number))
      try await pool.withTransaction { try await $0.execute("SELECT 1") }
    }
    await pool.close()
    try await cluster.remove()
  }

  @Test("F4: while the server is down a transaction fails as transient, and when it is back the next one works")
  func down() async throws {
    let cluster = try await TemporaryPostgres.start()
    let database = try await cluster.createDatabase("down")
    let pool = database.makePool(size: 2)
    let error = try await failure {
      try await pool.withTransaction { transaction in
        await cluster.stop(.fast)
        try await transaction.execute("SELECT 1")
      }
    }
    #expect(error.kind == .connection && error.isTransient == true)
    for _ in 0..<3 {
      let down = try await failure { try await pool.query("SELECT 1") }
      #expect(down.kind == .connection && down.isTransient == true)
    }
    try await cluster.start()
    #expect(try await pool.query("SELECT 1").count == 1)
    await pool.close()
    try await cluster.remove()
  }

  @Test("F5: a connection that goes while COMMIT is under way leaves the outcome unknown")
  func unknownCommit() async throws {
    try await withTemporaryPool("unknown", size: 2) { pool in
      // A deferred trigger runs within COMMIT and ends its own session there, so that no answer comes.
      try await pool.execute(
        script: """
          CREATE TABLE t (id bigint);
          CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END $$;
          CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut();
          """)
      let error = try await failure {
        try await pool.withTransaction { try await $0.execute("INSERT INTO t VALUES (1)") }
      }
      #expect(error.kind == .commitOutcomeUnknown && error.isTransient == true)
      #expect(try await pool.query("SELECT * FROM t").isEmpty)
    }
  }

  @Test("F5: while sessions are being terminated all the time, every row is written exactly once")
  func terminationStorm() async throws {
    try await withTemporaryDatabase("storm") { database in
      let pool = database.makePool(size: 3)
      try await pool.execute("CREATE TABLE t (id bigint PRIMARY KEY, writes int NOT NULL)")
      var configuration = database.configuration()
      configuration.applicationName = "killer"
      let killerPool = PostgresPool(configuration, size: 1, logger: quiet)
      let killer = Task {
        var killed = 0
        while !Task.isCancelled {
          killed += try await killerPool.query(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE application_name = \(database.name) ORDER BY random() LIMIT 1"
          ).count
        }
        return killed
      }
      let failures = try await withThrowingTaskGroup(of: Int.self) { group in
        for worker in 0..<3 {
          group.addTask {
            var failures = 0
            for number in 0..<60 { failures += try await writeOnce(worker * 1000 + number, to: pool) }
            return failures
          }
        }
        return try await group.reduce(0, +)
      }
      killer.cancel()
      _ = await killer.result
      #expect(failures > 0)
      let row = try #require(try await killerPool.first("SELECT count(*), max(writes) FROM t"))
      let (count, writes) = try row.decode((Int, Int).self)
      #expect(count == 180 && writes == 1)
      await pool.close()
      await killerPool.close()
    }
  }

  /// Writes a row until it is known to be there; an unknown outcome is resolved by the key. Returns the number of failures.
  private func writeOnce(_ id: Int, to pool: PostgresPool) async throws -> Int {
    var failures = 0
    while true {
      do {
        try await pool.withTransaction { transaction in
          if try await transaction.first("SELECT 1 FROM t WHERE id = \(id)") != nil { return }
          try await transaction.execute("INSERT INTO t (id, writes) VALUES (\(id), 0)")
          // Long enough that most terminations hit an open transaction.
          try await transaction.execute("SELECT pg_sleep(0.01)")
          try await transaction.execute("UPDATE t SET writes = writes + 1 WHERE id = \(id)")
        }
        return failures
      } catch let error as PostgresError where error.isTransient {
        failures += 1
      }
    }
  }

  @Test("F5: a commit that the server refuses is known to have failed")
  func refusedCommit() async throws {
    try await withTemporaryPool("refused", size: 1) { pool in
      try await pool.execute("CREATE TABLE t (id bigint, CONSTRAINT once UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)")
      let error = try await failure {
        try await pool.withTransaction { try await $0.execute("INSERT INTO t VALUES (1), (1)") }
      }
      #expect(error.kind == .server && error.constraint == "once")
      #expect(try await pool.query("SELECT * FROM t").isEmpty)
    }
  }

  @Test("a connection lost before COMMIT is sent is not an unknown outcome")
  func lostBeforeCommit() async throws {
    try await withTemporaryPool("lost", size: 2) { pool in
      try await pool.execute("CREATE TABLE t (id bigint)")
      let error = try await failure {
        try await pool.withTransaction { transaction in
          try await transaction.execute("INSERT INTO t VALUES (1)")
          let process = try #require(try await transaction.first("SELECT pg_backend_pid()")).decode(at: 0, as: Int.self)
          try await pool.execute("SELECT pg_terminate_backend(\(process)::int, 10000)")
          _ = try await failure { try await transaction.execute("SELECT 1") }
        }
      }
      #expect(error.kind == .connection)
      #expect(try await pool.query("SELECT * FROM t").isEmpty)
    }
  }

  @Test("a second launcher on a data directory in use is refused, and a server that lost its launcher is replaced")
  func dataDirectory() async throws {
    let cluster = try await TemporaryPostgres.start()
    let configuration = cluster.server.configuration
    await #expect(throws: EmbeddedPostgresError.self) { try await EmbeddedPostgres(configuration, logger: quiet).start() }
    #expect(cluster.server.isRunning)

    await cluster.stop()
    let orphan = try startOrphan(configuration)
    try await eventually("the orphan runs") { FileManager.default.fileExists(atPath: configuration.dataDirectory + "/postmaster.pid") }
    try await cluster.start()
    #expect(!orphan.isRunning)
    let database = try await cluster.createDatabase("after")
    let pool = database.makePool(size: 1)
    #expect(try await pool.query("SELECT 1").count == 1)
    await pool.close()
    try await cluster.remove()
  }

  @Test("a server with a password lets in who has it, keeps it over a restart, and makes a database with PostGIS once")
  func password() async throws {
    let directory = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(directory) }
    let configuration = EmbeddedPostgresConfiguration(
      dataDirectory: directory + "/data", socketDirectory: directory + "/run", isDurable: false)
    for _ in 0..<2 {
      let server = try EmbeddedPostgres(configuration, logger: quiet)
      try await server.start()
      for _ in 0..<2 { try await server.createDatabase("ronda", extensions: ["postgis"]) }
      let url = try await server.url(database: "ronda")
      let pool = PostgresPool(PostgresConfiguration(url: url), size: 1, logger: quiet)
      #expect(try await pool.first("SELECT ST_X(ST_Point(\(1.5), 2))")?.decode(at: 0, as: Double.self) == 1.5)
      await pool.close()
      let port = try #require(await server.port)
      let error = try await failure {
        try await PostgresConnection.connect(
          PostgresConfiguration(url: "postgresql://postgres:wrong@127.0.0.1:\(port)/ronda"), logger: quiet)
      }
      #expect(error.kind == .connection && !error.isTransient)
      await server.stop()
    }
  }

  /// A server that nobody of ours waits for.
  private func startOrphan(_ configuration: EmbeddedPostgresConfiguration) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let user = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []
    process.arguments =
      user + [
        configuration.binaries + "/postgres", "-D", configuration.dataDirectory, "-c", "listen_addresses=", "-c",
        "unix_socket_directories=\(configuration.socketDirectory)",
      ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}

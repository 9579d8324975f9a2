import Logging
import Postgres
import TestSupport
import Testing

@Suite("Errors")
struct ErrorTests {
  @discardableResult
  private func withTable<T>(_ body: (PostgresPool) async throws -> T) async throws -> T {
    try await withTemporaryPool("errors") { pool in
      try await pool.execute("CREATE TABLE counter (id bigint PRIMARY KEY, value bigint NOT NULL, name text)")
      try await pool.execute("INSERT INTO counter VALUES (1, 0), (2, 0)")
      return try await body(pool)
    }
  }

  @Test("an error's description names constraint and table and tells no value; its detail tells all")
  func noValues() async throws {
    try await withTable { pool in
      let duplicate = try await failure { try await pool.execute("INSERT INTO counter VALUES (\(1), 0)") }
      let text = "\(duplicate)"
      #expect(text.contains("unique_violation") && text.contains("counter_pkey") && !text.contains("(id)=(1)"))
      #expect(duplicate.detail?.contains("(id)=(1)") == true)
      let cast = try await failure { try await pool.query("SELECT \("secreto")::text::int") }
      #expect(!"\(cast)".contains("secreto"))
      #expect(cast.isTransient == false)
      let missing = try await failure { try await pool.query("SELECT nope FROM counter") }
      #expect("\(missing)".contains("nope"))
    }
  }

  @Test("a session ended by the administrator is transient, and the next transaction has a new connection")
  func terminated() async throws {
    try await withTable { pool in
      let error = try await failure {
        try await pool.withTransaction { transaction in
          let process = try #require(try await transaction.first("SELECT pg_backend_pid()")).decode(at: 0, as: Int.self)
          // With a time to wait, the function returns when the session is gone.
          try await pool.execute("SELECT pg_terminate_backend(\(process)::int, 10000)")
          try await transaction.execute("SELECT 1")
        }
      }
      #expect(error.kind == .connection && error.isTransient)
      let value = try await pool.withTransaction { try await $0.first("SELECT 1")?.decode(at: 0, as: Int.self) }
      #expect(value == 1)
    }
  }

  @Test("a serialization failure is transient")
  func serialization() async throws {
    try await withTable { pool in
      let error = try await failure {
        try await pool.withTransaction(isolation: .serializable) { first in
          let sum = try #require(try await first.first("SELECT sum(value) FROM counter")).decode(at: 0, as: Int.self)
          try await pool.withTransaction(isolation: .serializable) { second in
            let other = try #require(try await second.first("SELECT sum(value) FROM counter")).decode(at: 0, as: Int.self)
            try await second.execute("UPDATE counter SET value = \(other + 1) WHERE id = 2")
          }
          try await first.execute("UPDATE counter SET value = \(sum + 1) WHERE id = 1")
        }
      }
      #expect(error.sqlState == "40001" && error.isTransient == true)
    }
  }

  @Test("of two transactions in a deadlock one fails as transient and the other commits")
  func deadlock() async throws {
    try await withTable { pool in
      let gate = Gate(2)
      @Sendable func move(_ from: Int, _ to: Int) async -> PostgresError? {
        do {
          try await pool.withTransaction { transaction in
            try await transaction.execute("UPDATE counter SET value = value + 1 WHERE id = \(from)")
            await gate.arriveAndWait()
            try await transaction.execute("UPDATE counter SET value = value + 1 WHERE id = \(to)")
          }
          return nil
        } catch { return error as? PostgresError }
      }
      async let first = move(1, 2)
      async let second = move(2, 1)
      let errors = await [first, second].compactMap { $0 }
      #expect(errors.count == 1 && errors.first?.sqlState == "40P01" && errors.first?.isTransient == true)
    }
  }

  @Test("a lock that is not to be had and a statement that takes too long are transient")
  func timeouts() async throws {
    try await withTable { pool in
      try await pool.withTransaction { holder in
        try await holder.execute("LOCK TABLE counter")
        let lock = try await failure {
          try await pool.withTransaction { try await $0.execute("LOCK TABLE counter NOWAIT") }
        }
        #expect(lock.sqlState == "55P03" && lock.isTransient == true)
        let slow = try await failure {
          try await pool.withTransaction { transaction in
            try await transaction.execute("SET LOCAL statement_timeout = 50")
            try await transaction.execute("LOCK TABLE counter")
          }
        }
        #expect(slow.sqlState == "57014" && slow.isTransient == true)
      }
    }
  }

  @Test("a server that refuses connections is transient; a wrong URL, database or role is not")
  func connecting() async throws {
    let logger = quiet
    let dead = try await failure {
      try await PostgresConnection.connect(PostgresConfiguration(url: "postgresql://nobody@127.0.0.1:1/x"), logger: logger)
    }
    #expect(dead.kind == .connection && dead.isTransient == true)
    let wrong = try await failure {
      try await PostgresConnection.connect(PostgresConfiguration(url: "postgresql://u:geheim@h/x?nonsense=1"), logger: logger)
    }
    #expect(wrong.kind == .usage && "\(wrong)".contains("geheim") == false)
    let database = try await TemporaryPostgres.shared().createDatabase("connecting")
    let missing = try await failure {
      try await PostgresConnection.connect(PostgresConfiguration(url: database.url + "_not"), logger: logger)
    }
    #expect(missing.kind == .connection && missing.isTransient == false)
    let role = try await failure {
      try await PostgresConnection.connect(database.configuration(role: "nobody_such"), logger: logger)
    }
    #expect(role.kind == .connection && role.isTransient == false)
    try await database.drop()
  }

  @Test("role, search path and application name hold from the start of a session")
  func startOptions() async throws {
    let database = try await TemporaryPostgres.shared().createDatabase("options")
    let admin = database.makePool(size: 1)
    try await admin.execute(script: "CREATE ROLE options_role NOLOGIN; CREATE SCHEMA \"Odd, name\"")
    var configuration = database.configuration(searchPath: ["Odd, name", "public"], role: "options_role")
    configuration.statementTimeout = .milliseconds(61_500)
    let pool = PostgresPool(configuration, size: 1, logger: quiet)
    for _ in 0..<2 {
      let row = try #require(
        try await pool.first(
          """
          SELECT current_user::text, current_schemas(false)::text[], current_setting('application_name'), current_setting('statement_timeout')
          """))
      let (user, schemas, name, timeout) = try row.decode((String, [String], String, String).self)
      #expect(user == "options_role" && schemas == ["public"] && name == database.name && timeout == "61500ms")
      try await pool.withConnection { try await $0.execute("SET search_path = nowhere") }
    }
    await pool.close()
    try await admin.execute("GRANT USAGE ON SCHEMA \"Odd, name\" TO options_role")
    let second = PostgresPool(configuration, size: 1, logger: quiet)
    #expect(try await second.first("SELECT current_schema()::text")?.decode(at: 0, as: String.self) == "Odd, name")
    await second.close()
    try await admin.execute("DROP OWNED BY options_role")
    try await admin.execute("DROP ROLE options_role")
    await admin.close()
    try await database.drop()
  }
}

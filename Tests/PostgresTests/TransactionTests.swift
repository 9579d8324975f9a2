import Foundation
import Postgres
import TestSupport
import Testing

private struct Refusal: Error {}

private actor Teller {
  private let pool: PostgresPool
  private(set) var deposits = 0

  init(pool: PostgresPool) { self.pool = pool }

  func deposit(_ amount: Int) async throws {
    try await pool.withTransaction { transaction in
      try await transaction.execute("INSERT INTO account (id, balance) VALUES (1, \(amount))")
      deposits += 1
    }
  }
}

@Suite("Transactions")
struct TransactionTests {
  @discardableResult
  private func withTable<T>(_ body: (PostgresPool) async throws -> T) async throws -> T {
    try await withTemporaryPool("transaction") { pool in
      try await pool.execute("CREATE TABLE account (id bigint PRIMARY KEY, balance bigint NOT NULL, note text)")
      return try await body(pool)
    }
  }

  private func count(_ pool: PostgresPool) async throws -> Int {
    try #require(try await pool.first("SELECT count(*) FROM account")).decode(at: 0)
  }

  @Test("what a transaction wrote is there when its closure returns, and gone when it throws")
  func commitAndRollback() async throws {
    try await withTable { pool in
      let written = try await pool.withTransaction { transaction in
        try await transaction.execute("INSERT INTO account (id, balance) VALUES (\(1), \(10)), (\(2), \(20))")
      }
      #expect(written == 2)
      await #expect(throws: Refusal.self) {
        try await pool.withTransaction { transaction in
          try await transaction.execute("DELETE FROM account")
          throw Refusal()
        }
      }
      #expect(try await count(pool) == 2)
    }
  }

  @Test("text that is SQL stays data")
  func injection() async throws {
    try await withTable { pool in
      let evil = "'); DROP TABLE account; --"
      try await pool.execute("INSERT INTO account (id, balance, note) VALUES (\(1), \(0), \(evil))")
      let row = try await pool.first("SELECT note FROM account WHERE note = \(evil)")
      #expect(try row?.decode(String.self, "note") == evil)
      #expect(try await count(pool) == 1)
    }
  }

  @Test("a savepoint undoes its own part only, and the transaction goes on")
  func savepoints() async throws {
    try await withTable { pool in
      try await pool.withTransaction { transaction in
        try await transaction.execute("INSERT INTO account (id, balance) VALUES (1, 1)")
        let error = try await failure {
          try await transaction.savepoint { inner in
            try await inner.execute("INSERT INTO account (id, balance) VALUES (2, 2)")
            try await inner.execute("INSERT INTO account (id, balance) VALUES (1, 1)")
          }
        }
        #expect(error.sqlState == "23505" && error.constraint == "account_pkey" && error.table == "account")
        let inner = try await transaction.savepoint { outer in
          try await outer.execute("INSERT INTO account (id, balance) VALUES (3, 3)")
          return try await outer.savepoint { try await $0.execute("INSERT INTO account (id, balance) VALUES (4, 4)") }
        }
        #expect(inner == 1)
      }
      let rows = try await pool.query("SELECT id FROM account ORDER BY id")
      #expect(try rows.map { try $0.decode(Int.self, "id") } == [1, 3, 4])
    }
  }

  @Test("an error that the closure swallows does not become a commit")
  func swallowedError() async throws {
    try await withTable { pool in
      let error = try await failure {
        try await pool.withTransaction { transaction in
          try await transaction.execute("INSERT INTO account (id, balance) VALUES (1, 1)")
          _ = try await failure { try await transaction.execute("SELECT 1 / \(0)") }
          let second = try await failure { try await transaction.execute("SELECT 1") }
          #expect(second.sqlState == "22012")
        }
      }
      #expect(error.sqlState == "22012")
      #expect(try await count(pool) == 0)
    }
  }

  @Test("a transaction used after its end is a usage error")
  func usedAfterEnd() async throws {
    try await withTable { pool in
      let leaked = try await pool.withTransaction { $0 }
      let error = try await failure { try await leaked.execute("SELECT 1") }
      #expect(error.kind == .usage)
      try await pool.withTransaction { _ in
        _ = try await failure { try await leaked.execute("SELECT 1") }
      }
    }
  }

  @Test("an actor's transaction touches the actor's state, and a child task may use the transaction")
  func callersActor() async throws {
    try await withTable { pool in
      let teller = Teller(pool: pool)
      try await teller.deposit(3)
      #expect(await teller.deposits == 1)
      let sum = try await pool.withTransaction { transaction in
        async let first = transaction.first("SELECT balance FROM account WHERE id = \(1)")
        async let second = transaction.first("SELECT \(4)")
        return try await (first?.decode(at: 0, as: Int.self) ?? 0) + (second?.decode(at: 0, as: Int.self) ?? 0)
      }
      #expect(sum == 7)
    }
  }

  @Test("isolation and read only reach the server")
  func isolation() async throws {
    try await withTable { pool in
      for level in [PostgresIsolation.readCommitted, .repeatableRead, .serializable] {
        let shown = try await pool.withTransaction(isolation: level) { try await $0.first("SHOW transaction_isolation") }
        #expect(try shown?.decode(at: 0, as: String.self) == level.rawValue.lowercased())
      }
      let error = try await failure {
        try await pool.withTransaction(readOnly: true) { try await $0.execute("DELETE FROM account") }
      }
      #expect(error.sqlState == "25006" && error.isTransient == false)
    }
  }

  @Test("10,000 rows are upserted by one unnest, twice, and the higher version wins")
  func unnestUpsert() async throws {
    try await withTemporaryPool("unnest") { pool in
      try await pool.execute("CREATE TABLE state (id uuid PRIMARY KEY, version bigint NOT NULL, name text, day date, at timestamptz)")
      let ids = (0..<10_000).map { _ in UUID() }
      for version in [Int64(1), 3, 2] {
        let names: [String?] = ids.indices.map { $0 % 3 == 0 ? nil : "nombre \($0) v\(version)" }
        let touched = try await pool.withTransaction { transaction in
          try await transaction.execute(
            """
            INSERT INTO state (id, version, name, day, at)
            SELECT * FROM unnest(\(ids), \(ids.map { _ in version }), \(names), \(ids.indices.map { PostgresDate(daysSince1970: Int32($0)) }),
                                 \(ids.indices.map { PostgresTimestamp(microsecondsSince1970: Int64($0)) }))
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name WHERE state.version < excluded.version
            """)
        }
        #expect(touched == (version == 2 ? 0 : 10_000))
      }
      let row = try #require(
        try await pool.first("SELECT count(*), min(version), count(*) FILTER (WHERE name IS NULL), max(day) FROM state"))
      let (count, version, nulls, day) = try row.decode((Int, Int64, Int, PostgresDate).self)
      #expect(count == 10_000 && version == 3 && nulls == 3334 && day.daysSince1970 == 9999)
    }
  }

  @Test("prepared statements are used again, and a statement text with other types is prepared again")
  func preparedStatements() async throws {
    try await withTemporaryPool("prepared", size: 1) { pool in
      for number in 0..<5 { _ = try await pool.query("SELECT \(number) AS reused") }
      _ = try await pool.query("SELECT \("text") AS reused")
      let row = try #require(
        try await pool.first("SELECT count(*), max(parameter_types[1]::text) FROM pg_prepared_statements WHERE statement LIKE '%AS reused'")
      )
      let (count, type) = try row.decode((Int, String).self)
      #expect(count == 1 && type == "text")
    }
  }

  @Test("the cache of prepared statements is bounded on the server too")
  func boundedCache() async throws {
    let database = try await TemporaryPostgres.shared().createDatabase("cache")
    var configuration = database.configuration()
    configuration.preparedStatements = 3
    let pool = PostgresPool(configuration, size: 1, logger: quiet)
    for number in 0..<20 { _ = try await pool.query("SELECT \(unsafeRaw: "\(number)")") }
    let rows = try await pool.query("SELECT name FROM pg_prepared_statements")
    #expect(rows.count == 3)
    await pool.close()
    try await database.drop()
  }

  @Test("a prepared statement whose table changed fails once as transient and then works")
  func changedTable() async throws {
    try await withTable { pool in
      try await pool.withConnection { connection in
        _ = try await connection.query("SELECT * FROM account")
        try await connection.execute("ALTER TABLE account ADD COLUMN extra text")
        do { _ = try await connection.query("SELECT * FROM account") } catch let error as PostgresError {
          #expect(error.isTransient)
        }
        try await connection.execute("DEALLOCATE ALL")
        #expect(try await connection.query("SELECT * FROM account").isEmpty)
      }
    }
  }
}

import Postgres
import TestSupport
import Testing

/// Statements that go out with the next one, as BEGIN does.
@Suite("Statements with the next")
struct CompanionStatementTests {
  private struct Refusal: Error {}

  @Test("they run before the next statement, in their order, whatever it is", arguments: [true, false])
  func order(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      for _ in 0..<2 {
        try await pool.withTransaction { transaction in
          try await transaction.executeWithNext("DELETE FROM entry")
          try await transaction.executeWithNext("INSERT INTO entry VALUES (1, 'first')")
          #expect(try await transaction.execute("UPDATE entry SET note = note || \("!")") == 1)
          try await transaction.executeWithNext("INSERT INTO entry VALUES (2, 'second')")
          try await transaction.pipeline { pipeline in
            try pipeline.execute("UPDATE entry SET note = note || '!'") { rows in guard rows == 2 else { throw Refusal() } }
          }
          try await transaction.executeWithNext("INSERT INTO entry VALUES (3, 'third')")
          try await transaction.copyIn("entry", columns: ["id", "note"]) { try await $0.row(Int64(4), "fourth") }
          try await transaction.executeWithNext("INSERT INTO entry VALUES (5, 'fifth')")
          try await transaction.execute(script: "UPDATE entry SET note = 'last' WHERE id = 5; DELETE FROM entry WHERE id = 4")
        }
        #expect(try await notes(pool) == ["first!!", "second!", "third", "last"])
      }
    }
  }

  @Test("with no next statement they go out with COMMIT, and go with a transaction that throws", arguments: [true, false])
  func end(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      for id in 0..<2 {
        try await pool.withTransaction { try await $0.executeWithNext("INSERT INTO entry VALUES (\(Int64(id)), 'kept')") }
      }
      try await pool.withTransaction { _ in }
      await #expect(throws: Refusal.self) {
        try await pool.withTransaction { transaction in
          try await transaction.executeWithNext("DELETE FROM entry")
          throw Refusal()
        }
      }
      #expect(try await notes(pool) == ["kept", "kept"])
    }
  }

  @Test("what is wrong with one is thrown by the next, or by COMMIT, and nothing stays", arguments: [true, false])
  func failures(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      for _ in 0..<2 {
        let early = try await failure {
          try await pool.withTransaction { transaction in
            try await transaction.execute("INSERT INTO entry VALUES (1, 'one')")
            try await transaction.executeWithNext("INSERT INTO entry VALUES (1, 'again')")
            try await transaction.execute("INSERT INTO entry VALUES (2, 'two')")
          }
        }
        let late = try await failure {
          try await pool.withTransaction { transaction in
            try await transaction.execute("INSERT INTO entry VALUES (1, 'one')")
            try await transaction.executeWithNext("INSERT INTO entry VALUES (1, 'again')")
          }
        }
        #expect(early.sqlState == "23505" && late.sqlState == "23505")
        #expect(try await notes(pool) == [])
      }
      #expect(pool.connections == 1)
    }
  }

  @Test("a savepoint takes back what was to go with the next inside of it, and nothing from before", arguments: [true, false])
  func savepoint(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      try await pool.withTransaction { transaction in
        try await transaction.executeWithNext("INSERT INTO entry VALUES (1, 'before')")
        await #expect(throws: Refusal.self) {
          try await transaction.savepoint { inner in
            try await inner.executeWithNext("INSERT INTO entry VALUES (2, 'inside')")
            throw Refusal()
          }
        }
        try await transaction.savepoint { try await $0.executeWithNext("INSERT INTO entry VALUES (3, 'released')") }
      }
      #expect(try await notes(pool) == ["before", "released"])
    }
  }

  @Test("a transaction that was asked to read only still is")
  func readOnly() async throws {
    try await withEntries(pipelines: true) { pool in
      let error = try await failure {
        try await pool.withTransaction(readOnly: true) { try await $0.executeWithNext("INSERT INTO entry VALUES (1, 'one')") }
      }
      #expect(error.sqlState == "25006")
    }
  }
}

import Logging
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite("Pipelines")
struct PipelineTests {
  private struct Refusal: Error, Equatable {}

  @Test("statements run in their order, and each check gets the rows that its own has touched", arguments: [true, false])
  func order(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      // The second time all statements are prepared, and those of other types are not.
      for round in 0..<3 {
        let counts = Mutex<[Int]>([])
        try await pool.withTransaction { transaction in
          try await transaction.execute("DELETE FROM entry")
          try await transaction.pipeline { pipeline in
            try pipeline.execute("INSERT INTO entry SELECT *, 'new' FROM unnest(\([Int64(1), 2, 3]))") { rows in
              counts.withLock { $0.append(rows) }
            }
            try pipeline.execute("UPDATE entry SET note = note || \("!") WHERE id > \(Int64(1))") { rows in
              counts.withLock { $0.append(rows) }
            }
            if round == 2 { try pipeline.execute("UPDATE entry SET note = 'last' WHERE id = \(Int32(3))") }
            try pipeline.execute("DELETE FROM entry WHERE id = \(Int64(9))") { rows in counts.withLock { $0.append(rows) } }
          }
        }
        #expect(counts.withLock { $0 } == [3, 2, 0])
        #expect(try await notes(pool) == ["new", "new!", round == 2 ? "last" : "new!"])
      }
    }
  }

  @Test("a statement that fails says so, what stands behind it is not run, and the connection is as good as new", arguments: [true, false])
  func statementFails(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      for _ in 0..<2 {
        let reached = Mutex(false)
        let error = try await failure {
          try await pool.withTransaction { transaction in
            try await transaction.pipeline { pipeline in
              try pipeline.execute("INSERT INTO entry VALUES (\(Int64(1)), 'once')")
              try pipeline.execute("INSERT INTO entry VALUES (\(Int64(1)), 'twice')")
              try pipeline.execute("INSERT INTO entry VALUES (\(Int64(2)), 'behind')") { _ in reached.withLock { $0 = true } }
            }
          }
        }
        #expect(error.sqlState == "23505")
        #expect(!reached.withLock { $0 })
        let left = try await notes(pool)
        #expect(left.isEmpty)
      }
    }
  }

  @Test("questions are answered each by its own rows, and an answer that cannot be read throws", arguments: [true, false])
  func questions(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      try await pool.execute("INSERT INTO entry SELECT *, 'new' FROM generate_series(1, 3)")
      let notes = PostgresQuestion("SELECT note FROM entry ORDER BY id") { try $0.map { try $0.decode(at: 0, as: String.self) } }
      for _ in 0..<2 {
        try await pool.withTransaction { transaction in
          let (count, all, last) = try await transaction.ask(
            PostgresQuestion("SELECT count(*) FROM entry") { try $0[0].decode(at: 0, as: Int64.self) }, notes,
            PostgresQuestion("SELECT id FROM entry WHERE id > \(Int64(2))") { try $0.map { try $0.decode(at: 0, as: Int64.self) } })
          #expect(count == 3 && all == ["new", "new", "new"] && last == [3])
          #expect(try await transaction.ask(notes) == all)
          await #expect(throws: PostgresError.self) {
            try await transaction.ask(notes, PostgresQuestion("SELECT note FROM entry") { try $0[0].decode(at: 0, as: Int64.self) })
          }
          #expect(try await transaction.ask(notes, notes).1 == all)
        }
      }
    }
  }

  @Test("a check that throws undoes the transaction", arguments: [true, false])
  func check(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      await #expect(throws: Refusal.self) {
        try await pool.withTransaction { transaction in
          try await transaction.pipeline { pipeline in
            try pipeline.execute("INSERT INTO entry VALUES (1, 'one')") { rows in guard rows == 2 else { throw Refusal() } }
            try pipeline.execute("INSERT INTO entry VALUES (2, 'two')")
          }
        }
      }
      let left = try await notes(pool)
      #expect(left.isEmpty)
    }
  }

  @Test("what throws while a pipeline is filled undoes the transaction and leaves the connection usable", arguments: [true, false])
  func fillingFails(pipelines: Bool) async throws {
    try await withEntries(pipelines: pipelines) { pool in
      for _ in 0..<2 {
        await #expect(throws: Refusal.self) {
          try await pool.withTransaction { transaction in
            try await transaction.pipeline { pipeline in
              try pipeline.execute("INSERT INTO entry VALUES (1, 'one')")
              throw Refusal()
            }
          }
        }
        let left = try await notes(pool)
        #expect(left.isEmpty)
      }
    }
  }

  @Test("values larger than every buffer on the way arrive")
  func large() async throws {
    try await withEntries(pipelines: true) { pool in
      let note = String(repeating: "x", count: 4 << 20)
      for _ in 0..<2 {
        try await pool.withTransaction { transaction in
          try await transaction.execute("DELETE FROM entry")
          try await transaction.pipeline { pipeline in
            for id in 0..<6 { try pipeline.execute("INSERT INTO entry VALUES (\(Int64(id)), \(note))") }
          }
        }
      }
      let row = try #require(try await pool.first("SELECT count(*), min(length(note)) FROM entry"))
      #expect(try row.decode(at: 0, as: Int64.self) == 6)
      #expect(try row.decode(at: 1, as: Int32.self) == 4 << 20)
    }
  }

  @Test("a pipeline is cancelled with its task, and the connection goes on")
  func cancellation() async throws {
    try await withTemporaryDatabase("pipeline") { database in
      let watch = database.makePool(size: 1)
      try await withEntries(in: database, pipelines: true) { pool in try await cancel(pool, watch) }
      await watch.close()
    }
  }

  private func cancel(_ pool: PostgresPool, _ watch: PostgresPool) async throws {
    let task = Task {
      try await pool.withTransaction { transaction in
        try await transaction.pipeline { pipeline in
          try pipeline.execute("INSERT INTO entry SELECT 1, 'slept' FROM pg_sleep(60)")
          try pipeline.execute("INSERT INTO entry VALUES (2, 'behind')")
        }
      }
    }
    try await eventually("the server sleeps") {
      try await watch.first("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()") != nil
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    let left = try await notes(pool)
    #expect(left.isEmpty)
  }

  @Test("work aside runs while the body holds its connection, and an error of either is thrown")
  func aside() async throws {
    try await withEntries(pipelines: true) { pool in
      let (rows, sum) = try await pool.withTransaction { transaction in
        try await withWorkAside({ (1...100).reduce(0, +) }) { try await transaction.execute("INSERT INTO entry VALUES (1, 'one')") }
      }
      #expect((rows, sum) == (1, 5050))
      await #expect(throws: Refusal.self) {
        try await pool.withTransaction { transaction in
          try await withWorkAside({ throw Refusal() }) { try await transaction.execute("INSERT INTO entry VALUES (2, 'two')") }
        }
      }
      #expect(try await notes(pool) == ["one"])
    }
  }
}

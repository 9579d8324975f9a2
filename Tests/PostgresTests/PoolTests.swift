import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite("The pool")
struct PoolTests {
  @Test("a caller waits while all connections are in use, and goes on when one comes back")
  func waiting() async throws {
    try await withTemporaryPool("waiting", size: 2) { pool in
      let inside = Counter()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await pool.withTransaction { transaction in
              await inside.enter()
              try await transaction.execute("SELECT pg_sleep(0.005)")
              await inside.leave()
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(await inside.most <= 2)
      #expect(await inside.total == 20)
    }
  }

  @Test("waiting for a connection ends when the task is cancelled")
  func cancelledWaiting() async throws {
    try await withTemporaryPool("cancelled", size: 1) { pool in
      try await pool.withTransaction { _ in
        let waiter = Task { try await pool.query("SELECT 1") }
        try await eventually("one caller waits") { pool.waiting == 1 }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(pool.waiting == 0)
      }
      #expect(try await pool.query("SELECT 1").count == 1)
    }
  }

  @Test("the caller beyond the bound of the queue is refused as transient")
  func exhausted() async throws {
    let database = try await TemporaryPostgres.shared().createDatabase("exhausted")
    let pool = PostgresPool(database.configuration(), size: 1, waiterLimit: 1, logger: quiet)
    try await pool.withTransaction { _ in
      let waiter = Task { try await pool.query("SELECT 1") }
      try await eventually("one caller waits") { pool.waiting == 1 }
      let error = try await failure { try await pool.query("SELECT 1") }
      #expect(error.kind == .poolExhausted && error.isTransient == true)
      waiter.cancel()
      await #expect(throws: CancellationError.self) { try await waiter.value }
    }
    await pool.close()
    try await database.drop()
  }

  @Test("cancelling the task breaks the statement off on the server and rolls back")
  func cancelledStatement() async throws {
    try await withTemporaryPool("statement", size: 2) { pool in
      try await pool.execute("CREATE TABLE t (id int)")
      let task = Task {
        try await pool.withTransaction { transaction in
          try await transaction.execute("INSERT INTO t VALUES (1)")
          try await transaction.execute("SELECT pg_sleep(600) AS cancel_me")
        }
      }
      func running() async throws -> Int {
        try #require(
          try await pool.first(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%AS cancel_me%' AND pid <> pg_backend_pid()")
        ).decode(at: 0)
      }
      try await eventually("the statement runs") { try await running() == 1 }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      try await eventually("the statement has ended") { try await running() == 0 }
      #expect(try await pool.query("SELECT * FROM t").isEmpty)
    }
  }

  @Test("a cancelled task sends nothing more")
  func cancelledBefore() async throws {
    try await withTemporaryPool("before") { pool in
      try await pool.execute("CREATE TABLE t (id int)")
      let task = Task {
        try await pool.withTransaction { transaction in
          withUnsafeCurrentTask { $0?.cancel() }
          try await transaction.execute("INSERT INTO t VALUES (1)")
        }
      }
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(try await pool.query("SELECT * FROM t").isEmpty)
    }
  }

  @Test("closing lets who has a connection finish, refuses who waits and who comes")
  func closing() async throws {
    let database = try await TemporaryPostgres.shared().createDatabase("closing")
    let pool = database.makePool(size: 1)
    let started = Gate(2)
    let finish = Gate(2)
    let holder = Task {
      try await pool.withTransaction { transaction in
        await started.arriveAndWait()
        await finish.arriveAndWait()
        return try await transaction.first("SELECT 7")?.decode(at: 0, as: Int.self)
      }
    }
    await started.arriveAndWait()
    let waiter = Task { try await pool.query("SELECT 1") }
    try await eventually("one caller waits") { pool.waiting == 1 }
    let closer = Task { await pool.close() }
    let refused = try await failure { try await waiter.value }
    #expect(refused.kind == .closed)
    let late = try await failure { try await pool.query("SELECT 1") }
    #expect(late.kind == .closed)
    await finish.arriveAndWait()
    #expect(try await holder.value == 7)
    await closer.value
    #expect(pool.connections == 0)
    try await database.drop()
  }

  @Test("as a service the pool closes at graceful shutdown")
  func service() async throws {
    let database = try await TemporaryPostgres.shared().createDatabase("service")
    let pool = database.makePool(size: 1)
    let group = ServiceGroup(services: [pool], logger: quiet)
    let running = Task { try await group.run() }
    #expect(try await pool.query("SELECT 1").count == 1)
    await group.triggerGracefulShutdown()
    try await running.value
    #expect(pool.connections == 0)
    try await database.drop()
  }

  @Test("what a caller leaves in a lent connection is undone: transaction, settings, locks")
  func lentConnection() async throws {
    try await withTemporaryPool("lent", size: 1) { pool in
      try await pool.execute("CREATE TABLE t (id int)")
      try await pool.withConnection { connection in
        try await connection.execute("SELECT pg_advisory_lock(42)")
        try await connection.execute("SET work_mem = '1MB'")
        try await connection.execute("BEGIN")
        try await connection.execute("INSERT INTO t VALUES (1)")
      }
      let row = try #require(
        try await pool.first(
          """
          SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), (SELECT count(*) FROM t),
                 current_setting('work_mem')
          """))
      let (locks, rows, memory) = try row.decode((Int, Int, String).self)
      #expect(locks == 0 && rows == 0 && memory == "4MB")
    }
  }

  @Test("many tasks share few connections and every statement gets its own answer")
  func manyTasks() async throws {
    try await withTemporaryPool("many", size: 3) { pool in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<500 {
          group.addTask { try await pool.first("SELECT \(number) AS n")?.decode(Int.self, "n") == number }
          if number >= 100 { #expect(try await group.next() == true) }
        }
        for try await isRight in group { #expect(isRight) }
      }
      #expect(pool.connections <= 3)
    }
  }
}

private actor Counter {
  private var current = 0
  private(set) var most = 0
  private(set) var total = 0

  func enter() {
    current += 1
    total += 1
    most = max(most, current)
  }

  func leave() { current -= 1 }
}

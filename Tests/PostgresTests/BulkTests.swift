import Foundation
import Postgres
import TestSupport
import Testing

private struct Refusal: Error {}

@Suite("Many rows")
struct BulkTests {
  @discardableResult
  private func withTable<T>(_ body: (PostgresPool) async throws -> T) async throws -> T {
    try await withTemporaryPool("bulk") { pool in
      try await pool.execute("CREATE SCHEMA work")
      try await pool.execute(
        "CREATE TABLE work.item (id bigint, key uuid, name varchar(40), day date, at timestamptz, data jsonb, score double precision, ok bool)"
      )
      return try await body(pool)
    }
  }

  private static let columns = ["id", "key", "name", "day", "at", "data", "score", "ok"]

  @Test("100,000 rows are copied in and read back through a cursor in order")
  func copyAndCursor() async throws {
    try await withTable { pool in
      let copied = try await pool.withTransaction { transaction in
        try await transaction.copyIn("work.item", columns: Self.columns) { writer in
          for number in 0..<100_000 {
            try await writer.row(
              Int64(number), UUID(), number % 10 == 0 ? nil : "número \(number)", PostgresDate(daysSince1970: 20_000),
              PostgresTimestamp(microsecondsSince1970: Int64(number)), PostgresJSON("{\"n\": \(number)}"), Double(number) / 2,
              number % 2 == 0)
          }
        }
      }
      #expect(copied == 100_000)
      try await pool.withTransaction(readOnly: true) { transaction in
        try await transaction.withCursor("SELECT id, name, score FROM work.item WHERE id >= \(50_000) ORDER BY id", fetching: 777) {
          cursor in
          var expected = 50_000
          for try await row in cursor {
            let (id, name, score) = try row.decode((Int, String?, Double).self)
            guard id == expected, name == (id % 10 == 0 ? nil : "número \(id)"), score == Double(id) / 2 else {
              Issue.record("row \(expected) came back as \(id)")
              break
            }
            expected += 1
            if id % 20_000 == 0 { _ = try await transaction.query("SELECT 1") }
          }
          #expect(expected == 100_000)
        }
      }
    }
  }

  @Test("rows are copied from a sequence that suspends")
  func copySequence() async throws {
    try await withTable { pool in
      let rows = AsyncStream<PostgresCopyRow> { continuation in
        for number in 0..<1000 { continuation.yield(PostgresCopyRow(Int64(number), "x")) }
        continuation.finish()
      }
      let copied = try await pool.withTransaction { try await $0.copyIn("work.item", columns: ["id", "name"], rows: rows) }
      #expect(copied == 1000)
    }
  }

  @Test("a copy whose closure throws leaves nothing, and its connection is used again")
  func abandonedCopy() async throws {
    try await withTable { pool in
      await #expect(throws: Refusal.self) {
        try await pool.withTransaction { transaction in
          try await transaction.copyIn("work.item", columns: ["id"]) { writer in
            for number in 0..<50_000 { try await writer.row(Int64(number)) }
            throw Refusal()
          }
        }
      }
      let count = try await pool.first("SELECT count(*) FROM work.item")?.decode(at: 0, as: Int.self)
      #expect(count == 0)
    }
  }

  @Test("a value of another type than its column is refused with the column's name")
  func copyTypes() async throws {
    try await withTable { pool in
      let error = try await failure {
        try await pool.withTransaction { transaction in
          try await transaction.copyIn("work.item", columns: ["id", "day"]) { try await $0.row(Int64(1), "2026-11-22") }
        }
      }
      #expect(error.kind == .usage && error.message.contains("day") == true)
      let count = try await failure {
        try await pool.withTransaction { transaction in
          try await transaction.copyIn("work.item", columns: ["id", "day"]) { try await $0.row(Int64(1)) }
        }
      }
      #expect(count.kind == .usage)
    }
  }

  @Test("a row that the table refuses fails the copy with the constraint")
  func copyConstraint() async throws {
    try await withTable { pool in
      try await pool.execute("ALTER TABLE work.item ADD CONSTRAINT positive CHECK (id > 0)")
      let error = try await failure {
        try await pool.withTransaction { transaction in
          try await transaction.copyIn("work.item", columns: ["id"]) { writer in
            for number in (-5)..<5 { try await writer.row(Int64(number)) }
          }
        }
      }
      #expect(error.constraint == "positive" && error.sqlState == "23514")
    }
  }

  @Test("a statement while rows are being copied is a usage error")
  func statementWhileCopying() async throws {
    try await withTable { pool in
      try await pool.withTransaction { transaction in
        try await transaction.copyIn("work.item", columns: ["id"]) { writer in
          let error = try await failure { try await transaction.execute("SELECT 1") }
          #expect(error.kind == .usage)
          try await writer.row(Int64(1))
        }
      }
    }
  }
}

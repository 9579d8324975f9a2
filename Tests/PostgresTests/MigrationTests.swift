import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Migrations")
struct MigrationTests {
  private static let first = Migration(
    id: 1, name: "tables", sql: "CREATE TABLE a (id int); CREATE TABLE b (id int, at geography(Point)); INSERT INTO a VALUES (1);")
  private static let second = Migration(id: 2, name: "more", sql: "ALTER TABLE a ADD COLUMN name text DEFAULT 'ñ;--';")

  private func withMigrator<T>(_ body: (Migrator, PostgresPool) async throws -> T) async throws -> T {
    try await withTemporaryPool("migrate", size: 2) { try await body(Migrator(pool: $0, logger: quiet), $0) }
  }

  @Test("migrations are applied once, in order, each to its own schema")
  func twice() async throws {
    try await withMigrator { migrator, pool in
      #expect(try await migrator.apply([Self.first], schema: "one") == [1])
      #expect(try await migrator.apply([Self.second, Self.first], schema: "one") == [2])
      #expect(try await migrator.apply([Self.first, Self.second], schema: "one").isEmpty)
      #expect(try await migrator.apply([Self.first, Self.second], schema: "Two; x") == [1, 2])
      let names = try await pool.query("SELECT name FROM one.a").map { try $0.decode(String.self, "name") }
      #expect(names == ["ñ;--"])
      #expect(try await pool.query("SELECT name FROM \"Two; x\".a").count == 1)
    }
  }

  @Test("a migration that was changed after it had been applied is refused by name")
  func changed() async throws {
    try await withMigrator { migrator, _ in
      try await migrator.apply([Self.first], schema: "s")
      let changed = Migration(id: 1, name: "tables", sql: Self.first.sql + " ")
      let error = try await failure { try await migrator.apply([changed, Self.second], schema: "s") }
      #expect(error.kind == .usage && error.message.contains("migration 1 (tables) of schema s") == true)
      #expect(try await migrator.apply([Self.first, Self.second], schema: "s") == [2])
    }
  }

  @Test("a schema that is ahead is accepted; a missing or a late migration is refused")
  func gaps() async throws {
    try await withMigrator { migrator, _ in
      let third = Migration(id: 3, name: "third", sql: "SELECT 1")
      try await migrator.apply([Self.first, third], schema: "s")
      #expect(try await migrator.apply([Self.first], schema: "s").isEmpty)
      let late = try await failure { try await migrator.apply([Self.first, Self.second, third], schema: "s") }
      #expect(late.message.contains("migration 2") == true)
      let missing = try await failure { try await migrator.apply([third], schema: "s") }
      #expect(missing.message.contains("migration 1") == true)
    }
  }

  @Test("a migration that fails leaves nothing behind and says its name")
  func failing() async throws {
    try await withMigrator { migrator, pool in
      let bad = Migration(id: 2, name: "bad", sql: "CREATE TABLE c (id int); SELECT nonsense()")
      let error = try await failure { try await migrator.apply([Self.first, bad], schema: "s") }
      #expect(error.message.contains("migration 2 (bad)") == true)
      let isClean = try await pool.first("SELECT to_regclass('s.c') IS NULL AND to_regclass('s.a') IS NOT NULL")
      #expect(try isClean?.decode(at: 0, as: Bool.self) == true)
      let committing = Migration(id: 2, name: "commits", sql: "CREATE TABLE d (id int); COMMIT")
      _ = try await failure { try await migrator.apply([Self.first, committing], schema: "s") }
    }
  }

  @Test("F21: six programs that migrate an empty database at once do it once")
  func sixAtOnce() async throws {
    try await withTemporaryDatabase("six") { database in
      let counts = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<6 {
          group.addTask {
            let pool = database.makePool(size: 1)
            let migrator = Migrator(pool: pool, logger: quiet)
            let own = try await migrator.apply([Self.first, Self.second], schema: "own\(number)").count
            let shared = try await migrator.apply([Self.first, Self.second], schema: "shared").count
            await pool.close()
            return own * 100 + shared
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(counts == 6 * 200 + 2)
    }
  }

  @Test("migration files are read by number, and odd names are refused")
  func files() async throws {
    let temporary = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(temporary) }
    let directory = URL(filePath: temporary, directoryHint: .isDirectory)
    try Data("SELECT 2".utf8).write(to: directory.appendingPathComponent("0002_b_c.sql"))
    try Data("SELECT 1".utf8).write(to: directory.appendingPathComponent("0001_a.sql"))
    try Data().write(to: directory.appendingPathComponent(".gitkeep"))
    let found = try Migration.load(directory: directory)
    #expect(found == [Migration(id: 1, name: "a", sql: "SELECT 1"), Migration(id: 2, name: "b_c", sql: "SELECT 2")])
    try Data().write(to: directory.appendingPathComponent("002_again.sql"))
    #expect(throws: PostgresError.self) { try Migration.load(directory: directory) }
  }
}

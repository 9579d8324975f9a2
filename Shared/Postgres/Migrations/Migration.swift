public import Foundation

/// One step in the life of a schema. Once it has been applied anywhere its text must not change: add another.
public struct Migration: Sendable, Hashable {
  /// Its place in the order; positive, unique within the schema.
  public let id: Int
  public let name: String
  /// Statements without transaction control; unqualified names mean the schema that is migrated.
  public let sql: String

  public init(id: Int, name: String, sql: String) {
    self.id = id
    self.name = name
    self.sql = sql
  }

  /// The files `0001_name.sql` in a directory of a bundle, by number.
  /// - Throws: `PostgresError` of kind `.usage` for a file whose name has another form or a number that occurs twice; what
  ///   reading a file throws.
  public static func load(from bundle: Bundle, directory: String = "Migrations") throws -> [Migration] {
    guard let resources = bundle.resourceURL else {
      throw PostgresError.usage("the bundle of the migrations has no resources")
    }
    return try load(directory: resources.appendingPathComponent(directory))
  }

  /// The files `0001_name.sql` in a directory, by number.
  public static func load(directory: URL) throws -> [Migration] {
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
    let migrations = try files.filter { $0.pathExtension == "sql" }.map(read).sorted { $0.id < $1.id }
    for (earlier, later) in zip(migrations, migrations.dropFirst()) where earlier.id == later.id {
      throw PostgresError.usage("two migrations have number \(earlier.id): \(earlier.name) and \(later.name)")
    }
    return migrations
  }

  private static func read(_ file: URL) throws -> Migration {
    let parts = file.deletingPathExtension().lastPathComponent.split(separator: "_", maxSplits: 1)
    guard parts.count == 2, let id = Int(parts[0]), id > 0 else {
      throw PostgresError.usage("migration file \(file.lastPathComponent) is not named like 0001_name.sql")
    }
    return Migration(id: id, name: String(parts[1]), sql: try String(contentsOf: file, encoding: .utf8))
  }
}

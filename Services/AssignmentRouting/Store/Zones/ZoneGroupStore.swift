import Contracts
import Messaging
import Postgres

/// What zones lie in.
enum ZoneGroupStore {
  enum Kind: String, Codable, Sendable, PostgresCodable {
    case country, region, zone
  }

  struct Group: Encodable, Sendable {
    let code: String
    let name: String
    let kind: Kind
    let parent: String?
    /// Codes of the zones in it, at any depth.
    var zones: [String] = []
  }

  static func codes(in transaction: PostgresTransaction) async throws -> Set<String> {
    Set(try await transaction.query("select code from zone_groups").map { try $0.decode(String.self, "code") })
  }

  static func all(_ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> [Group] {
    let rows = try await transaction.query(
      """
      select g.code, g.name, g.kind, g.parent_code, array(
        select z.code from zones z where g.code = any(z.path) and z.retired_at is null and \(scope.condition(zone: "z")) order by 1) as zones
      from zone_groups g order by g.code
      """)
    return try rows.map { row in
      Group(
        code: try row.decode("code"), name: try row.decode("name"), kind: try row.decode("kind"), parent: try row.decode("parent_code"),
        zones: try row.decode("zones"))
    }
  }

  static func isZone(_ code: String, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from zones where code = \(code)") != nil
  }

  /// Whether `code` is `other` or a group that `other` lies in.
  static func contains(_ code: String, _ other: String, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from zone_groups where code = \(other) and \(code) = any(path)") != nil
  }

  static func put(_ group: Group, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into zone_groups (code, name, kind, parent_code, path, updated_at)
      values (\(group.code), \(group.name), \(group.kind), \(group.parent), '{}', \(now))
      on conflict (code) do update set name = excluded.name, kind = excluded.kind, parent_code = excluded.parent_code,
        updated_at = excluded.updated_at
      """)
    try await retrace(in: transaction)
  }

  /// - Returns: whether there was one. The caller has seen that nothing lies in it.
  static func remove(_ code: String, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("delete from zone_groups where code = \(code)") == 1
  }

  static func hasMembers(_ code: String, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(
      """
      select 1 from zones where parent_code = \(code) and retired_at is null union all select 1 from zone_groups where parent_code = \(code)
      union all select 1 from planned_zones where parent_code = \(code) limit 1
      """) != nil
  }

  /// Retired zones no longer keep their groups.
  static func forgetRetired(_ code: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "update zones set parent_code = null, path = array[code] where parent_code = \(code) and retired_at is not null")
  }

  /// Writes down anew what lies in what.
  private static func retrace(in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      with recursive tree as (
        select code, array[code::text] as path from zone_groups where parent_code is null
        union all
        select g.code, array[g.code::text] || t.path from zone_groups g join tree t on g.parent_code = t.code
      )
      update zone_groups g set path = t.path from tree t where g.code = t.code and g.path <> t.path
      """)
    try await transaction.execute(
      """
      update zones z set path = array[z.code::text] || coalesce((select g.path from zone_groups g where g.code = z.parent_code), '{}')
      where z.path <> array[z.code::text] || coalesce((select g.path from zone_groups g where g.code = z.parent_code), '{}')
      """)
  }
}

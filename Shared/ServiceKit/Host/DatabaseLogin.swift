package import Contracts
import Foundation
package import Postgres

/// A user of the database who may act as one service and as no other: what the service's own `RONDA_POSTGRES_URL` signs in as.
package struct DatabaseLogin: Sendable {
  package let name: String
  let password: String

  /// - Returns: `nil` unless the URL names a user and a password: `postgresql://user:password@host:port/database`.
  package init?(url: String) {
    guard let scheme = url.firstRange(of: "://"), let at = url[scheme.upperBound...].lastIndex(of: "@") else { return nil }
    let parts = url[scheme.upperBound..<at].split(separator: ":", maxSplits: 1)
    guard parts.count == 2, let name = String(parts[0]).removingPercentEncoding, let password = String(parts[1]).removingPercentEncoding,
      !name.isEmpty, !password.isEmpty
    else { return nil }
    self.name = name
    self.password = password
  }

  /// Makes the user or gives it this password, and the service's role. Right to make roles is needed; the role must be there.
  ///
  /// No statement that makes users takes bound values: the server itself quotes them.
  package func put(actingAs service: ServiceName, _ pool: PostgresPool) async throws {
    try await pool.withTransaction { transaction in
      let known = try await transaction.first("select exists (select from pg_roles where rolname = \(name))")?.decode(at: 0, as: Bool.self)
      let text = try await transaction.first(
        """
        select format(case when \(known ?? false) then 'alter role %I with login password %L' else 'create role %I with login password %L' end,
          \(name), \(password))
        """)?.decode(at: 0, as: String.self)
      if let text { try await transaction.execute(SQL(unsafeRaw: text)) }
      try await transaction.execute("grant \(identifier: SchemaOwner.role(of: service)) to \(identifier: name)")
    }
  }
}

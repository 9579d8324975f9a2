package import Contracts
import Logging
package import Postgres

/// Makes a service's role and schema where they are missing, with the rights of the user in the URL.
///
/// Where an administrator has made them, the user needs no right but membership in the role.
package struct SchemaOwner {
  let service: ServiceName
  let pool: PostgresPool

  /// - Parameter pool: of the user that may make roles and schemas.
  package init(service: ServiceName, pool: PostgresPool) {
    self.service = service
    self.pool = pool
  }

  package static func role(of service: ServiceName) -> String { "ronda_" + service.schema }

  /// Safe when several programs start at once: roles are common to all databases of a server, so that two may meet even
  /// behind a lock of one database; whoever comes second tries again and finds the role.
  package func prepare(extensions: [String], readerRole: String? = nil) async throws {
    for attempt in 1...8 {
      do {
        return try await prepareOnce(extensions: extensions, readerRole: readerRole)
      } catch let error as PostgresError where attempt < 8 && ["XX000", "23505", "42710"].contains(error.sqlState ?? "") {
        continue
      }
    }
  }

  private func prepareOnce(extensions: [String], readerRole: String?) async throws {
    let role = Self.role(of: service)
    try await pool.withTransaction { transaction in
      try await transaction.execute("SELECT pg_advisory_xact_lock(\(Int64(0x526F_6E64_6152_6F6C)))")
      for name in [role, readerRole].compactMap(\.self)
      where try await !holds("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = \(name))", transaction) {
        try await transaction.execute("CREATE ROLE \(identifier: name) NOLOGIN")
      }
      if try await !holds("SELECT pg_has_role(current_user, \(role), 'MEMBER')", transaction) {
        try await transaction.execute("GRANT \(identifier: role) TO CURRENT_USER")
      }
      if try await !holds("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = \(service.schema))", transaction) {
        try await transaction.execute("CREATE SCHEMA \(identifier: service.schema) AUTHORIZATION \(identifier: role)")
      }
      for name in extensions where try await !holds("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = \(name))", transaction) {
        try await transaction.execute("CREATE EXTENSION IF NOT EXISTS \(identifier: name) SCHEMA public")
      }
    }
  }

  private func holds(_ question: SQL, _ transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(question)?.decode(at: 0, as: Bool.self) ?? false
  }
}

import Contracts
import Messaging
import Postgres

/// The SQL of the keys that sign access tokens.
enum SigningKeyStore {
  struct Stored: Sendable {
    let key: KeyRotation.Key
    let privateKey: String
  }

  /// Oldest first.
  static func all(in transaction: PostgresTransaction) async throws -> [Stored] {
    try await transaction.query("select key_id, private_key, created_at from signing_key order by created_at, key_id").map { row in
      Stored(
        key: KeyRotation.Key(keyID: try row.decode(String.self, "key_id"), createdAt: try row.decode(Instant.self, "created_at")),
        privateKey: try row.decode(String.self, "private_key"))
    }
  }

  /// One instance at a time decides whether a new key is due.
  static func lockRotation(in transaction: PostgresTransaction) async throws {
    try await transaction.execute("select pg_advisory_xact_lock(hashtext('identity.signing_key'))")
  }

  static func insert(_ stored: Stored, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into signing_key (key_id, private_key, created_at) values (\(stored.key.keyID), \(stored.privateKey), \(stored.key.createdAt))
      """)
  }

  static func delete(_ keyID: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from signing_key where key_id = \(keyID)")
  }
}

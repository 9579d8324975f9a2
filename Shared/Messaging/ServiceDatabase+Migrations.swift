import Contracts
public import Logging
public import Postgres

extension ServiceDatabase {
  /// Brings the service's schema up to date: first the tables of messaging, then its own. Several instances may do it at once.
  public func migrate(_ own: [Migration], logger: Logger) async throws {
    let migrator = Migrator(pool: pool, logger: logger)
    try await migrator.apply(Migration.messaging, schema: service.schema, ledger: "messaging_migrations")
    try await migrator.apply(own, schema: service.schema)
  }
}

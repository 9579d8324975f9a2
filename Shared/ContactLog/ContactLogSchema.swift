import Contracts
import Foundation
import Logging
import Messaging
import Postgres
public import ServiceKit

/// The tables that every service has which acts on the contact rules. They are numbered apart from the service's own.
public enum ContactLogSchema {
  /// To be called when the service prepares: safe when several start at once.
  public static func prepare(_ ground: ServiceGround) async throws {
    try await Migrator(pool: ground.database.pool, logger: ground.logger).apply(
      try Migration.load(from: .module), schema: ground.database.service.schema, ledger: "contact_log_migrations")
  }
}

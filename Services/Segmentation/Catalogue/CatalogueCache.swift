import Postgres
import Synchronization

/// The catalogue as it was last read. One small read tells whether it still holds.
final class CatalogueCache: Sendable {
  private let latest = Mutex<Catalogue?>(nil)

  /// The catalogue that this transaction sees.
  func current(in transaction: PostgresTransaction) async throws -> Catalogue {
    let revision = try await CatalogueStore.revision(in: transaction)
    if let known = latest.withLock({ $0 }), known.revision == revision { return known }
    let catalogue = try await CatalogueStore.load(in: transaction)
    latest.withLock { known in
      if known.map({ $0.revision < catalogue.revision }) ?? true { known = catalogue }
    }
    return catalogue
  }
}

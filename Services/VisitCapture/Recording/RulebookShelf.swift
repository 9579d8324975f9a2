import Postgres
import Synchronization

/// The rulebook in memory for as long as nothing newer is published, whoever published it: each look asks the database for the edition.
final class RulebookShelf: Sendable {
  private let kept = Mutex<(edition: RulebookStore.Edition, rulebook: Rulebook)?>(nil)

  func current(in transaction: PostgresTransaction) async throws -> Rulebook {
    try await rulebook(of: try await transaction.ask(RulebookStore.edition), in: transaction)
  }

  /// For whoever has asked for the edition.
  func rulebook(of edition: RulebookStore.Edition, in transaction: PostgresTransaction) async throws -> Rulebook {
    if let rulebook = kept.withLock({ $0?.edition == edition ? $0?.rulebook : nil }) { return rulebook }
    let rulebook = try await RulebookStore.load(in: transaction)
    // What was published since the edition was read may be in it already; the next look then loads it once more.
    kept.withLock { $0 = (edition, rulebook) }
    return rulebook
  }
}

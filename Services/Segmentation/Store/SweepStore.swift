import Contracts
import Messaging
import Postgres

/// How far accounts have been placed anew since the catalogue last changed.
enum SweepStore {
  struct Progress: Sendable {
    var revision: Int64
    var after: AccountID?
    var isDone: Bool
  }

  /// Takes the sweep for this transaction; `nil` when another instance is at it.
  static func take(in transaction: PostgresTransaction) async throws -> Progress? {
    guard let row = try await transaction.first("select revision, after, is_done from placement_sweep for update skip locked") else {
      return nil
    }
    return Progress(revision: try row.decode("revision"), after: try row.decode("after"), isDone: try row.decode("is_done"))
  }

  static func save(_ progress: Progress, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "update placement_sweep set revision = \(progress.revision), after = \(progress.after), is_done = \(progress.isDone)")
  }
}

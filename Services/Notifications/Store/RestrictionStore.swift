import Contracts
import Messaging
import Postgres

/// Flags and exclusions that segmentation told of.
enum RestrictionStore {
  /// Keeps the sets that are newer than what is known.
  ///
  /// - Returns: the debtors for whom it was news.
  static func upsert(_ events: [RestrictionsChanged], in transaction: PostgresTransaction) async throws -> [DebtorID] {
    guard !events.isEmpty else { return [] }
    let restrictions = try events.map { String(decoding: try EventCoding.encode($0.restrictions), as: UTF8.self) }
    let rows = try await transaction.query(
      """
      insert into restrictions as r (debtor_id, restrictions, version)
      select u.a, u.b::jsonb, u.c from unnest(\(events.map(\.debtorID)), \(restrictions), \(events.map(\.version))) u(a, b, c) order by 1
      on conflict (debtor_id) do update set restrictions = excluded.restrictions, version = excluded.version
      where r.version < excluded.version
      returning debtor_id
      """)
    return try rows.map { try $0.decode(DebtorID.self, "debtor_id") }.sorted()
  }

  /// Has the messages to the debtors that wait for their hour looked at again, now that it may never come, or come at once.
  static func wakeMessages(to debtorIDs: [DebtorID], at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update messages set next_at = \(now)
      where debtor_id = any(\(debtorIDs)) and state in ('pending', 'deferred') and next_at > \(now) and attempt = 0
      """)
  }
}

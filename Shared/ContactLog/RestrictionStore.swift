public import Contracts
import Messaging
public import Postgres

/// The table `restrictions`: flags and exclusions that segmentation told of, which the contact rules are asked with.
public enum RestrictionStore {
  /// Keeps the sets that are newer than what is known.
  ///
  /// - Returns: the debtors for whom it was news, in the order of their ids.
  public static func upsert(_ events: [RestrictionsChanged], in transaction: PostgresTransaction) async throws -> [DebtorID] {
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

  /// What holds for those of the debtors of whom something was told.
  public static func load(_ debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [DebtorID: [Restriction]] {
    let rows = try await transaction.query("select debtor_id, restrictions from restrictions where debtor_id = any(\(debtorIDs))")
    return try rows.reduce(into: [:]) { all, row in
      all[try row.decode(DebtorID.self, "debtor_id")] = try EventCoding.decode(
        [Restriction].self, from: try row.decode(PostgresJSON.self, "restrictions").bytes)
    }
  }
}

import Contracts
import Messaging
import Postgres

/// What holds for debtors: flags that people set and exclusion lists.
enum RestrictionStore {
  /// What the others were told of a debtor.
  struct State: Sendable {
    var debtorID: DebtorID
    var restrictions: [Restriction]
    var version: Int64
    var nextAt: Instant?
  }

  /// Takes the debtors' states for this transaction, making the rows that are missing.
  ///
  /// Entries are written first and the state is locked afterwards, so that the last one to look has seen every entry.
  static func lock(_ debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [State] {
    try await transaction.execute(
      "insert into restriction_states (debtor_id) select x from unnest(\(debtorIDs)) x order by x on conflict do nothing")
    let rows = try await transaction.query(
      """
      select debtor_id, restrictions, version, next_at from restriction_states
      where debtor_id = any(\(debtorIDs)) order by debtor_id for update
      """)
    return try rows.map { row in
      State(
        debtorID: try row.decode("debtor_id"),
        restrictions: try row.decode(json: "restrictions"),
        version: try row.decode("version"), nextAt: try row.decode("next_at"))
    }
  }

  static func save(_ states: [State], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update restriction_states s set restrictions = u.b::jsonb, version = u.c, next_at = u.d
      from unnest(\(states.map(\.debtorID)),
        \(try states.map { String(decoding: try EventCoding.encode($0.restrictions), as: UTF8.self) }),
        \(states.map(\.version)), \(states.map(\.nextAt))) u(a, b, c, d)
      where s.debtor_id = u.a
      """)
  }

  /// All that was entered about the debtors.
  static func books(of debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [DebtorID: RestrictionBook] {
    let rows = try await transaction.query(
      """
      select e.debtor_id, e.kind, e.account_id, e.list_id, e.since, e.valid_until, d.time_zone
      from (
        select debtor_id, kind, account_id, null as list_id, set_at as since, valid_until from flags where debtor_id = any(\(debtorIDs))
        union all
        select m.debtor_id, m.kind, m.account_id, m.list_id, m.changed_at, m.valid_until
        from list_members m join lists l using (list_id)
        where m.debtor_id = any(\(debtorIDs)) and m.active and l.kind = 'exclusion'
      ) e left join debtors d using (debtor_id)
      """)
    var entries: [DebtorID: (entries: [RestrictionEntry], zone: String?)] = [:]
    for row in rows {
      let restriction = Restriction(
        kind: try row.decode("kind"), accountID: try row.decode("account_id"), listID: try row.decode("list_id"),
        since: try row.decode("since"))
      let debtorID: DebtorID = try row.decode("debtor_id")
      let zone: String? = try row.decode("time_zone")
      entries[debtorID, default: ([], zone)].entries.append(
        RestrictionEntry(restriction, validUntil: try row.decode("valid_until")))
    }
    return entries.mapValues { RestrictionBook($0.entries, timeZone: $0.zone) }
  }

  /// Takes up to `limit` debtors of whom something ends by itself.
  static func takeDue(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [DebtorID] {
    let rows = try await transaction.query(
      "select debtor_id from restriction_states where next_at <= \(now) order by next_at limit \(Int64(limit)) for update skip locked")
    return try rows.map { try $0.decode("debtor_id") }
  }
}

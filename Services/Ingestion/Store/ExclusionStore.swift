import Contracts
import Messaging
import Postgres

/// The SQL of exclusion lists that come from files.
enum ExclusionStore {
  struct Change: Sendable {
    let exclusion: Exclusion
    /// Of the event: one more with each change.
    let version: Int64
    let isNew: Bool
  }

  /// Keeps what is news. Nobody is taken off a list who was never on it.
  ///
  /// - Parameter exclusions: each at most once.
  /// - Returns: what changed, in the order of the ids.
  static func put(_ exclusions: [Exclusion], at now: Instant, in transaction: PostgresTransaction) async throws -> [Change] {
    guard !exclusions.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into exclusion as e (exclusion_id, list_id, debtor_id, account_id, creditor_id, kind, is_active, valid_until, version, changed_at)
      select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, 1, \(now)
      from unnest(\(exclusions.map(\.exclusionID)), \(exclusions.map(\.listID)), \(exclusions.map(\.debtorID)),
        \(exclusions.map(\.accountID)), \(exclusions.map(\.creditorID)), \(exclusions.map(\.kind.rawValue)),
        \(exclusions.map(\.isActive)), \(exclusions.map(\.validUntil))) u(a, b, c, d, e, f, g, h)
      where u.g or exists (select 1 from exclusion k where k.exclusion_id = u.a)
      order by u.a
      on conflict (exclusion_id) do update set creditor_id = excluded.creditor_id, kind = excluded.kind, is_active = excluded.is_active,
        valid_until = excluded.valid_until, version = e.version + 1, changed_at = excluded.changed_at
      where row(e.kind, e.is_active, e.valid_until) is distinct from row(excluded.kind, excluded.is_active, excluded.valid_until)
      returning \(unsafeRaw: columns)
      """)
    return try rows.map(change).sorted { $0.exclusion.exclusionID < $1.exclusion.exclusionID }
  }

  /// The debtors that some of these have become.
  static func heirs(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [DebtorID: DebtorID] {
    let rows = try await transaction.query(
      "select debtor_id, merged_into from debtor where debtor_id = any(\(debtors)) and merged_into is not null")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("debtor_id"), try $0.decode("merged_into")) })
  }

  /// What stands on lists about accounts and persons that are another debtor's now, unless the other one stands there already.
  static func inherited(
    _ successions: [Succession], in transaction: PostgresTransaction
  ) async throws -> [(exclusion: Exclusion, succession: Succession)] {
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns), u.c as heir
      from unnest(\(successions.map(\.accountID)), \(successions.map(\.from)), \(successions.map(\.to))) u(a, b, c)
      join exclusion e on e.debtor_id = u.b and e.account_id is not distinct from u.a and e.is_active
      where u.a is not null or not exists (
        select from exclusion k where k.list_id = e.list_id and k.debtor_id = u.c and k.account_id is null and k.is_active)
      order by e.exclusion_id
      """)
    return try rows.map { row in
      let exclusion = try change(row).exclusion
      return (exclusion, Succession(accountID: exclusion.accountID, from: exclusion.debtorID, to: try row.decode("heir")))
    }
  }

  /// Takes off lists the next `limit` whom a full file does not name, in the order of their ids; of accounts, those of the creditors in
  /// `scope`. Who is restricted to some creditors takes no person off a list. A person who was merged into another one and is named keeps
  /// the other one on the list.
  static func withdraw(
    notNamedBy importID: ImportID, from lists: [ListID], within scope: [CreditorID], after last: ExclusionID?, limit: Int, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws -> [Change] {
    let rows = try await transaction.query(
      """
      update exclusion e set is_active = false, version = version + 1, changed_at = \(now)
      where exclusion_id in (
        select exclusion_id from exclusion k
        where is_active and list_id = any(\(lists)) and (cardinality(\(scope)) = 0 or creditor_id = any(\(scope)))
          and (\(last)::uuid is null or exclusion_id > \(last))
          and not exists (select from import_seen n where n.import_id = \(importID) and n.subject_id = k.exclusion_id)
          and not exists (
            select from debtor d join exclusion o on o.debtor_id = d.debtor_id and o.account_id is null and o.list_id = k.list_id
            join import_seen n on n.import_id = \(importID) and n.subject_id = o.exclusion_id
            where d.merged_into = k.debtor_id and k.account_id is null)
        order by exclusion_id limit \(Int64(limit)) for update)
      returning \(unsafeRaw: columns)
      """)
    return try rows.map(change).sorted { $0.exclusion.exclusionID < $1.exclusion.exclusionID }
  }

  /// Those of the debtors that have an account of the creditors; all of them when none is named.
  static func visible(_ debtors: [DebtorID], to scope: [CreditorID], in transaction: PostgresTransaction) async throws -> Set<DebtorID> {
    guard !scope.isEmpty else { return Set(debtors) }
    let rows = try await transaction.query(
      "select distinct debtor_id from account where debtor_id = any(\(debtors)) and creditor_id = any(\(scope))")
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  private static let columns =
    "e.exclusion_id, e.list_id, e.debtor_id, e.account_id, e.creditor_id, e.kind, e.is_active, e.valid_until, e.version"

  private static func change(_ row: PostgresRow) throws -> Change {
    let version: Int64 = try row.decode("version")
    guard let kind = RestrictionKind(rawValue: try row.decode("kind")) else {
      throw PostgresError(kind: .decoding, message: "exclusion.kind has a value that this version does not know")
    }
    let exclusion = Exclusion(
      exclusionID: try row.decode("exclusion_id"), listID: try row.decode("list_id"), debtorID: try row.decode("debtor_id"),
      accountID: try row.decode("account_id"), creditorID: try row.decode("creditor_id"), kind: kind,
      isActive: try row.decode("is_active"), validUntil: try row.decode("valid_until"))
    return Change(exclusion: exclusion, version: version, isNew: version == 1)
  }
}

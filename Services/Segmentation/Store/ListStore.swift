import Contracts
import Messaging
import Postgres

/// Work lists and exclusion lists.
enum ListStore {
  struct List: Codable, Sendable {
    var listID: ListID
    var kind: Kind
    var nameES: String
    var nameEN: String
    var members: Int?

    private enum CodingKeys: String, CodingKey {
      case listID = "list_id"
      case kind, members
      case nameES = "name_es"
      case nameEN = "name_en"
    }
  }

  enum Kind: String, Codable, Sendable, PostgresCodable {
    case work, exclusion
  }

  struct Member: Sendable {
    var debtorID: DebtorID
    var accountID: AccountID?
    var kind = RestrictionKind.excluded
    var active = true
    var validUntil: CalendarDate?
    var version: Int64 = 0
  }

  /// Whether the member `m` has an account of the creditors, or any when none is named; of a member that is an account, that one.
  private static func isInScope(of creditors: [CreditorID]) -> SQL {
    """
    (cardinality(\(creditors)) = 0 or exists (
      select from accounts a where a.debtor_id = m.debtor_id and a.account_id = coalesce(m.account_id, a.account_id)
        and a.creditor_id = any(\(creditors))))
    """
  }

  /// Every list, with how many members the creditors may know of.
  static func all(creditors: [CreditorID], in transaction: PostgresTransaction) async throws -> [List] {
    let rows = try await transaction.query(
      """
      select l.list_id, l.kind, l.name_es, l.name_en, count(m.list_id) filter (where m.active and \(isInScope(of: creditors))) as members
      from lists l left join list_members m using (list_id) group by 1 order by 1
      """)
    return try rows.map { row in
      List(
        listID: try row.decode("list_id"), kind: try row.decode("kind"), nameES: try row.decode("name_es"),
        nameEN: try row.decode("name_en"), members: try row.decode("members"))
    }
  }

  /// Makes a list or renames it. Its kind never changes.
  ///
  /// - Returns: false when there is one of the other kind.
  static func put(_ list: List, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute(
      """
      insert into lists (list_id, kind, name_es, name_en) values (\(list.listID), \(list.kind), \(list.nameES), \(list.nameEN))
      on conflict (list_id) do update set name_es = excluded.name_es, name_en = excluded.name_en where lists.kind = excluded.kind
      """) > 0
  }

  /// Makes the exclusion lists that events name and nobody has made yet.
  static func expect(_ listIDs: Set<ListID>, in transaction: PostgresTransaction) async throws {
    let listIDs = listIDs.sorted()
    try await transaction.execute(
      """
      insert into lists (list_id, kind, name_es, name_en) select x, 'exclusion', x, x from unnest(\(listIDs)) x order by x
      on conflict do nothing
      """)
  }

  static func exists(_ listID: ListID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from lists where list_id = \(listID)") != nil
  }

  /// Puts members on a list or takes them off. What an event told with a higher version stays.
  ///
  /// - Returns: the debtors for whom it was news.
  static func put(
    _ members: [(listID: ListID, member: Member)], at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Set<DebtorID> {
    guard !members.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into list_members as m (list_id, debtor_id, account_id, kind, active, valid_until, version, changed_at)
      select distinct on (1, 2, 3) u.a, u.b, u.c, u.d, u.e, u.f, u.g, \(now)
      from unnest(\(members.map(\.listID)), \(members.map(\.member.debtorID)), \(members.map(\.member.accountID)),
        \(members.map(\.member.kind)), \(members.map(\.member.active)), \(members.map(\.member.validUntil)),
        \(members.map(\.member.version))) u(a, b, c, d, e, f, g)
      order by 1, 2, 3, u.g desc
      on conflict (list_id, debtor_id, coalesce(account_id, '00000000-0000-0000-0000-000000000000')) do update set
        kind = excluded.kind, active = excluded.active, valid_until = excluded.valid_until,
        version = greatest(m.version, excluded.version), changed_at = excluded.changed_at
      where excluded.version = 0 or m.version < excluded.version
      returning debtor_id
      """)
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  /// The members that the creditors may know of, of the next `limit` debtors in the order of their ids.
  static func members(
    of listID: ListID, creditors: [CreditorID], after: DebtorID?, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [Member] {
    let rows = try await transaction.query(
      """
      with m as (
        select m.debtor_id, m.account_id, m.kind, m.valid_until from list_members m
        where m.list_id = \(listID) and m.active and (\(after)::uuid is null or m.debtor_id > \(after)) and \(isInScope(of: creditors)))
      select * from m where debtor_id in (select distinct debtor_id from m order by 1 limit \(Int64(limit)))
      order by debtor_id, account_id
      """)
    return try rows.map { row in
      Member(
        debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"), kind: try row.decode("kind"),
        validUntil: try row.decode("valid_until"))
    }
  }

  /// The debtors of those accounts that belong to the creditors; to any when none is named.
  static func debtors(
    of accountIDs: [AccountID], creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> [AccountID: DebtorID] {
    let rows = try await transaction.query(
      """
      select account_id, debtor_id from accounts
      where account_id = any(\(accountIDs)) and (cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors)))
      """)
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("account_id"), try $0.decode("debtor_id")) })
  }

  /// Those debtors that have an account of the creditors.
  static func known(
    _ debtorIDs: [DebtorID], creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> [DebtorID] {
    let rows = try await transaction.query(
      """
      select distinct debtor_id from accounts
      where debtor_id = any(\(debtorIDs)) and (cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors))) order by 1
      """)
    return try rows.map { try $0.decode("debtor_id") }
  }
}

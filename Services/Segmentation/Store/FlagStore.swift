import Contracts
import Messaging
import Postgres

/// The flags that people set on debtors and accounts.
enum FlagStore {
  /// A flag with who set it, and when.
  struct Entry: Encodable, Sendable {
    var kind: RestrictionKind
    var accountID: AccountID?
    /// The exclusion list that it comes from; then nobody set it.
    var listID: ListID?
    var reason: String?
    var validUntil: CalendarDate?
    var setBy: StaffID?
    var setAt: Instant

    private enum CodingKeys: String, CodingKey {
      case kind, reason
      case accountID = "account_id"
      case listID = "list_id"
      case validUntil = "valid_until"
      case setBy = "set_by"
      case setAt = "set_at"
    }
  }

  /// Sets a flag, or changes its reason and end. When it was set first stays.
  static func set(_ entry: Entry, on debtorID: DebtorID, by staffID: StaffID, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into flags (debtor_id, kind, account_id, reason, valid_until, set_by, set_at)
      values (\(debtorID), \(entry.kind), \(entry.accountID), \(entry.reason), \(entry.validUntil), \(staffID), \(entry.setAt))
      on conflict (debtor_id, kind, coalesce(account_id, '00000000-0000-0000-0000-000000000000')) do update set
        reason = excluded.reason, valid_until = excluded.valid_until, set_by = excluded.set_by
      """)
  }

  /// - Returns: whether there was one.
  static func lift(
    _ kind: RestrictionKind, from debtorID: DebtorID, account: AccountID?, in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.execute(
      "delete from flags where debtor_id = \(debtorID) and kind = \(kind) and account_id is not distinct from \(account)") > 0
  }

  /// What holds for the debtor, and for those accounts that belong to the creditors; to any when none is named.
  static func all(of debtorID: DebtorID, creditors: [CreditorID], in transaction: PostgresTransaction) async throws -> [Entry] {
    let rows = try await transaction.query(
      """
      select e.* from (
        select kind, account_id, null as list_id, reason, valid_until, set_by, set_at from flags where debtor_id = \(debtorID)
        union all
        select m.kind, m.account_id, m.list_id, null, m.valid_until, null, m.changed_at
        from list_members m join lists l using (list_id) where m.debtor_id = \(debtorID) and m.active and l.kind = 'exclusion'
      ) e left join accounts a using (account_id)
      where e.account_id is null or cardinality(\(creditors)) = 0 or a.creditor_id = any(\(creditors))
      order by set_at, kind
      """)
    return try rows.map { row in
      Entry(
        kind: try row.decode("kind"), accountID: try row.decode("account_id"), listID: try row.decode("list_id"),
        reason: try row.decode("reason"), validUntil: try row.decode("valid_until"), setBy: try row.decode("set_by"),
        setAt: try row.decode("set_at"))
    }
  }

  /// Whether the debtor has an account of one of the creditors, and the account is one of those.
  static func isInScope(
    _ debtorID: DebtorID, account: AccountID?, creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.first(
      """
      select 1 from accounts where debtor_id = \(debtorID) and (\(account)::uuid is null or account_id = \(account))
        and (cardinality(\(creditors)) = 0 or creditor_id = any(\(creditors))) limit 1
      """) != nil
  }
}

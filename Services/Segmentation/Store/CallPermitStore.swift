import Contracts
import Messaging
import Postgres

/// When open calls may be made.
enum CallPermitStore {
  private static let columns: SQL = """
    p.task_id, p.debtor_id, p.account_id, p.opens_at, p.closes_at, p.reason, p.refusing_rule_ids, p.opening_rule_ids, p.law_version,
    p.review_at
    """

  /// Whether a task `t` is a call, or a message that somebody sends by hand.
  static let isByHand: SQL = "(t.kind = 'call' or t.kind in ('email', 'sms', 'whatsapp', 'letter', 'fax') and t.queue <> 'automatic')"

  static func load(_ taskIDs: [TaskID], in transaction: PostgresTransaction) async throws -> [TaskID: CallPermit] {
    guard !taskIDs.isEmpty else { return [:] }
    let rows = try await transaction.query("select \(columns) from call_permits p where p.task_id = any(\(taskIDs))")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("task_id"), try permit($0)) })
  }

  static func save(_ permits: [CallPermit], in transaction: PostgresTransaction) async throws {
    guard !permits.isEmpty else { return }
    try await transaction.execute(
      """
      insert into call_permits
        (task_id, debtor_id, account_id, opens_at, closes_at, reason, refusing_rule_ids, opening_rule_ids, law_version, review_at)
      select u.a, u.b, u.c, u.d, u.e, u.f, string_to_array(u.g, ','), string_to_array(u.h, ','), u.i, u.j
      from unnest(\(permits.map(\.taskID)), \(permits.map(\.debtorID)), \(permits.map(\.accountID)), \(permits.map(\.window?.opensAt)),
        \(permits.map(\.window?.closesAt)), \(permits.map(\.reason)), \(permits.map { $0.refusingRuleIDs.joined(separator: ",") }),
        \(permits.map { $0.openingRuleIDs.joined(separator: ",") }), \(permits.map(\.lawVersion)), \(permits.map(\.reviewAt))
      ) u(a, b, c, d, e, f, g, h, i, j)
      order by 1
      on conflict (task_id) do update set
        debtor_id = excluded.debtor_id, opens_at = excluded.opens_at, closes_at = excluded.closes_at, reason = excluded.reason,
        refusing_rule_ids = excluded.refusing_rule_ids, opening_rule_ids = excluded.opening_rule_ids,
        law_version = excluded.law_version, review_at = excluded.review_at
      """)
  }

  /// Forgets calls that are not to be made any more.
  static func delete(_ taskIDs: [TaskID], in transaction: PostgresTransaction) async throws {
    guard !taskIDs.isEmpty else { return }
    try await transaction.execute("delete from call_permits where task_id = any(\(taskIDs))")
  }

  /// Up to `limit` calls that are to be judged again, those of one account together.
  static func due(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [(taskID: TaskID, accountID: AccountID)]
  {
    try await transaction.query(
      "select task_id, account_id from call_permits where review_at <= \(now) order by review_at, account_id, task_id limit \(Int64(limit))"
    ).map { (try $0.decode("task_id"), try $0.decode("account_id")) }
  }

  /// Those of the debtors' accounts about which somebody is to call, in the order of their ids.
  static func accountsToCall(of debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [AccountID] {
    let rows = try await transaction.query(
      """
      select distinct t.account_id from tasks t where t.debtor_id = any(\(debtorIDs)) and t.state = 'open' and \(isByHand) order by 1
      """)
    return try rows.map { try $0.decode("account_id") }
  }

  /// What the debtors said about channels.
  static func consents(of debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [DebtorID: [String: Bool]] {
    let rows = try await transaction.query("select debtor_id, consents from debtors where debtor_id = any(\(debtorIDs))")
    return Dictionary(
      uniqueKeysWithValues: try rows.map {
        (try $0.decode("debtor_id"), try $0.decode(json: "consents"))
      })
  }

  private static func permit(_ row: PostgresRow) throws -> CallPermit {
    let opensAt = try row.decodeOptional(Instant.self, "opens_at")
    let closesAt = try row.decodeOptional(Instant.self, "closes_at")
    let window = opensAt.flatMap { opensAt in closesAt.map { CallPermit.Window(opensAt: opensAt, closesAt: $0) } }
    return CallPermit(
      taskID: try row.decode("task_id"), debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"), window: window,
      reason: try row.decode("reason"), refusingRuleIDs: try row.decode("refusing_rule_ids"),
      openingRuleIDs: try row.decode("opening_rule_ids"), lawVersion: try row.decode("law_version"), reviewAt: try row.decode("review_at"))
  }
}

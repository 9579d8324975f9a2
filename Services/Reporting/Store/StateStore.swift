import Contracts
import Messaging
import Postgres

/// What other services say of accounts and debtors now. Only a newer version replaces what is known.
///
/// Each takes one event a key, in the order of the keys, and returns what changed.
enum StateStore {
  static func upsert(accounts: [AccountUpdated], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !accounts.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into account_state as s (account_id, debtor_id, creditor_id, product_type, branch_code, currency, status, days_past_due,
        total_due_minor, overdue_minor, business_date, version, updated_at)
      select * from unnest(\(accounts.map(\.accountID)), \(accounts.map(\.debtorID)), \(accounts.map(\.creditorID)),
        \(accounts.map(\.productType)), \(accounts.map(\.branchCode)), \(accounts.map(\.currency)), \(accounts.map(\.status)),
        \(accounts.map { Int32(clamping: $0.daysPastDue) }), \(accounts.map(\.totalDueMinor)), \(accounts.map(\.overdueMinor)),
        \(accounts.map(\.businessDate)), \(accounts.map(\.version)), \(accounts.map(\.updatedAt))) order by 1
      on conflict (account_id) do update set
        debtor_id = excluded.debtor_id, creditor_id = excluded.creditor_id, product_type = excluded.product_type,
        branch_code = excluded.branch_code, currency = excluded.currency, status = excluded.status,
        days_past_due = excluded.days_past_due, total_due_minor = excluded.total_due_minor, overdue_minor = excluded.overdue_minor,
        business_date = excluded.business_date, version = excluded.version, updated_at = excluded.updated_at
      where s.version < excluded.version
      returning account_id
      """)
    return try rows.map { try $0.decode("account_id") }
  }

  static func upsert(treatments: [TreatmentChanged], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !treatments.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into treatment_state as s
        (account_id, debtor_id, stage, bucket, segment_ids, strategy_id, state, version, changed_at)
      select u.a, u.b, u.c, u.d, array(select jsonb_array_elements_text(u.e::jsonb)), u.f, u.g, u.h, u.i
      from unnest(\(treatments.map(\.accountID)), \(treatments.map(\.debtorID)), \(treatments.map(\.stage)), \(treatments.map(\.bucket)),
        \(try treatments.map { try json($0.segmentIDs) }), \(treatments.map(\.strategyID)), \(treatments.map(\.state)),
        \(treatments.map(\.version)), \(treatments.map(\.changedAt))) u(a, b, c, d, e, f, g, h, i)
      order by 1
      on conflict (account_id) do update set
        debtor_id = excluded.debtor_id, stage = excluded.stage, bucket = excluded.bucket, segment_ids = excluded.segment_ids,
        strategy_id = excluded.strategy_id, state = excluded.state, version = excluded.version, changed_at = excluded.changed_at
      where s.version < excluded.version
      returning account_id
      """)
    return try rows.map { try $0.decode("account_id") }
  }

  /// - Returns: the debtors that changed.
  static func upsert(debtors: [DebtorUpdated], in transaction: PostgresTransaction) async throws -> [DebtorID] {
    guard !debtors.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into debtor_state as s (debtor_id, country, time_zone, version)
      select * from unnest(\(debtors.map(\.debtorID)), \(debtors.map(\.country)), \(debtors.map { KnownTimeZone.name($0.timeZone) }),
        \(debtors.map(\.version))) order by 1
      on conflict (debtor_id) do update set country = excluded.country, time_zone = excluded.time_zone, version = excluded.version
      where s.version < excluded.version
      returning debtor_id
      """)
    return try rows.map { try $0.decode("debtor_id") }
  }

  /// - Returns: how many changed.
  static func upsert(tasks: [TaskChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !tasks.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into task_state as s (task_id, debtor_id, account_id, creditor_id, kind, state, close_reason, due_on, expires_on,
        amount_minor, currency, version, changed_at)
      select * from unnest(\(tasks.map(\.taskID)), \(tasks.map(\.debtorID)), \(tasks.map(\.accountID)), \(tasks.map(\.creditorID)),
        \(tasks.map(\.kind)), \(tasks.map(\.state)), \(tasks.map(\.closeReason)), \(tasks.map(\.dueOn)), \(tasks.map(\.expiresOn)),
        \(tasks.map(\.amountMinor)), \(tasks.map(\.currency)), \(tasks.map(\.version)), \(tasks.map(\.changedAt))) order by 1
      on conflict (task_id) do update set
        debtor_id = excluded.debtor_id, account_id = excluded.account_id, creditor_id = excluded.creditor_id, kind = excluded.kind,
        state = excluded.state, close_reason = excluded.close_reason, due_on = excluded.due_on, expires_on = excluded.expires_on,
        amount_minor = excluded.amount_minor, currency = excluded.currency, version = excluded.version, changed_at = excluded.changed_at
      where s.version < excluded.version
      """)
  }

  /// - Returns: how many changed.
  static func upsert(notifications: [NotificationChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !notifications.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into notification_state as s
        (message_id, debtor_id, account_id, channel, template, state, reason, sent_at, version, changed_at)
      select * from unnest(\(notifications.map(\.messageID)), \(notifications.map(\.debtorID)), \(notifications.map(\.accountID)),
        \(notifications.map(\.channel)), \(notifications.map(\.template)), \(notifications.map(\.state)),
        \(notifications.map(\.reason)), \(notifications.map(\.sentAt)), \(notifications.map(\.version)),
        \(notifications.map(\.changedAt))) order by 1
      on conflict (message_id) do update set
        debtor_id = excluded.debtor_id, account_id = excluded.account_id, channel = excluded.channel, template = excluded.template,
        state = excluded.state, reason = excluded.reason, sent_at = excluded.sent_at, version = excluded.version,
        changed_at = excluded.changed_at
      where s.version < excluded.version
      """)
  }

  static func accounts(ofDebtors debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [(AccountID, DebtorID)] {
    guard !debtors.isEmpty else { return [] }
    let rows = try await transaction.query("select account_id, debtor_id from account_state where debtor_id = any(\(debtors))")
    return try rows.map { (try $0.decode("account_id"), try $0.decode("debtor_id")) }
  }

  /// An array inside of a row of `unnest`, which knows only arrays of one dimension.
  static func json(_ values: [SegmentID]) throws -> String {
    String(decoding: try EventCoding.encode(values), as: UTF8.self)
  }
}

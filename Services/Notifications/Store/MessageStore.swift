import Contracts
import Messaging
import Postgres

/// The messages and what becomes of them.
enum MessageStore {
  static let columns: SQL = """
    m.message_id, m.debtor_id, m.account_id, m.task_id, m.promise_id, m.agreement_id, m.source_open, m.source_close_reason, m.channel, m.template,
    m.template_version, m.due_on, m.expires_on, m.is_overdue, m.state, m.reason, m.rule_ids, m.not_before, m.next_at, m.attempt,
    m.attempted_at, m.lease_until, m.sent_at, m.version, m.changed_at
    """

  /// Where a message comes from, and what its task, promise or agreement last said.
  struct Origin {
    var message: Message
    var creditorID: CreditorID?
    var sourceVersion: Int64
  }

  /// Adds the messages of sources that are open, and keeps what is newer of the sources of messages that are known.
  ///
  /// A source that is closed when it is first seen gets no message. Makes sure that each debtor has a row to be locked.
  ///
  /// - Returns: the ids of the messages that are new or whose source changed.
  static func upsert(_ origins: [Origin], in transaction: PostgresTransaction) async throws -> [MessageID] {
    guard !origins.isEmpty else { return [] }
    let messages = origins.map(\.message)
    try await transaction.execute(
      "insert into debtors (debtor_id) select distinct x from unnest(\(messages.map(\.debtorID))) x order by x on conflict do nothing")
    let rows = try await transaction.query(
      """
      with given as (
        select * from unnest(\(messages.map(\.messageID)), \(messages.map(\.debtorID)), \(messages.map(\.accountID)),
          \(origins.map(\.creditorID)), \(messages.map(\.taskID)), \(messages.map(\.promiseID)), \(messages.map(\.agreementID)), \(messages.map(\.isSourceOpen)),
          \(messages.map(\.sourceCloseReason)), \(origins.map(\.sourceVersion)), \(messages.map(\.channel)), \(messages.map(\.template)),
          \(messages.map(\.dueOn)), \(messages.map(\.expiresOn)), \(messages.map(\.isOverdue)), \(messages.map(\.nextAt)),
          \(messages.map(\.changedAt)))
        u(message_id, debtor_id, account_id, creditor_id, task_id, promise_id, agreement_id, source_open, source_close_reason, source_version,
          channel, template, due_on, expires_on, is_overdue, next_at, changed_at)
      )
      insert into messages as m (message_id, debtor_id, account_id, creditor_id, task_id, promise_id, agreement_id, source_open,
        source_close_reason, source_version, channel, template, due_on, expires_on, is_overdue, next_at, changed_at, state)
      select *, 'pending' from given g
      where source_open or exists (select 1 from messages k where k.message_id = g.message_id)
      order by 1
      on conflict (message_id) do update set
        source_open = excluded.source_open, source_close_reason = excluded.source_close_reason,
        source_version = excluded.source_version, due_on = excluded.due_on, expires_on = excluded.expires_on
      where m.source_version < excluded.source_version
      returning message_id
      """)
    return try rows.map { try $0.decode(MessageID.self, "message_id") }
  }

  /// Why a message `m` with its account's standing `s` is not wanted any more, or null: its source has closed, or the debt is paid or no
  /// longer worked.
  private static let obstacle: SQL = """
    case when not m.source_open then coalesce(m.source_close_reason, 'withdrawn')
      when s.status not in ('active', 'charged_off') then s.status
      when m.is_overdue and s.days_past_due <= 0 then 'paid' end
    """

  /// Takes messages that are waiting although nobody wants them any more. Leaves those that a dispatcher is about to send to that
  /// dispatcher, which asks the same question once more.
  static func takeUnwanted(
    messages: [MessageID] = [], accounts: [AccountID] = [], in transaction: PostgresTransaction
  ) async throws -> [(message: Message, reason: String)] {
    let rows = try await transaction.query(
      """
      select \(columns), \(obstacle) as obstacle
      from messages m left join account_standings s on s.account_id = m.account_id
      where m.next_at is not null and (m.message_id = any(\(messages)) or m.account_id = any(\(accounts))) and \(obstacle) is not null
      order by m.message_id for update of m
      """)
    return try rows.map { (try message($0), try $0.decode("obstacle")) }
  }

  /// Which of the messages nobody wants any more, and why.
  static func unwanted(among messages: [MessageID], in transaction: PostgresTransaction) async throws -> [MessageID: String] {
    let rows = try await transaction.query(
      """
      select m.message_id, \(obstacle) as obstacle from messages m left join account_standings s on s.account_id = m.account_id
      where m.message_id = any(\(messages)) and \(obstacle) is not null
      """)
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode(MessageID.self, "message_id"), try $0.decode("obstacle")) })
  }

  /// Has the messages to the debtors that wait for their hour looked at again, now that it may never come, or come at once.
  static func wake(to debtorIDs: [DebtorID], at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update messages set next_at = \(now)
      where debtor_id = any(\(debtorIDs)) and state in ('pending', 'deferred') and next_at > \(now) and attempt = 0
      """)
  }

  /// Takes messages that are due, with their debtors, leaving alone what other dispatchers hold.
  static func takeDue(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [Message] {
    try await transaction.query(
      """
      select \(columns) from messages m join debtors d on d.debtor_id = m.debtor_id
      where m.next_at <= \(now) order by m.next_at, m.message_id limit \(Int64(limit)) for update of m, d skip locked
      """
    ).map(message)
  }

  /// Takes messages whose dispatcher did not say in time what became of them.
  static func takeAbandoned(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [Message] {
    try await transaction.query(
      """
      select \(columns) from messages m where m.lease_until < \(now) order by m.lease_until limit \(Int64(limit)) for update skip locked
      """
    ).map(message)
  }

  /// Takes the messages again that this dispatcher claimed, as far as they are still its own.
  static func takeClaimed(_ claims: [Message], in transaction: PostgresTransaction) async throws -> [MessageID: Message] {
    let rows = try await transaction.query(
      """
      select \(columns) from messages m
      join unnest(\(claims.map(\.messageID)), \(claims.map { Int32($0.attempt) })) c(message_id, attempt) using (message_id, attempt)
      where m.state = 'sending' order by m.message_id for update of m
      """)
    return Dictionary(uniqueKeysWithValues: try rows.map { row in (try row.decode(MessageID.self, "message_id"), try message(row)) })
  }

  /// Writes messages whose rows this transaction holds.
  static func update(_ messages: [Message], in transaction: PostgresTransaction) async throws {
    guard !messages.isEmpty else { return }
    try await transaction.execute(
      """
      update messages m set
        state = u.b, reason = u.c, rule_ids = string_to_array(u.d, ','), not_before = u.e, next_at = u.f, attempt = u.g,
        attempted_at = u.h, lease_until = u.i, sent_at = u.j, template_version = u.k, version = u.l, changed_at = u.m,
        channel = u.n
      from unnest(\(messages.map(\.messageID)), \(messages.map(\.state.rawValue)), \(messages.map(\.reason)),
        \(messages.map { $0.ruleIDs.joined(separator: ",") }), \(messages.map(\.notBefore)), \(messages.map(\.nextAt)),
        \(messages.map { Int32($0.attempt) }), \(messages.map(\.attemptedAt)), \(messages.map(\.leaseUntil)), \(messages.map(\.sentAt)),
        \(messages.map { Int32($0.templateVersion) }), \(messages.map(\.version)), \(messages.map(\.changedAt)),
        \(messages.map(\.channel))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n)
      where m.message_id = u.a
      """)
  }

  /// A message, held until the transaction ends.
  static func take(_ messageID: MessageID, in transaction: PostgresTransaction) async throws -> Message? {
    try await transaction.first("select \(columns) from messages m where m.message_id = \(messageID) for update").map(message)
  }

  static func markDelivered(_ messageID: MessageID, at instant: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update messages set delivered_at = coalesce(delivered_at, \(instant)) where message_id = \(messageID)")
  }

  /// Messages for people to look at, the newest change first.
  static func list(
    state: DeliveryState?, creditors: [CreditorID], limit: Int, in transaction: PostgresTransaction
  ) async throws -> [(message: Message, address: String?, deliveredAt: Instant?)] {
    let text = state?.rawValue
    let rows = try await transaction.query(
      """
      select \(columns), d.reach->m.channel->>'address' as address, m.delivered_at from messages m join debtors d using (debtor_id)
      where (\(text as String?)::text is null or m.state = \(text as String?))
        and (cardinality(\(creditors)) = 0 or m.creditor_id = any(\(creditors))
          or m.creditor_id is null and exists (
            select 1 from accounts a where a.account_id = m.account_id and a.creditor_id = any(\(creditors))))
      order by m.changed_at desc, m.message_id limit \(Int64(limit))
      """)
    return try rows.map { (try message($0), try $0.decode("address"), try $0.decode("delivered_at")) }
  }

  static func message(_ row: PostgresRow) throws -> Message {
    Message(
      messageID: try row.decode("message_id"), debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"),
      taskID: try row.decode("task_id"), promiseID: try row.decode("promise_id"), agreementID: try row.decode("agreement_id"),
      isSourceOpen: try row.decode("source_open"),
      sourceCloseReason: try row.decode("source_close_reason"), channel: try row.decode("channel"), template: try row.decode("template"),
      templateVersion: try row.decode("template_version"), dueOn: try row.decode("due_on"), expiresOn: try row.decode("expires_on"),
      isOverdue: try row.decode("is_overdue"), state: try state(row), reason: try row.decode("reason"),
      ruleIDs: try row.decode("rule_ids"), notBefore: try row.decode("not_before"), nextAt: try row.decode("next_at"),
      attempt: try row.decode("attempt"), attemptedAt: try row.decode("attempted_at"), leaseUntil: try row.decode("lease_until"),
      sentAt: try row.decode("sent_at"), version: try row.decode("version"), changedAt: try row.decode("changed_at"))
  }

  private static func state(_ row: PostgresRow) throws -> DeliveryState {
    let text = try row.decode(String.self, "state")
    guard let state = DeliveryState(rawValue: text) else {
      throw PostgresError(kind: .decoding, message: "messages.state has a value that this version does not know")
    }
    return state
  }
}

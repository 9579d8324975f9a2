import Contracts
import Messaging
import Postgres

/// The tasks that circuits raised.
enum TaskStore {
  static let columns: SQL = """
    t.task_id, t.debtor_id, t.account_id, t.creditor_id, t.kind, t.state, t.close_reason, t.strategy_id, t.strategy_version, t.step,
    t.cycle, t.template, t.due_on, t.expires_on, t.priority, t.amount_minor, t.currency, t.days_past_due, t.segment_ids, t.version,
    t.opened_at, t.changed_at, t.queue, t.due_at, t.service_due_at, t.breached_at
    """

  static func ofPresentCycle(_ accountIDs: [AccountID], in transaction: PostgresTransaction) async throws -> [AccountID: [StrategyTask]] {
    let rows = try await transaction.query(
      """
      select \(columns) from treatments c join tasks t on t.account_id = c.account_id
        and (t.cycle = c.cycle or t.cycle = \(Int64(TaskKey.outsideCycles)) and t.state = 'open')
      where c.account_id = any(\(accountIDs))
      """)
    return Dictionary(grouping: try rows.map(task), by: \.accountID)
  }

  /// Tasks by their urgency, for people to look at.
  static func list(
    state: TaskState?, kind: TaskKind?, queue: TaskQueue?, creditors: [CreditorID], limit: Int, in transaction: PostgresTransaction
  ) async throws -> [StrategyTask] {
    let rows = try await transaction.query(
      """
      select \(columns) from tasks t
      where (\(state as TaskState?)::text is null or t.state = \(state as TaskState?))
        and (\(kind as TaskKind?)::text is null or t.kind = \(kind as TaskKind?))
        and (\(queue as TaskQueue?)::text is null or t.queue = \(queue as TaskQueue?))
        and (cardinality(\(creditors)) = 0 or t.creditor_id = any(\(creditors)))
      order by t.priority desc, t.task_id limit \(Int64(limit))
      """)
    return try rows.map(task)
  }

  /// Open work of people in the segments that are linked to the person or the group; each task once, however many links lead to it.
  ///
  /// Calls, and messages by hand, that the law never allows are left out; those that wait for their window stand behind what can be done now.
  static func worklist(
    of staffID: StaffID?, _ teamID: TeamID?, queue: TaskQueue?, creditors: [CreditorID], at now: Instant, limit: Int,
    in transaction: PostgresTransaction
  ) async throws -> [StrategyTask] {
    let rows = try await transaction.query(
      """
      select \(columns) from tasks t left join call_permits p using (task_id)
      where t.state = 'open' and t.queue is distinct from 'automatic' and (not \(CallPermitStore.isByHand) or p.opens_at is not null)
        and t.segment_ids && array(
          select l.segment_id from segment_links l join segments s using (segment_id)
          where s.is_active and (l.staff_id = \(staffID) or l.team_id = \(teamID)))
        and (\(queue as TaskQueue?)::text is null or t.queue = \(queue as TaskQueue?))
        and (cardinality(\(creditors)) = 0 or t.creditor_id = any(\(creditors)))
      order by coalesce(\(now) not between p.opens_at and p.closes_at - interval '1 millisecond', false), t.priority desc, t.task_id
      limit \(Int64(limit))
      """)
    return try rows.map(task)
  }

  /// Call-backs that are not done, the earliest first.
  static func callbacks(creditors: [CreditorID], limit: Int, in transaction: PostgresTransaction) async throws -> [StrategyTask] {
    let rows = try await transaction.query(
      """
      select \(columns) from tasks t where t.state = 'open' and t.due_at is not null
        and (cardinality(\(creditors)) = 0 or t.creditor_id = any(\(creditors)))
      order by t.due_at, t.task_id limit \(Int64(limit))
      """)
    return try rows.map(task)
  }

  static func find(_ taskID: TaskID, creditors: [CreditorID], in transaction: PostgresTransaction) async throws -> StrategyTask? {
    try await transaction.first(
      """
      select \(columns) from tasks t
      where t.task_id = \(taskID) and (cardinality(\(creditors)) = 0 or t.creditor_id = any(\(creditors)))
      """
    ).map(task)
  }

  /// Somebody says that a task is done. The first to say so counts.
  static func complete(
    _ task: StrategyTask, by staffID: StaffID, at now: Instant, result: String?, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into task_completions (task_id, account_id, completed_by, completed_at, result)
      values (\(task.taskID), \(task.accountID), \(staffID), \(now), \(result)) on conflict do nothing
      """)
  }

  static func ofAccount(_ accountID: AccountID, in transaction: PostgresTransaction) async throws -> [StrategyTask] {
    let rows = try await transaction.query(
      "select \(columns) from tasks t where t.account_id = \(accountID) order by t.opened_at desc, t.task_id limit 200")
    return try rows.map(task)
  }

  static func upsert(_ tasks: [StrategyTask], in transaction: PostgresTransaction) async throws {
    guard !tasks.isEmpty else { return }
    try await transaction.execute(
      """
      insert into tasks (task_id, debtor_id, account_id, creditor_id, kind, state, close_reason, strategy_id, strategy_version, step,
        cycle, template, due_on, expires_on, priority, amount_minor, currency, days_past_due, segment_ids, version, opened_at, changed_at,
        queue, due_at, service_due_at, breached_at)
      select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n, u.o, u.p, u.q, u.r, string_to_array(u.s, ','), u.t,
        u.u, u.v, u.w, u.x, u.y, u.z
      from unnest(\(tasks.map(\.taskID)), \(tasks.map(\.debtorID)), \(tasks.map(\.accountID)), \(tasks.map(\.creditorID)),
        \(tasks.map(\.kind)), \(tasks.map(\.state)), \(tasks.map(\.closeReason)), \(tasks.map(\.strategyID)),
        \(tasks.map { Int32($0.strategyVersion) }), \(tasks.map(\.step)), \(tasks.map { Int64($0.cycle) }), \(tasks.map(\.template)),
        \(tasks.map(\.dueOn)), \(tasks.map(\.expiresOn)), \(tasks.map { Int32($0.priority) }), \(tasks.map(\.amountMinor)),
        \(tasks.map(\.currency)), \(tasks.map { Int64($0.daysPastDue) }),
        \(tasks.map { $0.segmentIDs.map(\.rawValue).joined(separator: ",") }), \(tasks.map(\.version)), \(tasks.map(\.openedAt)),
        \(tasks.map(\.changedAt)), \(tasks.map(\.queue)), \(tasks.map(\.dueAt)), \(tasks.map(\.serviceDueAt)), \(tasks.map(\.breachedAt))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z)
      order by 1
      on conflict (task_id) do update set
        debtor_id = excluded.debtor_id, state = excluded.state, close_reason = excluded.close_reason, due_on = excluded.due_on,
        expires_on = excluded.expires_on, priority = excluded.priority, amount_minor = excluded.amount_minor,
        days_past_due = excluded.days_past_due, segment_ids = excluded.segment_ids, version = excluded.version,
        opened_at = excluded.opened_at, changed_at = excluded.changed_at, service_due_at = excluded.service_due_at,
        breached_at = excluded.breached_at
      where tasks.version < excluded.version
      """)
  }

  static func task(_ row: PostgresRow) throws -> StrategyTask {
    let kind: TaskKind = try row.decode("kind")
    return StrategyTask(
      taskID: try row.decode("task_id"), debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"),
      creditorID: try row.decode("creditor_id"), kind: kind, state: try row.decode("state"),
      closeReason: try row.decode("close_reason"), strategyID: try row.decode("strategy_id"),
      strategyVersion: try row.decode("strategy_version"), step: try row.decode("step"), cycle: try row.decode("cycle"),
      template: try row.decode("template"), dueOn: try row.decode("due_on"), expiresOn: try row.decode("expires_on"),
      priority: try row.decode("priority"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"),
      daysPastDue: try row.decode("days_past_due"), segmentIDs: try row.decode("segment_ids"),
      queue: try row.decodeOptional(TaskQueue.self, "queue") ?? kind.customaryQueue, dueAt: try row.decode("due_at"),
      serviceDueAt: try row.decode("service_due_at"), breachedAt: try row.decode("breached_at"), version: try row.decode("version"),
      openedAt: try row.decode("opened_at"), changedAt: try row.decode("changed_at"))
  }
}

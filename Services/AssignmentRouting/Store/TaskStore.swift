package import Contracts
import Messaging
import Postgres

/// Visit tasks, as segmentation raised them.
package enum TaskStore {
  package struct Changes: Sendable {
    /// Debtors with an open task that is new or changed.
    package var opened: [DebtorID] = []
    /// Debtors with a task that was closed.
    package var closed: [DebtorID] = []
    /// How many tasks' states were news.
    package var tasks = 0
  }

  /// Keeps the states that are newer than what is known.
  static func upsert(_ tasks: [TaskChanged], in transaction: PostgresTransaction) async throws -> Changes {
    guard !tasks.isEmpty else { return Changes() }
    let rows = try await transaction.query(
      """
      with changed as (
        insert into tasks as t (task_id, debtor_id, account_id, creditor_id, priority, amount_minor, currency, days_past_due, due_on,
          expires_on, is_open, close_reason, version, segment_ids)
        select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m,
          \(SQL.list("u.n"))
        from unnest(\(tasks.map(\.taskID)), \(tasks.map(\.debtorID)), \(tasks.map(\.accountID)), \(tasks.map(\.creditorID)),
          \(tasks.map(\.priority)), \(tasks.map(\.amountMinor)), \(tasks.map(\.currency)), \(tasks.map(\.daysPastDue)),
          \(tasks.map(\.dueOn)), \(tasks.map(\.expiresOn)), \(tasks.map { $0.state == .open }), \(tasks.map(\.closeReason)),
          \(tasks.map(\.version)), \(tasks.map(\.segmentIDs.joinedForUnnest))) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n) order by 1
        on conflict (task_id) do update set debtor_id = excluded.debtor_id, priority = excluded.priority,
          amount_minor = excluded.amount_minor, currency = excluded.currency, days_past_due = excluded.days_past_due,
          due_on = excluded.due_on, expires_on = excluded.expires_on, is_open = excluded.is_open, close_reason = excluded.close_reason,
          version = excluded.version, segment_ids = excluded.segment_ids
        where t.version < excluded.version
        returning debtor_id, is_open
      )
      select debtor_id, bool_or(is_open) as opened, bool_or(not is_open) as closed, count(*) as tasks from changed group by 1 order by 1
      """)
    return try rows.reduce(into: Changes()) { changes, row in
      let debtorID: DebtorID = try row.decode("debtor_id")
      changes.tasks += try row.decode(Int.self, "tasks")
      if try row.decode("opened") { changes.opened.append(debtorID) }
      if try row.decode("closed") { changes.closed.append(debtorID) }
    }
  }
}

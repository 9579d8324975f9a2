import Contracts
import Messaging
import Postgres

/// Visits, promises and agreements.
enum HistoryStore {
  /// Keeps visits that are not known yet, for each account that they name or whose task they name.
  ///
  /// - Returns: the accounts that have a visit more.
  static func insert(_ visits: [VisitRecorded], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !visits.isEmpty else { return [] }
    let accounts = visits.flatMap { visit in visit.accountIDs.map { (visit.visitID, $0) } }
    let tasks = visits.flatMap { visit in visit.taskIDs.map { (visit.visitID, $0) } }
    let rows = try await transaction.query(
      """
      with visit as (
        select visit_id, captured_at, contact_type, outcome, string_to_array(tasks, ',')::uuid[] as task_ids
        from unnest(\(visits.map(\.visitID)), \(visits.map(\.capturedAt)), \(visits.map(\.contactType)), \(visits.map(\.outcome)),
          \(visits.map { $0.taskIDs.map(\.description).joined(separator: ",") }))
          u(visit_id, captured_at, contact_type, outcome, tasks)
      ), pair as (
        select * from unnest(\(accounts.map(\.0)), \(accounts.map(\.1))) u(visit_id, account_id)
        union
        select u.visit_id, t.account_id from unnest(\(tasks.map(\.0)), \(tasks.map(\.1))) u(visit_id, task_id) join tasks t using (task_id)
      )
      insert into account_visits (account_id, visit_id, captured_at, contact_type, outcome, task_ids)
      select account_id, visit_id, captured_at, contact_type, outcome, task_ids from pair join visit using (visit_id) order by 1, 2
      on conflict do nothing
      returning account_id
      """)
    return try Set(rows.map { try $0.decode(AccountID.self, "account_id") }).sorted()
  }

  /// Keeps the promises' states that are newer than what is known.
  ///
  /// - Returns: the accounts that they are about.
  static func upsert(_ promises: [PromiseChanged], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !promises.isEmpty else { return [] }
    let pairs = promises.flatMap { promise in promise.coveredAccountIDs.map { (account: $0, promise: promise) } }
    let rows = try await transaction.query(
      """
      insert into promises (promise_id, account_id, due_on, open_until, state, changed_at, version)
      select * from unnest(\(pairs.map(\.promise.promiseID)), \(pairs.map(\.account)), \(pairs.map(\.promise.dueOn)),
        \(pairs.map(\.promise.cutOffAt)), \(pairs.map(\.promise.state)), \(pairs.map(\.promise.changedAt)),
        \(pairs.map(\.promise.version))) order by 1, 2
      on conflict (promise_id, account_id) do update set
        due_on = excluded.due_on, open_until = excluded.open_until, state = excluded.state, changed_at = excluded.changed_at,
        version = excluded.version
      where promises.version < excluded.version
      returning account_id
      """)
    return try Set(rows.map { try $0.decode(AccountID.self, "account_id") }).sorted()
  }

  /// Keeps the agreements' states that are newer than what is known. One is broken whenever more of it becomes overdue, and when it is
  /// in default.
  ///
  /// - Returns: the accounts that they are about.
  static func upsert(_ agreements: [AgreementChanged], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !agreements.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into agreements as k (agreement_id, account_id, state, overdue_instalments, broken_at, changed_at, version)
      select u.a, u.b, u.c, u.d, case when u.d > 0 or u.c = 'defaulted' then u.e end, u.e, u.f
      from unnest(\(agreements.map(\.agreementID)), \(agreements.map(\.accountID)), \(agreements.map(\.state)),
        \(agreements.map { Int32($0.overdueInstalments ?? 0) }), \(agreements.map(\.changedAt)), \(agreements.map(\.version)))
        u(a, b, c, d, e, f) order by 1
      on conflict (agreement_id) do update set
        account_id = excluded.account_id, state = excluded.state, overdue_instalments = excluded.overdue_instalments,
        broken_at = case
          when excluded.overdue_instalments > k.overdue_instalments or excluded.state = 'defaulted' and k.state <> 'defaulted'
          then excluded.changed_at else k.broken_at end,
        changed_at = excluded.changed_at, version = excluded.version
      where k.version < excluded.version
      returning account_id
      """)
    return try Set(rows.map { try $0.decode(AccountID.self, "account_id") }).sorted()
  }
}

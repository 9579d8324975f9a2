import Contracts
import Messaging
import Postgres
import ServiceKit

/// What falls due when.
enum CalendarStore {
  /// Promises and the accounts' next due dates from `first` to `last`, by date. Of the accounts those that are worked; of the promises
  /// all, so that what was kept or broken can be seen as well.
  static func list(
    from first: CalendarDate, to last: CalendarDate, for viewer: Viewer, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [CalendarItem] {
    let scope = PromiseScope(viewer)
    let statuses = AccountStatus.allCases.filter(\.isWorked).map(\.rawValue)
    return try await transaction.query(
      """
      with due as (
        select p.due_on, 'promise' as kind, p.debtor_id, p.account_id, p.promise_id, p.state, p.amount_minor, p.currency
        from promises p where p.due_on between \(first) and \(last) and \(scope.condition)
        union all
        select p.due_on, 'instalment', p.debtor_id, p.account_id, null, null, p.amount_minor, p.currency
        from (
          select (a.event->>'next_due_date')::date as due_on, a.debtor_id, a.account_id, (a.event->>'next_due_minor')::bigint as amount_minor,
            a.event->>'currency' as currency, s.collector_id, s.team_id
          from accounts a left join assignments s using (debtor_id)
          where a.event->>'next_due_date' between \(first.description) and \(last.description)
            and a.event->>'status' = any(\(statuses))
        ) p where \(scope.condition)
      )
      select due.*, coalesce(d.event->>'full_name', '') as debtor_name from due left join debtors d using (debtor_id)
      order by due_on, kind, account_id, promise_id limit \(limit)
      """
    ).map { row in
      CalendarItem(
        dueOn: try row.decode("due_on"), kind: try row.decode("kind"), debtorID: try row.decode("debtor_id"),
        debtorName: try row.decode("debtor_name"), accountID: try row.decode("account_id"), promiseID: try row.decode("promise_id"),
        state: try row.decode("state"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"))
    }
  }
}

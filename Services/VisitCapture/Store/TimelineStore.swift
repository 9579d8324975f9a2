import Contracts
import Messaging
import Postgres

/// What happened to an account, over all channels. Entries are added and never changed: each state of a promise is one, and so is each
/// correction of a visit.
enum TimelineStore {
  /// Newest first.
  static func list(_ accountID: AccountID, limit: Int, in transaction: PostgresTransaction) async throws -> [TimelineItem] {
    let debtor: SQL = "(select debtor_id from accounts where account_id = \(accountID))"
    return try await transaction.query(
      """
      select captured_at as at, 'visit' as kind, visit_id::text as id, 'visit' as channel, outcome as result, null as corrects,
        collector_id as staff_id, event->>'note' as note, null::bigint as amount_minor, null as currency
      from visits where debtor_id = \(debtor) and \(accountID) = any(account_ids)
      union all
      select c.made_at, 'correction', c.correction_id::text, 'visit', c.outcome, c.visit_id::text, c.staff_id, coalesce(c.note, c.why),
        null, null
      from visit_corrections c join visits v using (visit_id) where v.debtor_id = \(debtor) and \(accountID) = any(v.account_ids)
      union all
      select coalesce(sent_at, changed_at), 'message', message_id::text, channel, state, null, null, null, null, null
      from notifications where debtor_id = \(debtor) and (account_id = \(accountID) or account_id is null)
      union all
      select case h.version when 1 then p.made_at else h.changed_at end, 'promise', h.promise_id::text, null, h.state, null, p.collector_id,
        p.closed_reason, h.amount_minor, h.currency
      from promise_changes h join promises p using (promise_id) where h.account_ids @> array[\(accountID)]
      union all
      select posted_at, 'payment', payment_id, null, kind, null, null, null, amount_minor, currency
      from payments where account_id = \(accountID)
      order by at desc, kind, id
      limit \(limit)
      """
    ).map { row in
      TimelineItem(
        at: try row.decode("at"), kind: try row.decode("kind"), id: try row.decode("id"), channel: try row.decode("channel"),
        result: try row.decode("result"), corrects: try row.decode("corrects"), staffID: try row.decode("staff_id"),
        note: try row.decode("note"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"))
    }
  }
}

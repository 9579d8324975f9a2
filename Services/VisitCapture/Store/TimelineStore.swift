import Contracts
import Messaging
import Postgres
import ServiceKit

/// One thing that happened to an account.
struct TimelineItem: Encodable, Sendable {
  let at: Instant
  /// `visit`, `message`, `promise` or `payment`.
  let kind: String
  let id: String
  let channel: String?
  /// The outcome of a visit, the state of a message or promise, the kind of a payment.
  let result: String
  let amountMinor: Int64?
  let currency: String?

  private enum CodingKeys: String, CodingKey {
    case at, kind, id, channel, result
    case amountMinor = "amount_minor"
    case currency
  }
}

/// What happened to an account, over all channels.
enum TimelineStore {
  static func isVisible(_ accountID: AccountID, to viewer: Viewer, in transaction: PostgresTransaction) async throws -> Bool {
    if viewer.seesEveryTeam {
      return try await transaction.first(
        """
        select 1 from accounts where account_id = \(accountID)
          and (cardinality(\(viewer.creditorIDs)) = 0 or creditor_id = any(\(viewer.creditorIDs)))
        """) != nil
    }
    let recorder = Recorder(
      collectorID: viewer.staffID, teamID: viewer.teamID, coversTeam: viewer.has(.supervisor), creditorIDs: viewer.creditorIDs)
    let dossiers = try await DossierStore.load(debtors: [], accounts: [accountID], for: recorder, in: transaction)
    return dossiers.values.contains { $0.accounts.contains { $0.accountID == accountID } }
  }

  /// Newest first.
  static func list(_ accountID: AccountID, limit: Int, in transaction: PostgresTransaction) async throws -> [TimelineItem] {
    try await transaction.query(
      """
      select captured_at as at, 'visit' as kind, visit_id::text as id, 'visit' as channel, outcome as result, null::bigint as amount_minor,
        null as currency
      from visits where debtor_id = (select debtor_id from accounts where account_id = \(accountID)) and \(accountID) = any(account_ids)
      union all
      select coalesce(sent_at, changed_at), 'message', message_id::text, channel, state, null, null
      from notifications
      where debtor_id = (select debtor_id from accounts where account_id = \(accountID)) and (account_id = \(accountID) or account_id is null)
      union all
      select made_at, 'promise', promise_id::text, null, state, amount_minor, currency from promises where account_id = \(accountID)
      union all
      select posted_at, 'payment', payment_id, null, kind, amount_minor, currency from payments where account_id = \(accountID)
      order by at desc, kind, id
      limit \(limit)
      """
    ).map { row in
      TimelineItem(
        at: try row.decode("at"), kind: try row.decode("kind"), id: try row.decode("id"), channel: try row.decode("channel"),
        result: try row.decode("result"), amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"))
    }
  }
}

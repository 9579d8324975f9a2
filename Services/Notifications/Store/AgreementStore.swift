import Contracts
import Messaging
import Postgres

/// The agreements whose instalments debtors are reminded of.
enum AgreementStore {
  /// Keeps the agreements' states that are newer than what is known.
  ///
  /// - Returns: the agreements that changed.
  static func upsert(_ agreements: [AgreementChanged], in transaction: PostgresTransaction) async throws -> Set<AgreementID> {
    guard !agreements.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into agreements (agreement_id, account_id, debtor_id, currency, next_due_on, next_due_minor, state, version)
      select * from unnest(\(agreements.map(\.agreementID)), \(agreements.map(\.accountID)), \(agreements.map(\.debtorID)),
        \(agreements.map(\.currency)), \(agreements.map(\.nextDueOn)), \(agreements.map(\.nextDueMinor)), \(agreements.map(\.state)),
        \(agreements.map(\.version))) order by 1
      on conflict (agreement_id) do update set
        account_id = excluded.account_id, debtor_id = excluded.debtor_id, currency = excluded.currency,
        next_due_on = excluded.next_due_on, next_due_minor = excluded.next_due_minor, state = excluded.state, version = excluded.version
      where agreements.version < excluded.version
      returning agreement_id
      """)
    return Set(try rows.map { try $0.decode(AgreementID.self, "agreement_id") })
  }

  /// Closes the reminders of instalments other than the one that falls due next: those are paid, or the agreement has ended.
  ///
  /// - Returns: their messages.
  static func closeFormerReminders(_ agreements: [AgreementChanged], in transaction: PostgresTransaction) async throws -> [MessageID] {
    guard !agreements.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      update messages m set source_open = false, source_version = u.c,
        source_close_reason = case when u.d = 'active' then 'instalment_paid' else 'agreement_' || u.d end
      from unnest(\(agreements.map(\.agreementID)), \(agreements.map(\.nextDueOn)), \(agreements.map(\.version)),
        \(agreements.map(\.state))) u(a, b, c, d)
      where m.agreement_id = u.a and m.source_open and m.expires_on is distinct from u.b and m.source_version < u.c
      returning m.message_id
      """)
    return try rows.map { try $0.decode(MessageID.self, "message_id") }
  }
}

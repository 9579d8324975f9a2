import ContactLog
import ContactRules
import Contracts
import Messaging
import Postgres

/// Brings together what is known about messages that are about to be sent.
enum LetterStore {
  /// How far back contacts can count towards a cap: more than a month.
  private static let historyDays = 40

  static func letters(for messages: [Message], at now: Instant, in transaction: PostgresTransaction) async throws -> [Letter] {
    guard !messages.isEmpty else { return [] }
    let prior = try await prior(to: Set(messages.map(\.debtorID)).sorted(), at: now, in: transaction)
    let rows = try await transaction.query(
      """
      select m.message_id, m.debtor_id, d.full_name, d.language, d.country, d.time_zone, d.state as d_state, d.reach, d.version as d_version,
        a.account_id, a.debtor_id as a_debtor_id, a.creditor_id, a.account_number, a.product_type, a.currency, a.status,
        s.days_past_due, a.oldest_due_date, a.total_due_minor, s.overdue_minor, a.next_due_date, a.next_due_minor, a.flags,
        c.name as creditor_name, coalesce(p.amount_minor, g.next_due_minor) as p_amount, coalesce(p.currency, g.currency) as p_currency,
        coalesce(p.due_on, g.next_due_on) as p_due_on,
        (select max(due_on) from promises q where q.account_id = m.account_id and q.state = 'active') as promise_due_on,
        coalesce((select x.restrictions from restrictions x where x.debtor_id = m.debtor_id), '[]'::jsonb) as restrictions
      from messages m
      join debtors d on d.debtor_id = m.debtor_id
      left join accounts a on a.account_id = m.account_id
      left join account_standings s on s.account_id = m.account_id
      left join creditors c on c.creditor_id = a.creditor_id
      left join promises p on p.promise_id = m.promise_id
      left join agreements g on g.agreement_id = m.agreement_id
      where m.message_id = any(\(messages.map(\.messageID)))
      """)
    let byID = Dictionary(uniqueKeysWithValues: messages.map { ($0.messageID, $0) })
    let letters = try rows.compactMap { row -> Letter? in
      guard let message = byID[try row.decode(MessageID.self, "message_id")] else { return nil }
      return Letter(
        message: message, debtor: try debtor(row), account: try account(row), creditorName: try row.decode("creditor_name"),
        promise: try promise(row), promiseDueOn: try row.decode("promise_due_on"), prior: prior[message.debtorID] ?? [])
    }
    return letters.sorted { $0.message.messageID < $1.message.messageID }
  }

  /// What was sent, may have been sent or is being sent to the debtors, and the visits to them.
  private static func prior(
    to debtors: [DebtorID], at now: Instant, in transaction: PostgresTransaction
  ) async throws -> [DebtorID: [PriorContact]] {
    let since = now.advanced(by: Seconds(-historyDays * 86_400))
    let rows = try await transaction.query(
      """
      select debtor_id, channel, attempted_at from messages
      where debtor_id = any(\(debtors)) and attempted_at > \(since) and state in ('sending', 'sent', 'uncertain')
      order by attempted_at
      """)
    var prior = try await ContactHistoryStore.contacts(with: debtors, since: since, in: transaction)
    for row in rows {
      prior[try row.decode("debtor_id"), default: []].append(
        PriorContact(try row.decode("channel"), at: try row.decode("attempted_at")))
    }
    return prior
  }

  private static func debtor(_ row: PostgresRow) throws -> DebtorFacts? {
    let version = try row.decode(Int64.self, "d_version")
    guard version > 0 else { return nil }
    return DebtorFacts(
      debtorID: try row.decode("debtor_id"), fullName: try row.decode("full_name"), language: try row.decode("language"),
      country: try row.decode("country"), timeZone: try row.decode("time_zone"), state: try row.decode("d_state"),
      reach: (try row.decode(json: "reach") as [String: Reach]).byChannel,
      version: version)
  }

  private static func account(_ row: PostgresRow) throws -> AccountFacts? {
    guard let accountID = try row.decodeOptional(AccountID.self, "account_id") else { return nil }
    var flags: AccountFlags = try row.decode(json: "flags")
    let restrictions: [Restriction] = try row.decode(json: "restrictions")
    flags.formUnion(restrictions, of: accountID)
    return AccountFacts(
      accountID: accountID, debtorID: try row.decode("a_debtor_id"), creditorID: try row.decode("creditor_id"),
      accountNumber: try row.decode("account_number"), productType: try row.decode("product_type"),
      currency: try row.decode("currency"), status: try row.decode("status"), daysPastDue: try row.decode("days_past_due"),
      oldestDueDate: try row.decode("oldest_due_date"), totalDueMinor: try row.decode("total_due_minor"),
      overdueMinor: try row.decode("overdue_minor"), nextDueDate: try row.decode("next_due_date"),
      nextDueMinor: try row.decode("next_due_minor"),
      flags: flags)
  }

  private static func promise(_ row: PostgresRow) throws -> PromiseFacts? {
    guard let amount = try row.decodeOptional(Int64.self, "p_amount") else { return nil }
    return PromiseFacts(amountMinor: amount, currency: try row.decode("p_currency"), dueOn: try row.decode("p_due_on"))
  }
}

package import Contracts
import Messaging
package import Postgres

/// Brings together what is known about accounts.
package enum DossierStore {
  /// Takes the accounts' treatments for this transaction, making the rows that are missing.
  ///
  /// Everybody changes what is known first and locks afterwards, in the order of the ids: so nobody judges an account by something
  /// that another transaction is about to replace, and two batches never wait for each other in a circle.
  static func lock(_ accountIDs: [AccountID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "insert into treatments (account_id) select x from unnest(\(accountIDs)) x order by x on conflict do nothing")
    try await transaction.execute(
      "select 1 from treatments where account_id = any(\(accountIDs)) order by account_id for update")
  }

  /// What there was of the account `a`: its visits `v`, promises `pr` and agreements `g`.
  private static let histories: SQL = """
    left join lateral (
      select count(*) as visits, count(*) filter (where contact_type = 'right_party') as met, max(captured_at) as last_at,
        (select array_agg(x) from account_visits w, unnest(w.task_ids) x where w.account_id = a.account_id) as task_ids
      from account_visits where account_id = a.account_id
    ) v on true
    left join lateral (
      select max(due_on) filter (where state = 'active') as due_on, max(open_until) filter (where state = 'active') as open_until,
        max(changed_at) filter (where state = 'kept') as kept_at, max(changed_at) filter (where state = 'broken') as broken_at,
        count(*) filter (where state = 'broken') as broken,
        count(*) filter (where state = 'kept') as kept
      from promises where account_id = a.account_id
    ) pr on true
    left join lateral (
      select coalesce(bool_or(state = 'active') and not bool_or(state = 'active' and overdue_instalments > 0), false) as keeps,
        max(changed_at) filter (where state = 'completed') as completed_at, max(broken_at) as broken_at
      from agreements where account_id = a.account_id
    ) g on true
    """

  /// - Returns: the dossiers of those accounts whose state is known, in the order of their ids.
  package static func load(_ accountIDs: [AccountID], in transaction: PostgresTransaction) async throws -> [Dossier] {
    let tasks = try await TaskStore.ofPresentCycle(accountIDs, in: transaction)
    let rows = try await transaction.query(
      """
      select a.account_id, a.debtor_id, a.creditor_id, a.product_code, a.product_type, a.branch_code, a.currency, a.status,
        a.days_past_due, a.oldest_due_date, a.total_due_minor, a.overdue_minor, a.next_due_date, a.next_due_minor, a.last_payment_date,
        a.risk_score, a.flags, a.attributes, a.business_date, a.version, a.updated_at,
        d.version as d_version, d.country, d.time_zone, d.language, d.person_type, d.birth_date, d.state as d_state, d.city, d.district,
        d.has_email, p.overdue_minor as p_overdue, p.recorded_at as p_recorded_at,
        v.visits, v.met, v.last_at, v.task_ids,
        (select array_agg(task_id) from task_completions where account_id = a.account_id) as completed_ids,
        pr.due_on as promise_due_on, pr.open_until, pr.kept_at, pr.broken_at, pr.broken, pr.kept,
        g.keeps as keeps_agreement, g.completed_at as agreement_completed_at, g.broken_at as agreement_broken_at,
        t.version as t_version, t.stage, t.stage_since, t.bucket, t.segment_ids, t.strategy_id, t.strategy_version, t.cycle, t.step,
        t.step_since, t.anchor, t.state as t_state, t.next_at, t.changed_at,
        (select x.restrictions from restriction_states x where x.debtor_id = a.debtor_id) as restrictions,
        (select array_agg(distinct e.key) from accounts s, jsonb_each(s.flags) e
          where s.debtor_id = a.debtor_id and s.account_id <> a.account_id and e.value = 'true') as sibling_flags,
        (select array_agg(m.list_id) from list_members m where m.debtor_id = a.debtor_id and m.active
          and (m.account_id is null or m.account_id = a.account_id)) as list_ids
      from accounts a
      join treatments t using (account_id)
      left join debtors d on d.debtor_id = a.debtor_id and d.version > 0
      left join payment_marks p using (account_id)
      \(histories)
      where a.account_id = any(\(accountIDs))
      order by a.account_id
      """)
    return try rows.map { try dossier($0, tasks: tasks) }
  }

  private static func dossier(_ row: PostgresRow, tasks: [AccountID: [StrategyTask]]) throws -> Dossier {
    let account = try account(row)
    return Dossier(
      account: account, debtor: try debtor(row, debtorID: account.debtorID), payment: try payment(row), history: try history(row),
      restrictions: try restrictions(row), siblingFlags: try siblingFlags(row),
      listIDs: Set(try row.decodeOptional([ListID].self, "list_ids") ?? []),
      treatment: try treatment(row, of: account), tasks: tasks[account.accountID] ?? [])
  }

  private static func account(_ row: PostgresRow) throws -> AccountFacts {
    AccountFacts(
      accountID: try row.decode("account_id"), debtorID: try row.decode("debtor_id"), creditorID: try row.decode("creditor_id"),
      productCode: try row.decode("product_code"), productType: try row.decode("product_type"),
      branchCode: try row.decode("branch_code"), currency: try row.decode("currency"), status: try row.decode("status"),
      daysPastDue: try row.decode("days_past_due"), oldestDueDate: try row.decode("oldest_due_date"),
      totalDueMinor: try row.decode("total_due_minor"), overdueMinor: try row.decode("overdue_minor"),
      nextDueDate: try row.decode("next_due_date"), nextDueMinor: try row.decode("next_due_minor"),
      lastPaymentDate: try row.decode("last_payment_date"), riskScore: try row.decode("risk_score"),
      flags: try row.decode(json: "flags"),
      attributes: try row.decode(json: "attributes"),
      businessDate: try row.decode("business_date"), version: try row.decode("version"), updatedAt: try row.decode("updated_at"))
  }

  private static func debtor(_ row: PostgresRow, debtorID: DebtorID) throws -> DebtorFacts? {
    guard let version = try row.decodeOptional(Int64.self, "d_version") else { return nil }
    return DebtorFacts(
      debtorID: debtorID, country: try row.decode("country"), timeZone: try row.decode("time_zone"),
      language: try row.decode("language"), personType: try row.decode("person_type"), birthDate: try row.decode("birth_date"),
      state: try row.decode("d_state"), city: try row.decode("city"), district: try row.decode("district"),
      hasEmail: try row.decode("has_email"), version: version)
  }

  private static func payment(_ row: PostgresRow) throws -> PaymentMark? {
    guard let recordedAt = try row.decodeOptional(Instant.self, "p_recorded_at") else { return nil }
    return PaymentMark(overdueMinor: try row.decode("p_overdue"), recordedAt: recordedAt)
  }

  private static func history(_ row: PostgresRow) throws -> AccountHistory {
    var history = AccountHistory()
    history.visits = try row.decode("visits")
    history.rightPartyContacts = try row.decode("met")
    history.lastVisitAt = try row.decode("last_at")
    history.finishedTasks = Set(try row.decodeOptional([TaskID].self, "task_ids") ?? [])
    history.finishedTasks.formUnion(try row.decodeOptional([TaskID].self, "completed_ids") ?? [])
    history.promiseDueOn = try row.decode("promise_due_on")
    history.promiseOpenUntil = try row.decode("open_until")
    history.promiseKeptAt = try row.decode("kept_at")
    history.promiseBrokenAt = try row.decode("broken_at")
    history.brokenPromises = try row.decode("broken")
    history.keptPromises = try row.decode("kept")
    history.keepsAgreement = try row.decode("keeps_agreement")
    history.agreementCompletedAt = try row.decode("agreement_completed_at")
    history.agreementBrokenAt = try row.decode("agreement_broken_at")
    return history
  }

  private static func restrictions(_ row: PostgresRow) throws -> [Restriction] {
    try row.decodeOptional(json: "restrictions") ?? []
  }

  /// What the bank said of the person on another account.
  private static func siblingFlags(_ row: PostgresRow) throws -> AccountFlags {
    let names = try row.decodeOptional([String].self, "sibling_flags") ?? []
    return names.compactMap { RestrictionKind(rawValue: $0) }.filter(\.isPersonal).reduce(into: AccountFlags()) { $0.insert($1) }
  }

  private static func treatment(_ row: PostgresRow, of account: AccountFacts) throws -> Treatment? {
    let version = try row.decode(Int64.self, "t_version")
    guard version > 0 else { return nil }
    return Treatment(
      accountID: account.accountID, debtorID: account.debtorID, creditorID: account.creditorID, stage: try row.decode("stage"),
      stageSince: try row.decode("stage_since"), bucket: try row.decode("bucket"), segmentIDs: try row.decode("segment_ids"),
      strategyID: try row.decode("strategy_id"), strategyVersion: try row.decode("strategy_version"), cycle: try row.decode("cycle"),
      step: try row.decode("step"), stepSince: try row.decode("step_since"), anchor: try row.decode("anchor"),
      state: try row.decode("t_state"), nextAt: try row.decode("next_at"), version: version, changedAt: try row.decode("changed_at"))
  }
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// The agreements, their steps and what falls due.
enum AgreementStore {
  static func fingerprints(of agreements: [AgreementID], in transaction: PostgresTransaction) async throws -> [AgreementID: [UInt8]] {
    let rows = try await transaction.query("select agreement_id, fingerprint from agreements where agreement_id = any(\(agreements))")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("agreement_id"), try $0.decode("fingerprint")) })
  }

  /// - Returns: `false` when another transaction has taken the id.
  static func insert(_ draft: Fingerprinted<Agreement>, in transaction: PostgresTransaction) async throws -> Bool {
    let agreement = draft.value
    let event = agreement.event
    let inserted = try await transaction.execute(
      """
      insert into agreements (agreement_id, fingerprint, debtor_id, account_id, creditor_id, collector_id, team_id, plan_code, plan_version,
        state, time_zone, version, made_at, changed_at, record)
      values (\(event.agreementID), decode(\(draft.hex), 'hex'), \(event.debtorID), \(event.accountID), \(event.creditorID),
        \(event.collectorID), \(agreement.teamID), \(event.planCode), \(Int32(event.planVersion)), \(event.state), \(agreement.timeZone),
        \(event.version), \(event.madeAt), \(event.changedAt), \(try PostgresJSON(encoding: agreement)))
      on conflict (agreement_id) do nothing
      """)
    guard inserted > 0 else { return false }
    let lines = agreement.quote.lines
    try await transaction.execute(
      """
      insert into agreement_instalments (agreement_id, number, due_on, total_minor)
      select \(event.agreementID), * from unnest(\(lines.map { Int32($0.number) }), \(lines.map(\.dueOn)), \(lines.map(\.totalMinor)))
      """)
    return true
  }

  /// Keeps an agreement's newest state.
  static func save(_ agreement: Agreement, lookOn: CalendarDate? = nil, in transaction: PostgresTransaction) async throws {
    let event = agreement.event
    try await transaction.execute(
      """
      update agreements set state = \(event.state), look_on = \(lookOn), expires_at = \(agreement.expiresAt), version = \(event.version),
        changed_at = \(event.changedAt), record = \(try PostgresJSON(encoding: agreement))
      where agreement_id = \(event.agreementID)
      """)
  }

  /// The calendar follows the day on which the down payment falls due.
  static func dateDownPayment(of agreement: Agreement, in transaction: PostgresTransaction) async throws {
    guard let line = agreement.quote.lines.first, line.number == 0 else { return }
    try await transaction.execute(
      "update agreement_instalments set due_on = \(line.dueOn) where agreement_id = \(agreement.event.agreementID) and number = 0")
  }

  static func addStep(
    _ event: AgreementChanged, by staffID: StaffID?, note: String?, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into agreement_steps (agreement_id, version, state, cause, staff_id, note, at)
      values (\(event.agreementID), \(event.version), \(event.state), \(event.cause), \(staffID), \(note), \(event.changedAt))
      """)
  }

  // MARK: - Reading

  /// An agreement within the viewer's scope; held until the transaction ends when it is to be changed.
  static func find(
    _ agreementID: AgreementID, for viewer: Viewer, toChange: Bool = false, in transaction: PostgresTransaction
  ) async throws -> Agreement? {
    let lock: SQL = toChange ? "for update of a" : ""
    return try await transaction.first(
      "select a.record from agreements a where a.agreement_id = \(agreementID) and \(isWithinScope(of: viewer)) \(lock)"
    ).map(agreement)
  }

  /// Newest change first.
  static func list(
    state: AgreementState?, account: AccountID?, for viewer: Viewer, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [AgreementSummary] {
    try await transaction.query(
      """
      select a.record, a.expires_at, d.event->>'full_name' as debtor_name
      from agreements a left join debtors d on d.debtor_id = a.debtor_id
      where (\(state)::text is null or a.state = \(state)::text) and (\(account)::uuid is null or a.account_id = \(account)::uuid)
        and \(isWithinScope(of: viewer))
      order by a.changed_at desc, a.agreement_id limit \(limit)
      """
    ).map { row in
      AgreementSummary(event: try agreement(row).event, debtorName: try row.decode("debtor_name"), expiresAt: try row.decode("expires_at"))
    }
  }

  /// What falls due in a range of dates under agreements that live.
  static func calendar(
    from first: CalendarDate, to last: CalendarDate, for viewer: Viewer, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [DueInstalment] {
    try await transaction.query(
      """
      select a.agreement_id, a.debtor_id, a.account_id, i.number, i.due_on, i.total_minor, a.record->'event'->>'currency' as currency
      from agreement_instalments i join agreements a using (agreement_id)
      where i.due_on between \(first) and \(last) and a.state in ('approved', 'signed', 'active') and \(isWithinScope(of: viewer))
      order by i.due_on, a.agreement_id, i.number limit \(limit)
      """
    ).map { row in
      DueInstalment(
        agreementID: try row.decode("agreement_id"), debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"),
        number: try row.decode(Int32.self, "number"), dueOn: try row.decode("due_on"), totalMinor: try row.decode("total_minor"),
        currency: try row.decode("currency"))
    }
  }

  /// A collector's own, those of a supervisor's team, all for those who see every team; of the viewer's creditors.
  private static func isWithinScope(of viewer: Viewer) -> SQL {
    let isOffice = viewer.seesEveryTeam || viewer.has(.supervisor)
    let own: SQL =
      isOffice
      ? "(\(viewer.teamScope)::text is null or a.team_id = \(viewer.teamScope)::text or a.collector_id = \(viewer.staffID))"
      : "a.collector_id = \(viewer.staffID)"
    return "\(own) and (cardinality(\(viewer.creditorIDs)) = 0 or a.creditor_id = any(\(viewer.creditorIDs)))"
  }

  // MARK: - What goes by itself

  /// The debtors who have agreements about the accounts that take payments.
  static func debtors(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [DebtorID] {
    try await transaction.query(
      "select distinct debtor_id from agreements where account_id = any(\(accounts)) and state in ('active', 'completed')"
    ).map { try $0.decode("debtor_id") }
  }

  /// The debtors' agreements that take payments.
  static func living(of debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [Agreement] {
    guard !debtors.isEmpty else { return [] }
    return try await transaction.query(
      "select record from agreements where debtor_id = any(\(debtors)) and state in ('active', 'completed') order by agreement_id"
    ).map(agreement)
  }

  /// Those of the accounts about which there is an agreement that is being paid.
  static func agreed(among accounts: [AccountID], in transaction: PostgresTransaction) async throws -> Set<AccountID> {
    guard !accounts.isEmpty else { return [] }
    return Set(
      try await transaction.query("select account_id from agreements where account_id = any(\(accounts)) and state = 'active'")
        .map { try $0.decode(AccountID.self, "account_id") })
  }

  /// Accounts with active agreements of which an instalment's time is up by the debtor's calendar.
  static func accountsToFollow(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [AccountID] {
    try await transaction.query(
      """
      select distinct account_id from (
        select account_id from agreements
        where state = 'active' and look_on <= \(now.dateInUTC.advanced(byDays: 1)) and look_on <= (\(now) at time zone time_zone)::date
        order by look_on, agreement_id limit \(limit)) due
      """
    ).map { try $0.decode("account_id") }
  }

  /// Proposals that nobody has decided, and approved agreements that nobody has signed in time.
  static func expired(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [Agreement] {
    try await transaction.query(
      """
      select record from agreements where state in ('proposed', 'approved') and expires_at <= \(now)
      order by expires_at, agreement_id limit \(limit) for update skip locked
      """
    ).map(agreement)
  }

  /// Whether the account has an agreement under way.
  static func hasOpen(_ accountID: AccountID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(
      """
      select 1 from agreements
      where account_id = \(accountID) and state in ('draft', 'proposed', 'approved', 'signed', 'active') limit 1
      """) != nil
  }

  /// How many promises and agreements about each account were not kept; accounts without any are left out.
  static func histories(of accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [AccountID: DealHistory] {
    let rows = try await transaction.query(
      """
      select account_id, sum(promises)::bigint as promises, sum(agreements)::bigint as agreements from (
        select account_id, count(*) as promises, 0 as agreements from promises
        where account_id = any(\(accounts)) and state = 'broken' group by 1
        union all
        select account_id, 0, count(*) from agreements where account_id = any(\(accounts)) and state = 'defaulted' group by 1) each
      group by 1
      """)
    return try rows.reduce(into: [:]) { histories, row in
      histories[try row.decode(AccountID.self, "account_id")] = DealHistory(
        brokenPromises: try row.decode("promises"), brokenAgreements: try row.decode("agreements"))
    }
  }

  private static func agreement(_ row: PostgresRow) throws -> Agreement {
    try row.decode(json: "record")
  }
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// Which promises somebody may see: a collector the own ones and those about debtors that are assigned to them, a supervisor the team's.
struct PromiseScope: Sendable {
  let condition: SQL

  init(_ viewer: Viewer) {
    let people: SQL =
      viewer.seesEveryTeam
      ? "true"
      : viewer.has(.supervisor)
        ? "(p.team_id = \(viewer.teamScope) or p.collector_id = \(viewer.staffID))"
        : """
        (p.collector_id = \(viewer.staffID)
          or exists (select 1 from assignments s where s.debtor_id = p.debtor_id and s.collector_id = \(viewer.staffID)))
        """
    let creditors: SQL =
      viewer.creditorIDs.isEmpty
      ? "true"
      : """
      exists (select 1 from accounts a where a.account_id = p.account_id and a.creditor_id = any(\(viewer.creditorIDs)))
      """
    condition = "\(people) and \(creditors)"
  }
}

/// The promises that were taken, and what became of them.
enum PromiseStore {
  static let columns: SQL = """
    promise_id, debtor_id, account_id, account_ids, visit_id, collector_id, team_id, amount_minor, currency, made_on, due_on, time_zone,
    made_at, cut_off_on, cut_off_at, tolerance_permille, partial_permille, series_id, replaces, method, state, paid_minor, closed_reason,
    version, changed_at, policy_country, policy_version
    """

  static func fingerprints(of promises: [PromiseID], in transaction: PostgresTransaction) async throws -> [PromiseID: [UInt8]] {
    guard !promises.isEmpty else { return [:] }
    let rows = try await transaction.query("select promise_id, fingerprint from promises where promise_id = any(\(promises))")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("promise_id"), try $0.decode("fingerprint")) })
  }

  /// As ``VisitStore/insert(_:clockDrifts:in:)``.
  private static func insert(
    _ promises: [Fingerprinted<PromiseRecord>], in transaction: PostgresTransaction
  ) async throws -> Set<PromiseID> {
    guard !promises.isEmpty else { return [] }
    let records = promises.map(\.value)
    let events = records.map(\.event)
    let rows = try await transaction.query(
      """
        with taken as (
        insert into promises (\(columns), fingerprint)
      select u.a, u.b, u.c, string_to_array(u.d, ',')::uuid[], u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n, u.o, u.p, u.q, u.r,
        u.s, u.t, u.u, u.v, null, u.w, u.x, u.y, u.z, decode(u.fingerprint, 'hex')
      from unnest(\(events.map(\.promiseID)), \(events.map(\.debtorID)), \(events.map(\.accountID)),
        \(events.map { $0.coveredAccountIDs.map(\.description).joined(separator: ",") }), \(events.map(\.visitID)),
        \(events.map(\.collectorID)), \(records.map(\.teamID)), \(events.map(\.amountMinor)), \(events.map(\.currency)),
        \(records.map(\.madeOn)), \(events.map(\.dueOn)), \(records.map(\.timeZone)), \(events.map(\.madeAt)),
        \(records.map(\.cutOffOn)), \(records.map(\.cutOffAt)), \(records.map { Int32($0.tolerancePermille) }),
        \(records.map { Int32($0.partialPermille) }), \(records.map(\.seriesID)), \(events.map(\.replaces)),
        \(records.map { $0.method?.rawValue }), \(events.map(\.state)), \(events.map(\.paidMinor)), \(events.map(\.version)),
        \(events.map(\.changedAt)), \(records.map(\.policy?.country)), \(records.map { $0.policy.map { Int32($0.version) } }),
        \(promises.map(\.hex)))
        u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, fingerprint)
      order by u.a
      on conflict (promise_id) do nothing
      returning promise_id, version, account_ids, state, amount_minor, currency, paid_minor, changed_at
      )
      insert into promise_changes select * from taken returning promise_id
      """)
    return Set(try rows.map { try $0.decode(PromiseID.self, "promise_id") })
  }

  /// - Throws: ``Problem`` 503 when somebody else took an id after it was looked up. Nothing of the transaction is kept, so that nothing was
  ///   replaced in vain; sent again, the record gets that other's answer.
  static func insertAll(_ promises: [Fingerprinted<PromiseRecord>], in transaction: PostgresTransaction) async throws {
    let taken = try await insert(promises, in: transaction)
    guard taken.count == promises.count else { throw Problem.unavailable("try_again", retryAfter: 1) }
  }

  /// The promises of everybody who has one about the accounts; they share payments and limits.
  private static func debtors(of accounts: [AccountID]) -> SQL {
    "select debtor_id from promises where account_ids && \(accounts)"
  }

  /// Holds the debtors of the accounts until the transaction ends, so that a payment and a promise that arrive together see each other.
  static func hold(_ accounts: [AccountID], in transaction: PostgresTransaction) async throws {
    guard !accounts.isEmpty else { return }
    try await transaction.execute(
      """
      select pg_advisory_xact_lock(hashtextextended('promise/' || s.debtor_id::text, 0))
      from (
        select debtor_id from accounts where account_id = any(\(accounts)) union \(debtors(of: accounts)) order by debtor_id
      ) s
      """)
  }

  static func related(to accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [PromiseRecord] {
    try await transaction.query(
      "select \(columns) from promises where debtor_id in (\(debtors(of: accounts))) order by promise_id"
    ).map(record)
  }

  static func of(debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [PromiseRecord] {
    guard !debtors.isEmpty else { return [] }
    return try await transaction.query(
      "select \(columns) from promises where debtor_id = any(\(debtors)) order by promise_id"
    ).map(record)
  }

  /// A promise that the scope includes.
  static func find(_ promiseID: PromiseID, _ scope: PromiseScope, in transaction: PostgresTransaction) async throws -> PromiseRecord? {
    try await transaction.first(
      "select \(columns) from promises p where promise_id = \(promiseID) and \(scope.condition)"
    ).map(record)
  }

  /// With those of its accounts that belong to the viewer's creditors.
  static func narrowed(
    _ promise: PromiseRecord, for viewer: Viewer, in transaction: PostgresTransaction
  ) async throws -> PromiseRecord? {
    guard !viewer.creditorIDs.isEmpty else { return promise }
    return promise.narrowed(
      to: try await RecordScope.accounts(promise.event.coveredAccountIDs, of: viewer.creditorIDs, in: transaction))
  }

  /// Accounts with active promises that have reached their cut-off.
  static func accountsToJudge(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [AccountID] {
    try await transaction.query(
      """
      select distinct account_id from (
        select account_id from promises where state = 'active' and cut_off_at <= \(now) order by cut_off_at, promise_id limit \(limit)) due
      """
    ).map { try $0.decode("account_id") }
  }

  static func update(_ promises: [PromiseRecord], in transaction: PostgresTransaction) async throws {
    guard !promises.isEmpty else { return }
    let events = promises.map(\.event)
    try await transaction.execute(
      """
      with changed as (
        update promises p set state = u.b, paid_minor = u.c, version = u.d, changed_at = u.e, closed_reason = u.f
      from unnest(\(events.map(\.promiseID)), \(events.map(\.state)), \(events.map(\.paidMinor)), \(events.map(\.version)),
        \(events.map(\.changedAt)), \(promises.map(\.closedReason))) u(a, b, c, d, e, f)
      where p.promise_id = u.a
      returning p.promise_id, p.version, p.account_ids, p.state, p.amount_minor, p.currency, p.paid_minor, p.changed_at
      )
      insert into promise_changes select * from changed
      """)
  }

  private static func policy(_ row: PostgresRow) throws -> PromisePolicyVersion? {
    guard let country = try row.decodeOptional(String.self, "policy_country") else { return nil }
    return PromisePolicyVersion(country: country, version: try row.decode("policy_version"))
  }

  static func record(_ row: PostgresRow) throws -> PromiseRecord {
    let cutOffAt: Instant = try row.decode("cut_off_at")
    return PromiseRecord(
      event: PromiseChanged(
        promiseID: try row.decode("promise_id"), debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"),
        visitID: try row.decode("visit_id"), collectorID: try row.decode("collector_id"), amountMinor: try row.decode("amount_minor"),
        currency: try row.decode("currency"), dueOn: try row.decode("due_on"), state: try row.decode("state"),
        paidMinor: try row.decode("paid_minor"), version: try row.decode("version"), madeAt: try row.decode("made_at"),
        changedAt: try row.decode("changed_at"), accountIDs: try row.decode("account_ids"), cutOffAt: cutOffAt,
        replaces: try row.decode("replaces")),
      teamID: try row.decode("team_id"), madeOn: try row.decode("made_on"), timeZone: try row.decode("time_zone"),
      cutOffOn: try row.decode("cut_off_on"), cutOffAt: cutOffAt, tolerancePermille: try row.decode("tolerance_permille"),
      partialPermille: try row.decode("partial_permille"), seriesID: try row.decode("series_id"),
      method: try row.decodeOptional(String.self, "method").flatMap(PromiseMethod.init(rawValue:)),
      closedReason: try row.decode("closed_reason"), policy: try policy(row))
  }
}

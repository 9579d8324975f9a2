import Contracts
import Messaging
import Postgres

/// The promises that were taken, and what became of them.
enum PromiseStore {
  private static let columns: SQL = """
    promise_id, debtor_id, account_id, visit_id, collector_id, team_id, amount_minor, currency, made_on, due_on, time_zone, made_at,
    cut_off_on, tolerance_permille, partial_permille, state, paid_minor, version, changed_at
    """

  static func fingerprints(of promises: [PromiseID], in transaction: PostgresTransaction) async throws -> [PromiseID: [UInt8]] {
    let rows = try await transaction.query("select promise_id, fingerprint from promises where promise_id = any(\(promises))")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("promise_id"), try $0.decode("fingerprint")) })
  }

  /// As ``VisitStore/insert(_:in:)``.
  static func insert(_ promises: [Fingerprinted<PromiseRecord>], in transaction: PostgresTransaction) async throws -> Set<PromiseID> {
    guard !promises.isEmpty else { return [] }
    let records = promises.map(\.value)
    let events = records.map(\.event)
    let rows = try await transaction.query(
      """
      insert into promises (fingerprint, \(columns))
      select decode(u.z, 'hex'), u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n, u.o, u.p, u.q, u.r, u.s
      from unnest(\(promises.map(\.hex)), \(events.map(\.promiseID)), \(events.map(\.debtorID)), \(events.map(\.accountID)),
        \(events.map(\.visitID)), \(events.map(\.collectorID)), \(records.map(\.teamID)), \(events.map(\.amountMinor)),
        \(events.map(\.currency)), \(records.map(\.madeOn)), \(events.map(\.dueOn)), \(records.map(\.timeZone)), \(events.map(\.madeAt)),
        \(records.map(\.cutOffOn)), \(records.map { Int32($0.tolerancePermille) }), \(records.map { Int32($0.partialPermille) }),
        \(events.map(\.state)), \(events.map(\.paidMinor)), \(events.map(\.version)), \(events.map(\.changedAt)))
        u(z, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)
      order by u.a
      on conflict (promise_id) do nothing
      returning promise_id
      """)
    return Set(try rows.map { try $0.decode(PromiseID.self, "promise_id") })
  }

  /// Holds the accounts until the transaction ends, so that a payment and a promise that arrive together see each other.
  static func lock(_ accounts: [AccountID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      select pg_advisory_xact_lock(hashtextextended('promise/' || s.x::text, 0))
      from (select distinct x from unnest(\(accounts)) x order by x) s
      """)
  }

  static func ofAccounts(_ accounts: [AccountID], in transaction: PostgresTransaction) async throws -> [PromiseRecord] {
    try await transaction.query("select \(columns) from promises where account_id = any(\(accounts)) order by promise_id").map(record)
  }

  /// Accounts with active promises whose time is up by the clock of the debtor's zone.
  static func accountsToJudge(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [AccountID] {
    try await transaction.query(
      """
      select distinct account_id from (
        select account_id from promises
        where state = 'active' and cut_off_on < \(now.dateInUTC.advanced(byDays: 1)) and cut_off_on < (\(now) at time zone time_zone)::date
        order by cut_off_on, promise_id limit \(limit)) due
      """
    ).map { try $0.decode("account_id") }
  }

  static func update(_ promises: [PromiseRecord], in transaction: PostgresTransaction) async throws {
    guard !promises.isEmpty else { return }
    let events = promises.map(\.event)
    try await transaction.execute(
      """
      update promises p set state = u.b, paid_minor = u.c, version = u.d, changed_at = u.e
      from unnest(\(events.map(\.promiseID)), \(events.map(\.state)), \(events.map(\.paidMinor)), \(events.map(\.version)),
        \(events.map(\.changedAt))) u(a, b, c, d, e)
      where p.promise_id = u.a
      """)
  }

  private static func record(_ row: PostgresRow) throws -> PromiseRecord {
    PromiseRecord(
      event: PromiseChanged(
        promiseID: try row.decode("promise_id"), debtorID: try row.decode("debtor_id"), accountID: try row.decode("account_id"),
        visitID: try row.decode("visit_id"), collectorID: try row.decode("collector_id"), amountMinor: try row.decode("amount_minor"),
        currency: try row.decode("currency"), dueOn: try row.decode("due_on"), state: try row.decode("state"),
        paidMinor: try row.decode("paid_minor"), version: try row.decode("version"), madeAt: try row.decode("made_at"),
        changedAt: try row.decode("changed_at")),
      teamID: try row.decode("team_id"), madeOn: try row.decode("made_on"), timeZone: try row.decode("time_zone"),
      cutOffOn: try row.decode("cut_off_on"), tolerancePermille: try row.decode("tolerance_permille"),
      partialPermille: try row.decode("partial_permille"))
  }
}

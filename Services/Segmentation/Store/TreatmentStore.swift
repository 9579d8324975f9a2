import Contracts
import Messaging
import Postgres

/// Treatments and the history of their stages.
enum TreatmentStore {
  /// Writes treatments whose rows this transaction holds.
  static func update(_ treatments: [Treatment], in transaction: PostgresTransaction) async throws {
    guard !treatments.isEmpty else { return }
    try await transaction.execute(
      """
      update treatments t set
        debtor_id = u.b, creditor_id = u.c, stage = u.d, stage_since = u.e, bucket = u.f, segment_ids = string_to_array(u.g, ','),
        strategy_id = u.h, strategy_version = u.i, cycle = u.j, step = u.k, step_since = u.l, anchor = u.m, state = u.n, next_at = u.o,
        version = u.p, changed_at = u.q
      from unnest(\(treatments.map(\.accountID)), \(treatments.map(\.debtorID)), \(treatments.map(\.creditorID)),
        \(treatments.map(\.stage)), \(treatments.map(\.stageSince)), \(treatments.map(\.bucket)),
        \(treatments.map { $0.segmentIDs.map(\.rawValue).joined(separator: ",") }), \(treatments.map(\.strategyID)),
        \(treatments.map { $0.strategyVersion.map(Int32.init) }), \(treatments.map { Int64($0.cycle) }), \(treatments.map(\.step)),
        \(treatments.map(\.stepSince)), \(treatments.map(\.anchor)), \(treatments.map(\.state)), \(treatments.map(\.nextAt)),
        \(treatments.map(\.version)), \(treatments.map(\.changedAt))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
      where t.account_id = u.a
      """)
  }

  /// Adds moves from one stage to another to their history.
  static func insert(_ moves: [(change: StageChange, version: Int64)], in transaction: PostgresTransaction) async throws {
    guard !moves.isEmpty else { return }
    try await transaction.execute(
      """
      insert into stage_changes (account_id, treatment_version, stage_from, stage_to, effective_on, changed_at)
      select * from unnest(\(moves.map(\.change.accountID)), \(moves.map(\.version)), \(moves.map(\.change.from)),
        \(moves.map(\.change.to)), \(moves.map(\.change.effectiveOn)), \(moves.map(\.change.changedAt))) order by 1
      on conflict do nothing
      """)
  }

  static func stageChanges(of accountID: AccountID, in transaction: PostgresTransaction) async throws -> [StageChange] {
    let rows = try await transaction.query(
      """
      select stage_from, stage_to, effective_on, changed_at from stage_changes
      where account_id = \(accountID) order by treatment_version desc limit 100
      """)
    return try rows.map { row in
      StageChange(
        accountID: accountID, from: try row.decode("stage_from"), to: try row.decode("stage_to"),
        effectiveOn: try row.decode("effective_on"), changedAt: try row.decode("changed_at"))
    }
  }

  /// Takes up to `limit` accounts in which time alone has something to change, leaving alone what others are working on.
  static func takeDue(at now: Instant, limit: Int, in transaction: PostgresTransaction) async throws -> [AccountID] {
    let rows = try await transaction.query(
      """
      select account_id from treatments where next_at <= \(now)
      order by next_at limit \(Int64(limit)) for update skip locked
      """)
    return try rows.map { try $0.decode(AccountID.self, "account_id") }.sorted()
  }
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// The visits that were taken.
enum VisitStore {
  static func fingerprints(of visits: [VisitID]) -> PostgresQuestion<[VisitID: [UInt8]]> {
    PostgresQuestion("select visit_id, fingerprint from visits where visit_id = any(\(visits))") { rows in
      Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("visit_id"), try $0.decode("fingerprint")) })
    }
  }

  /// Inserts visits in the order of their ids, so that batches which share some wait for each other and never in a circle.
  ///
  /// - Parameter clockDrifts: of each, how far the clock of the device that sent it is behind ours; `nil` when it did not say.
  /// - Returns: those that were not there; another transaction may have taken the others since their fingerprints were read.
  static func insert(
    _ visits: [Fingerprinted<JudgedVisit>], clockDrifts: [Seconds?], in transaction: PostgresTransaction
  ) async throws -> Set<VisitID> {
    guard !visits.isEmpty else { return [] }
    let places = visits.indices.sorted { visits[$0].value.event.visitID < visits[$1].value.event.visitID }
    let (visits, clockDrifts) = (places.map { visits[$0] }, places.map { clockDrifts[$0] })
    let events = visits.map(\.value.event)
    let rows = try await transaction.query(
      """
      insert into visits (visit_id, fingerprint, debtor_id, account_ids, collector_id, team_id, business_date, outcome, tree_version,
        reason, contact_type, mock, captured_at, received_at, event, clock_drift_s)
      select u.a, decode(u.b, 'hex'), u.c, string_to_array(u.d, ',')::uuid[], u.e, u.f, u.g, u.h, u.i, u.j, u.k, u.l, u.m, u.n, u.o::jsonb,
        u.p
      from unnest(\(events.map(\.visitID)), \(visits.map(\.hex)), \(events.map(\.debtorID)),
        \(events.map { $0.accountIDs.map(\.description).joined(separator: ",") }), \(events.map(\.collectorID)), \(events.map(\.teamID)),
        \(events.map(\.businessDate)), \(events.map(\.outcome)), \(visits.map { Int32($0.value.treeVersion) }),
        \(visits.map(\.value.reason)), \(events.map(\.contactType)), \(visits.map(\.value.mock)), \(events.map(\.capturedAt)),
        \(events.map(\.receivedAt)), \(try EventStore.texts(events)), \(clockDrifts.map { $0.map { Int64($0.value) } }))
        u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
      on conflict (visit_id) do nothing
      returning visit_id
      """)
    return Set(try rows.map { try $0.decode(VisitID.self, "visit_id") })
  }

  static func find(_ visitID: VisitID, in transaction: PostgresTransaction) async throws -> VisitRecorded? {
    try await transaction.first("select event from visits where visit_id = \(visitID)").map(visit)
  }

  /// Whether somebody may see the visit `v`: a collector the own ones, a supervisor the team's, all of them who sees every team.
  static func isVisible(to viewer: Viewer) -> SQL {
    let isOffice = viewer.seesEveryTeam || viewer.has(.supervisor)
    let people: SQL =
      isOffice
      ? "(\(viewer.teamScope)::text is null or v.team_id = \(viewer.teamScope)::text or v.collector_id = \(viewer.staffID))"
      : "v.collector_id = \(viewer.staffID)"
    return """
      \(people) and (cardinality(\(viewer.creditorIDs)) = 0 or exists (
        select 1 from accounts a where a.account_id = any(v.account_ids) and a.creditor_id = any(\(viewer.creditorIDs))))
      """
  }

  /// The visits of a day in the order of capture: a collector's own, those of a supervisor's team, all for those who see every team. Who
  /// works for some creditors is told the accounts, tasks and promises that are theirs.
  static func list(
    on date: CalendarDate, for viewer: Viewer, after cursor: VisitID?, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [VisitRecorded] {
    let visits = try await transaction.query(
      """
      select v.event from visits v
      where v.business_date = \(date) and \(isVisible(to: viewer))
        and (\(cursor)::uuid is null or (v.captured_at, v.visit_id) > (
          select c.captured_at, c.visit_id from visits c where c.visit_id = \(cursor)::uuid))
      order by v.captured_at, v.visit_id
      limit \(limit)
      """
    ).map(visit)
    return viewer.creditorIDs.isEmpty ? visits : try await narrowed(visits, to: viewer.creditorIDs, in: transaction)
  }

  private static func narrowed(
    _ visits: [VisitRecorded], to creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> [VisitRecorded] {
    let accounts = try await RecordScope.accounts(visits.flatMap(\.accountIDs), of: creditors, in: transaction)
    let tasks = try await RecordScope.tasks(visits.flatMap(\.taskIDs), of: creditors, in: transaction)
    let promises = try await RecordScope.promises(visits.compactMap(\.promiseID), of: creditors, in: transaction)
    return visits.map { visit in
      var visit = visit
      visit.accountIDs.removeAll { !accounts.contains($0) }
      visit.taskIDs.removeAll { !tasks.contains($0) }
      visit.promiseID = visit.promiseID.flatMap { promises.contains($0) ? $0 : nil }
      return visit
    }
  }

  private static func visit(_ row: PostgresRow) throws -> VisitRecorded {
    try row.decode(json: "event")
  }
}

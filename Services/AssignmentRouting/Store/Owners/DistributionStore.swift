import Contracts
import Messaging
import Postgres
import ServiceKit

/// Distributions of debtors and their history.
enum DistributionStore {
  /// The debtors with open tasks of the zones that the viewer may share out, by zone.
  static func debtors(
    zones codes: [String], _ measure: Distribution.Measure, _ policy: PlanningPolicy, _ scope: ZoneScope,
    in transaction: PostgresTransaction
  ) async throws -> [String: [Distribution.Debtor]] {
    let rows = try await transaction.query(
      """
      select d.debtor_id, z.code, d.latitude_e6, d.longitude_e6, d.collector_id, d.is_owner_fixed,
        array_agg(t.amount_minor order by t.task_id) as amounts, string_agg(t.currency, ',' order by t.task_id) as currencies,
        round(st_distance(st_pointonsurface(z.boundary)::geography,
          st_setsrid(st_makepoint(d.longitude_e6 / 1e6::float8, d.latitude_e6 / 1e6::float8), 4326)::geography))::bigint as metres
      from debtors d join zones z using (zone_id) join tasks t on t.debtor_id = d.debtor_id and t.is_open
      where d.latitude_e6 is not null and (cardinality(\(codes)) = 0 or z.code = any(\(codes))) and \(scope.condition(zone: "z"))
        and \(scope.condition(task: "t"))
      group by d.debtor_id, z.zone_id order by d.debtor_id
      """)
    let demands = try await SegmentStore.demands(of: try rows.map { try $0.decode("debtor_id") }, in: transaction)
    return try rows.reduce(into: [:]) { debtors, row in
      let debtorID: DebtorID = try row.decode("debtor_id")
      let load: Int
      switch measure {
      case .count: load = 1
      case .amount:
        let currencies = try row.decode(String.self, "currencies").split(separator: ",").compactMap { Currency(rawValue: String($0)) }
        load = zip(try row.decode([Int64].self, "amounts"), currencies).reduce(0) {
          $0 + Int(max(0, $1.0) * 1_000 / StopScore.fullAmountMinor($1.1))
        }
      case .minutes:
        let way = Int(try row.decode(Int64.self, "metres")) * policy.detourPermille / 1_000 * 60 / policy.metresPerHour
        load = policy.service.value / 60 + way
      }
      debtors[try row.decode("code"), default: []].append(
        Distribution.Debtor(
          debtorID: debtorID, location: try row.requiredCoordinate(), ownerID: try row.decode("collector_id"),
          isFixed: try row.decode("is_owner_fixed"), load: load,
          demand: demands[debtorID] ?? WorkDemand()))
    }
  }

  static func save(
    _ id: DistributionID, _ measure: Distribution.Measure, moves: [DistributionMove], by staffID: StaffID, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      "insert into distributions (distribution_id, measure, made_by, made_at) values (\(id), \(measure.rawValue), \(staffID), \(now))")
    guard !moves.isEmpty else { return }
    try await transaction.execute(
      """
      insert into distribution_moves (distribution_id, debtor_id, from_collector_id, to_collector_id)
      select \(id), * from unnest(\(moves.map(\.debtorID)), \(moves.map(\.from)), \(moves.map(\.to)))
      """)
  }

  /// Whether it was undone; `nil` when there is none, or it is somebody else's and the viewer does not see every creditor. Locked until the
  /// transaction ends.
  static func isUndone(_ id: DistributionID, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> Bool? {
    try await transaction.first(
      """
      select undone_at is not null as undone from distributions
      where distribution_id = \(id) and (\(viewer.creditorIDs.isEmpty) or made_by = \(viewer.staffID)) for update
      """)?.decode("undone")
  }

  static func exists(_ id: DistributionID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from distributions where distribution_id = \(id)") != nil
  }

  /// The moves whose debtors still have the owner that the distribution gave them.
  static func undoable(_ id: DistributionID, in transaction: PostgresTransaction) async throws -> [DistributionMove] {
    let rows = try await transaction.query(
      """
      select m.debtor_id, m.from_collector_id, m.to_collector_id from distribution_moves m join debtors d using (debtor_id)
      where m.distribution_id = \(id) and d.collector_id = m.to_collector_id order by m.debtor_id
      """)
    return try rows.map { row in
      DistributionMove(
        debtorID: try row.decode("debtor_id"), from: try row.decode("from_collector_id"), to: try row.decode("to_collector_id"))
    }
  }

  static func markUndone(_ id: DistributionID, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "update distributions set undone_by = \(staffID), undone_at = \(now) where distribution_id = \(id)")
  }
}

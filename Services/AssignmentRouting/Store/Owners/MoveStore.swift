import Contracts
import Messaging
import Postgres

/// Who gave which debtor to whom.
enum MoveStore {
  /// What of the moves is asked for; a missing part is no condition.
  struct Filter: Sendable {
    let debtorID: DebtorID?
    /// Who lost or got the debtor.
    let collectorID: StaffID?
    /// The first and the last day, as UTC counts them.
    let from: CalendarDate?
    let to: CalendarDate?
  }

  static func add(_ moves: [DebtorMove], _ origin: MoveOrigin, at now: Instant, in transaction: PostgresTransaction) async throws {
    guard !moves.isEmpty else { return }
    try await transaction.execute(
      """
      insert into moves (moved_at, debtor_id, zone_id, from_collector_id, to_collector_id, cause, moved_by, operation_id)
      select \(now), u.a, u.b, u.c, u.d, \(origin.cause.rawValue), \(origin.staffID), \(origin.operationID)
      from unnest(\(moves.map(\.debtorID)), \(moves.map(\.zoneID)), \(moves.map(\.from)), \(moves.map(\.to))) u(a, b, c, d) order by u.a
      """)
  }

  /// The visit of a debtor goes to the collector, from the one whose route has the next stop, or else from the owner.
  static func addPin(
    _ debtorID: DebtorID, to collectorID: StaffID, _ origin: MoveOrigin, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into moves (moved_at, debtor_id, zone_id, from_collector_id, to_collector_id, cause, moved_by)
      select \(now), d.debtor_id, d.zone_id, coalesce(s.collector_id, d.collector_id), \(collectorID), \(origin.cause.rawValue),
        \(origin.staffID)
      from debtors d left join lateral (
        select r.collector_id from stops s join routes r using (route_id)
        where s.debtor_id = d.debtor_id and s.status = 'planned' and s.business_date >= \(now.dateInUTC.advanced(byDays: -1))
        order by s.business_date limit 1) s on true
      where d.debtor_id = \(debtorID) and coalesce(s.collector_id, d.collector_id) is distinct from \(collectorID)
      """)
  }

  /// Within the viewer's scope, the newest first.
  ///
  /// - Parameter before: the cursor: older than that move.
  static func list(
    _ filter: Filter, _ scope: ZoneScope, before: Int64?, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [DebtorMoveView] {
    let rows = try await transaction.query(
      """
      select m.move_id, m.moved_at, m.debtor_id, d.full_name as debtor_name, z.code, m.from_collector_id, a.full_name as from_name,
        m.to_collector_id, b.full_name as to_name, m.cause, m.moved_by, m.operation_id
      from moves m left join zones z using (zone_id) left join debtors d on d.debtor_id = m.debtor_id
        left join collectors a on a.collector_id = m.from_collector_id left join collectors b on b.collector_id = m.to_collector_id
      where (\(filter.debtorID)::uuid is null or m.debtor_id = \(filter.debtorID))
        and (\(filter.collectorID)::uuid is null or \(filter.collectorID) in (m.from_collector_id, m.to_collector_id))
        and (\(filter.from)::date is null or m.moved_at >= \(filter.from)::date::timestamp at time zone 'UTC')
        and (\(filter.to)::date is null or m.moved_at < (\(filter.to)::date + 1)::timestamp at time zone 'UTC')
        and (\(before)::bigint is null or m.move_id < \(before))
        and \(scope.condition(zone: "z")) and \(scope.condition(debtor: "m.debtor_id"))
      order by m.move_id desc limit \(limit)
      """)
    return try rows.map(DebtorMoveView.init)
  }
}

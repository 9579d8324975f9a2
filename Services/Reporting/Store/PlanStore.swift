import Contracts
import Messaging
import Postgres

/// What was meant to be done on a day: the route as it was planned last before its shift began, else as it was first heard of.
enum PlanStore {
  /// - Parameter routes: every version that was heard of.
  static func record(_ routes: [RoutePlanned], in transaction: PostgresTransaction) async throws {
    let plans = Dictionary(grouping: routes) { $0.key.text }.values.compactMap { versions in
      versions.filter(\.isEarly).max { $0.version < $1.version } ?? versions.min { $0.version < $1.version }
    }.sorted { ($0.collectorID, $0.businessDate) < ($1.collectorID, $1.businessDate) }
    guard !plans.isEmpty else { return }
    let rows = try await transaction.query(
      """
      insert into plan_state as s (collector_id, business_date, version, is_early)
      select * from unnest(\(plans.map(\.collectorID)), \(plans.map(\.businessDate)), \(plans.map(\.version)), \(plans.map(\.isEarly)))
      order by 1, 2
      on conflict (collector_id, business_date) do update set version = excluded.version, is_early = excluded.is_early
      where (excluded.is_early and (not s.is_early or s.version < excluded.version))
        or (not excluded.is_early and not s.is_early and excluded.version < s.version)
      returning collector_id, business_date
      """)
    let changed = Set(
      try rows.map { MarkStore.CollectorDay(collectorID: try $0.decode("collector_id"), date: try $0.decode("business_date")) })
    try await replaceStops(
      of: plans.filter { changed.contains(MarkStore.CollectorDay(collectorID: $0.collectorID, date: $0.businessDate)) }, in: transaction)
  }

  private static func replaceStops(of plans: [RoutePlanned], in transaction: PostgresTransaction) async throws {
    guard !plans.isEmpty else { return }
    try await transaction.execute(
      """
      delete from plan_stop s using unnest(\(plans.map(\.collectorID)), \(plans.map(\.businessDate))) r(a, b)
      where s.collector_id = r.a and s.business_date = r.b
      """)
    let stops = plans.flatMap { plan in plan.stops.enumerated().map { (plan: plan, place: $0.offset + 1, stop: $0.element) } }
    guard !stops.isEmpty else { return }
    try await transaction.execute(
      """
      insert into plan_stop (collector_id, business_date, sequence, stop_id, debtor_id, latitude_e6, longitude_e6, arrives_at)
      select u.a, u.b, u.c, u.d, u.e, case when e.debtor_id is null then u.f end, case when e.debtor_id is null then u.g end, u.h
      from unnest(\(stops.map(\.plan.collectorID)), \(stops.map(\.plan.businessDate)), \(stops.map { Int32($0.place) }),
        \(stops.map(\.stop.stopID)), \(stops.map(\.stop.debtorID)), \(stops.map(\.stop.location.latitudeE6)),
        \(stops.map(\.stop.location.longitudeE6)), \(stops.map(\.stop.arrivesAt))) u(a, b, c, d, e, f, g, h)
      left join erased_debtor e on e.debtor_id = u.e
      """)
  }
}

extension RoutePlanned {
  /// Whether it was planned before the shift began.
  fileprivate var isEarly: Bool { plannedAt <= startsAt }
}

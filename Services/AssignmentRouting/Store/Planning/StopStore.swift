package import Contracts
import Messaging
import Postgres

/// The stops of routes.
package enum StopStore {
  /// A planned stop and where it is.
  package struct Planned: Sendable {
    package let routeID: RouteID
    package let date: CalendarDate
    package let visit: RouteVisit
  }

  private static let columns: SQL = """
    s.stop_id, s.route_id, s.business_date, s.debtor_id, s.address_id, s.latitude_e6, s.longitude_e6, s.task_ids, s.account_ids, s.windows,
    s.service_seconds, s.arrives_at, s.starts_at, s.departs_at, s.priority, s.amount_minor, s.currency, s.score, s.status
    """

  /// `nil` when there is none, or none that the viewer may see.
  static func view(_ stopID: StopID, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> StopView? {
    let row = try await transaction.first(
      """
      select \(columns), r.collector_id from stops s join routes r using (route_id) join zones z using (zone_id)
      where s.stop_id = \(stopID) and (\(scope.collectorID as StaffID?)::uuid is null or r.collector_id = \(scope.collectorID as StaffID?))
        and (\(scope.condition(zone: "z")) or r.collector_id = \(scope.collectorID as StaffID?))
      """)
    guard let row else { return nil }
    let whole = try visit(row)
    let visit = try await work(at: [whole], of: scope, in: transaction).map { whole.narrowed(to: $0) } ?? whole
    guard let visit else { return nil }
    return StopView(
      routeID: try row.decode("route_id"), collectorID: try row.decode("collector_id"), businessDate: try row.decode("business_date"),
      visit: visit)
  }

  /// The stops as they are to whoever sees some creditors only: those with work for them, without what is the others'.
  static func narrow(_ routes: inout [StoredRoute], to scope: ZoneScope, in transaction: PostgresTransaction) async throws {
    guard let own = try await work(at: routes.flatMap(\.route.visits), of: scope, in: transaction) else { return }
    for index in routes.indices { routes[index].route.visits = routes[index].route.visits.compactMap { $0.narrowed(to: own) } }
  }

  /// What of the work at these stops is for the viewer's creditors; `nil` for whoever sees all of them.
  private static func work(
    at visits: [RouteVisit], of scope: ZoneScope, in transaction: PostgresTransaction
  ) async throws -> [TaskID: RouteVisit.Work]? {
    guard !scope.creditorIDs.isEmpty else { return nil }
    let rows = try await transaction.query(
      """
      select t.task_id, t.account_id, t.amount_minor, t.priority from tasks t
      where t.task_id = any(\(visits.flatMap(\.taskIDs))) and \(scope.condition(task: "t"))
      """)
    return try rows.reduce(into: [:]) { own, row in
      own[try row.decode("task_id")] = RouteVisit.Work(
        accountID: try row.decode("account_id"), amountMinor: try row.decode("amount_minor"), priority: try row.decode("priority"))
    }
  }

  /// In the order of the route.
  static func ofRoutes(_ routeIDs: [RouteID], in transaction: PostgresTransaction) async throws -> [RouteID: [RouteVisit]] {
    let rows = try await transaction.query(
      "select \(columns) from stops s where s.route_id = any(\(routeIDs)) order by s.route_id, s.sequence")
    return try rows.reduce(into: [:]) { $0[try $1.decode(RouteID.self, "route_id"), default: []].append(try visit($1)) }
  }

  /// The planned stops of debtors from a date on.
  static func planned(of debtors: [DebtorID], from date: CalendarDate, in transaction: PostgresTransaction) async throws -> [Planned] {
    let rows = try await transaction.query(
      """
      select \(columns) from stops s
      where s.debtor_id = any(\(debtors)) and s.status = 'planned' and s.business_date >= \(date) order by s.stop_id
      """)
    return try rows.map { Planned(routeID: try $0.decode("route_id"), date: try $0.decode("business_date"), visit: try visit($0)) }
  }

  private static func visit(_ row: PostgresRow) throws -> RouteVisit {
    let bounds = try row.decode([Int64].self, "windows")
    return RouteVisit(
      stopID: try row.decode("stop_id"), debtorID: try row.decode("debtor_id"), addressID: try row.decode("address_id"),
      location: try row.requiredCoordinate(), taskIDs: try row.decode("task_ids"), accountIDs: try row.decode("account_ids"),
      windows: stride(from: 0, to: bounds.count - 1, by: 2).map {
        ServiceWindow(opens: Instant(milliseconds: bounds[$0]), closes: Instant(milliseconds: bounds[$0 + 1]))
      },
      service: Seconds(try row.decode("service_seconds")), arrivesAt: try row.decode("arrives_at"), startsAt: try row.decode("starts_at"),
      departsAt: try row.decode("departs_at"), priority: try row.decode("priority"), amountMinor: try row.decode("amount_minor"),
      currency: try row.decode("currency"),
      score: try row.decode(json: "score"),
      status: try row.decode("status"))
  }

  /// Makes the stops of the routes what the routes say.
  static func replace(_ routes: [Route], in transaction: PostgresTransaction) async throws {
    let stops = routes.flatMap { route in route.visits.enumerated().map { (route, $0.offset + 1, $0.element) } }
    let visits = stops.map(\.2)
    try await transaction.execute(
      """
      delete from stops where route_id = any(\(routes.map(\.routeID))) and not stop_id = any(\(visits.map(\.stopID)))
      """)
    guard !stops.isEmpty else { return }
    let windows = visits.map { $0.windows.flatMap { [$0.opens.milliseconds, $0.closes.milliseconds] }.joinedForUnnest }
    let scores = try visits.map { String(decoding: try EventCoding.encode($0.score), as: UTF8.self) }
    try await transaction.execute(
      """
      insert into stops as s (stop_id, route_id, business_date, sequence, debtor_id, address_id, latitude_e6, longitude_e6, task_ids,
        account_ids, windows, service_seconds, arrives_at, starts_at, departs_at, priority, amount_minor, currency, score, status)
      select u.a, u.b, u.c, u.d, u.e, u.f, u.g, u.h, \(SQL.list("u.i"))::uuid[], \(SQL.list("u.j"))::uuid[],
        \(SQL.list("u.k"))::bigint[], u.l, u.m, u.n, u.o, u.p, u.q, u.r, u.s::jsonb, u.t
      from unnest(\(visits.map(\.stopID)), \(stops.map(\.0.routeID)), \(stops.map(\.0.businessDate)), \(stops.map(\.1)),
        \(visits.map(\.debtorID)), \(visits.map(\.addressID)), \(visits.map(\.location.latitudeE6)),
        \(visits.map(\.location.longitudeE6)), \(visits.map(\.taskIDs.joinedForUnnest)), \(visits.map(\.accountIDs.joinedForUnnest)),
        \(windows), \(visits.map(\.service.value)), \(visits.map(\.arrivesAt)), \(visits.map(\.startsAt)), \(visits.map(\.departsAt)),
        \(visits.map(\.priority)), \(visits.map(\.amountMinor)), \(visits.map(\.currency)), \(scores), \(visits.map(\.status))
      ) u(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t) order by u.a
      on conflict (stop_id) do update set route_id = excluded.route_id, sequence = excluded.sequence, address_id = excluded.address_id,
        latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6, task_ids = excluded.task_ids,
        account_ids = excluded.account_ids, windows = excluded.windows, service_seconds = excluded.service_seconds,
        arrives_at = excluded.arrives_at, starts_at = excluded.starts_at, departs_at = excluded.departs_at, priority = excluded.priority,
        amount_minor = excluded.amount_minor, currency = excluded.currency, score = excluded.score, status = excluded.status
      """)
  }
}

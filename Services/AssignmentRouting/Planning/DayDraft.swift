import ContactRules
import Contracts
import Messaging
import Postgres

/// All that a zone's plan of a date is made from, as it was read at one time.
struct DayDraft: Sendable {
  let problem: DayProblem
  /// Left out before any collector is asked.
  let leftOut: [LeftOut]
  /// The debtors whom the law leaves out.
  let refused: [DebtorID: VisitCase]
  /// The day has begun and there is a plan: routes keep their order.
  let isRevision: Bool
  let fingerprint: Int64
  /// Nothing that decides about the routes has changed since the plan in force.
  let isSettled: Bool

  /// `nil` for a zone that does not exist and on a date that is over or on which the law allows no visit.
  init?(
    _ zoneID: ZoneID, on date: CalendarDate, _ planner: DayPlanner, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    let law = planner.law
    guard let zone = try await ZoneStore.find(zoneID, in: transaction), let today = law.today(at: now, in: zone.timeZone), date >= today,
      let origin = law.midnight(of: date, in: zone.timeZone),
      let opens = law.hours(on: date, country: zone.country, timeZone: zone.timeZone).windows.first?.opens
    else { return nil }
    let known = try await PlanStore.fingerprint(of: zoneID, on: date, in: transaction)
    let routes = try await RouteStore.ofZone(zoneID, on: date, in: transaction).map(\.route)
    let hasBegun = date == today && now >= opens
    isRevision = hasBegun && known != nil
    let team = try await Self.team(of: zone, on: date, in: transaction).map { collector in
      Self.collector(collector, zone, date, routes, notBefore: hasBegun ? now : opens, law)
    }
    let visited = Set(routes.flatMap(\.visits).filter { $0.status != .planned }.map(\.debtorID))
    let cases = try await CaseStore.candidates(in: zoneID, on: date, today: today, transaction)
      .filter { !visited.contains($0.debtor.debtorID) }
    var policy = planner.policy
    policy.weightBook = try await WeightStore.book(in: transaction)
    let selection = CandidateSelection(law: law, policy: policy, date: date).select(cases)
    problem = DayProblem(
      date: date, zone: zone, origin: origin, collectors: team, stops: selection.stops, policy: policy,
      book: try await SegmentStore.book(in: transaction))
    leftOut = selection.leftOut
    let refusedIDs = Set(leftOut.filter { $0.code == .notLegal }.map(\.debtorID))
    refused = Dictionary(uniqueKeysWithValues: cases.filter { refusedIDs.contains($0.debtor.debtorID) }.map { ($0.debtor.debtorID, $0) })
    fingerprint = problem.fingerprint(leftOut: leftOut)
    isSettled = isRevision ? Self.isSettled(problem, routes) : known == fingerprint
  }

  private static func team(
    of zone: Zone, on date: CalendarDate, in transaction: PostgresTransaction
  ) async throws -> [Collector] {
    let away = try await AbsenceStore.away(on: date, in: transaction)
    let collectors = try await CollectorStore.all(in: transaction).filter { !away.contains($0.collectorID) }
    let present = try await CollectorStore.present(on: date, in: transaction)
    let open = Deployment.openZones(of: collectors, present: present)
    return Deployment.make(collectors, demand: try await AssignmentStore.demand(of: open, in: transaction), present: present)[zone.code]
      ?? []
  }

  private static func collector(
    _ collector: Collector, _ zone: Zone, _ date: CalendarDate, _ routes: [Route], notBefore: Instant, _ law: VisitLaw
  ) -> DayCollector {
    let midnight = law.midnight(of: date, in: collector.timeZone) ?? law.midnight(of: date, in: zone.timeZone) ?? notBefore
    let route = routes.first { $0.collectorID == collector.collectorID }
    let done = route?.visits.filter { $0.status != .planned } ?? []
    let home = collector.home ?? zone.interior
    let opens = midnight.advanced(by: Seconds(collector.shiftStartsMinute * 60))
    return DayCollector(
      collector: collector, shiftOpens: max(opens, notBefore < opens ? opens : notBefore),
      shiftCloses: midnight.advanced(by: Seconds(collector.shiftEndsMinute * 60)), start: done.last?.location ?? home, end: home,
      maximumStops: collector.maximumStops - done.count, route: route)
  }

  /// On a running day only stops that came, went or are somewhere else now ask for a revision; time itself does not.
  private static func isSettled(_ problem: DayProblem, _ routes: [Route]) -> Bool {
    let places = Dictionary(problem.stops.map { ($0.debtorID, $0.location) }) { first, _ in first }
    let planned = routes.flatMap(\.visits).filter { $0.status == .planned }
    let team = Set(problem.collectors.map(\.collector.collectorID))
    return problem.newStops.isEmpty && planned.allSatisfy { places[$0.debtorID] == $0.location }
      && routes.allSatisfy { team.contains($0.collectorID) || $0.visits.allSatisfy { $0.status != .planned } }
  }
}

package import Contracts
package import RoutePlanning

/// What a zone's day comes to: a route for each collector, and what is left out.
package struct DayPlan: Sendable, Equatable {
  package var routes: [Route]
  package var leftOut: [LeftOut]

  package init(routes: [Route], leftOut: [LeftOut]) {
    self.routes = routes
    self.leftOut = leftOut
  }

  /// Nobody works in the zone: every stop is left out.
  package init(withoutCollectors stops: [StopCandidate]) {
    routes = []
    leftOut = stops.flatMap { stop in
      stop.tasks.map { LeftOut(taskID: $0.taskID, debtorID: stop.debtorID, code: .noCollector, score: stop.score) }
    }
  }

  /// - Parameters:
  ///   - explanation: of the plan; says what would have the left-out stops visited.
  ///   - routeID: the id of a collector's route.
  ///   - stopID: the id of a debtor's stop.
  package init(
    _ plan: RoutePlan, of problem: DayProblem, explanation: PlanExplanation? = nil, routeID: (StaffID) throws -> RouteID,
    stopID: (DebtorID) throws -> StopID
  ) rethrows {
    routes = try plan.routes.map { planned in
      let one = problem.collectors[planned.collector]
      let visits = try planned.visits.compactMap { try Self.visit($0, problem, stopID) }
      return Self.route(planned, visits, one, problem, routeID: try routeID(one.collector.collectorID))
    }
    leftOut = plan.unassigned.flatMap { Self.leftOut($0, problem, explanation) }
  }

  private static func visit(_ planned: PlannedVisit, _ problem: DayProblem, _ stopID: (DebtorID) throws -> StopID) rethrows -> RouteVisit? {
    let stop = problem.stops[planned.stop]
    guard let amount = stop.tasks.amount else { return nil }
    return RouteVisit(
      stopID: try stopID(stop.debtorID), debtorID: stop.debtorID, addressID: stop.addressID, location: stop.location,
      taskIDs: stop.tasks.map(\.taskID).sorted(), accountIDs: stop.tasks.accountIDs, windows: stop.windows, service: stop.service,
      arrivesAt: problem.instant(planned.arrival), startsAt: problem.instant(planned.start), departsAt: problem.instant(planned.departure),
      priority: stop.tasks.map(\.priority).max() ?? 0, amountMinor: amount.minor, currency: amount.currency, score: stop.score,
      status: .planned)
  }

  private static func route(
    _ planned: PlannedRoute, _ visits: [RouteVisit], _ one: DayCollector, _ problem: DayProblem, routeID: RouteID
  ) -> Route {
    let isIdle = visits.isEmpty && one.done.isEmpty
    let begins = isIdle ? one.shiftOpens : problem.instant(planned.departure)
    let ends = isIdle ? begins : problem.instant(planned.finish)
    return Route(
      routeID: routeID, collectorID: one.collector.collectorID, zoneID: problem.zone.zoneID, teamID: one.collector.teamID,
      businessDate: problem.date, timeZone: problem.zone.timeZone, start: one.done.isEmpty ? one.start : one.route?.start ?? one.start,
      end: one.end, startsAt: one.done.isEmpty ? begins : one.route?.startsAt ?? begins, endsAt: ends, visits: one.done + visits,
      distance: planned.distance, duration: isIdle ? Seconds(0) : planned.duration)
  }

  /// What would admit the stop is said for the collector who came closest: one look takes about a millisecond.
  ///
  /// The planner says of whoever may not make it that a skill is missing; of a creditor that the collector does not work nothing can give way.
  private static func leftOut(_ unassigned: UnassignedStop, _ problem: DayProblem, _ explanation: PlanExplanation?) -> [LeftOut] {
    let stop = problem.stops[unassigned.stop]
    let isBarred = unassigned.reasons.enumerated().map { index, reason in
      guard case .skillMissing = reason else { return false }
      return !problem.suitability.admitsCreditors(collector: index, stop: unassigned.stop)
    }
    let closest = unassigned.reasons.indices.filter { unassigned.reasons[$0] == unassigned.summary }
      .min { (isBarred[$0] ? 1 : 0, $0) < (isBarred[$1] ? 1 : 0, $1) }
    let isRefused = closest.map { isBarred[$0] } ?? false
    let remedy = isRefused ? nil : closest.flatMap { explanation?.unassigned(unassigned.stop, by: $0) }
    let reasons = zip(problem.collectors, unassigned.reasons).enumerated().map { index, pair in
      let collectorID = pair.0.collector.collectorID
      return isBarred[index]
        ? CollectorReason(collectorID: collectorID, code: .creditorNotAllowed)
        : CollectorReason(collectorID: collectorID, pair.1, index == closest ? remedy : nil)
    }
    let code = isRefused ? .creditorNotAllowed : LeftOutCode(unassigned.summary)
    return stop.tasks.map { task in
      LeftOut(taskID: task.taskID, debtorID: stop.debtorID, code: code, reasons: reasons, score: stop.score)
    }
  }
}

package import Contracts
package import RoutePlanning

/// One collector on the day that is planned.
package struct DayCollector: Sendable, Equatable {
  package var collector: Collector
  package var shiftOpens: Instant
  package var shiftCloses: Instant
  package var start: Coordinate
  package var end: Coordinate
  /// How many more stops the collector takes.
  package var maximumStops: Int
  /// The route in force, with what has been visited and what is planned.
  package var route: Route?

  package init(
    collector: Collector, shiftOpens: Instant, shiftCloses: Instant, start: Coordinate, end: Coordinate, maximumStops: Int, route: Route?
  ) {
    self.collector = collector
    self.shiftOpens = shiftOpens
    self.shiftCloses = shiftCloses
    self.start = start
    self.end = end
    self.maximumStops = maximumStops
    self.route = route
  }

  /// Stops that are behind the collector.
  var done: [RouteVisit] { route?.visits.filter { $0.status != .planned } ?? [] }
}

/// A zone's day between the domain's words and the planner's numbers.
package struct DayProblem: Sendable {
  package let date: CalendarDate
  package let zone: Zone
  /// Second 0 of the planner's clock.
  package let origin: Instant
  package let collectors: [DayCollector]
  package let stops: [StopCandidate]
  package let policy: PlanningPolicy
  /// Which collectors may make which stops.
  package let suitability: Suitability

  package init(
    date: CalendarDate, zone: Zone, origin: Instant, collectors: [DayCollector], stops: [StopCandidate], policy: PlanningPolicy,
    book: SegmentBook = SegmentBook()
  ) {
    self.date = date
    self.zone = zone
    self.origin = origin
    self.collectors = collectors
    self.stops = stops
    self.policy = policy
    suitability = Suitability(collectors.map(\.collector), stops, book)
  }

  /// Each collector's start and end, then the stops.
  package var places: [Coordinate] { collectors.flatMap { [$0.start, $0.end] } + stops.map(\.location) }

  /// - Parameter keepsRoutes: whether the planned stops of the routes in force are where the search starts.
  package func makeProblem(_ travel: DayTravel, keepsRoutes: Bool) throws(RoutingProblemError) -> RoutingProblem {
    let positions = Dictionary(uniqueKeysWithValues: collectors.enumerated().map { ($1.collector.collectorID, $0) })
    let routingStops = stops.enumerated().map { index, stop in
      RoutingStop(
        place: 2 * collectors.count + index,
        windows: stop.windows.compactMap { timeWindow(opens: $0.opens, closes: $0.closes) }, service: stop.service, prize: stop.score.total,
        priority: stop.pin?.date == nil ? 0 : 1, skills: suitability.needed(by: index),
        pinnedCollector: stop.pin?.collectorID.flatMap { positions[$0] },
        pinnedOrder: stop.pin?.isFirst == true ? .first : nil,
        affinity: stop.ownerID.flatMap { positions[$0] }.map { Affinity(collector: $0, cost: policy.ownerSeconds) })
    }
    let routingCollectors = collectors.enumerated().map { index, one in
      RoutingCollector(
        start: 2 * index, end: 2 * index + 1,
        shift: timeWindow(opens: min(one.shiftOpens, one.shiftCloses), closes: one.shiftCloses)
          ?? TimeWindow(opens: Seconds(0), closes: Seconds(0)), maximumStops: max(0, one.maximumStops),
        skills: suitability.skills(of: index), matrixByTime: travel.matrixByTime)
    }
    return try RoutingProblem(
      stops: routingStops, collectors: routingCollectors, matrices: travel.matrices, initialRoutes: keepsRoutes ? initialRoutes : [])
  }

  /// The planned stops of the routes in force, as far as they are still candidates.
  private var initialRoutes: [InitialRoute] {
    let positions = stopPositions
    var taken: Set<Int> = []
    return collectors.enumerated().map { index, one in
      let planned = one.route?.visits.filter { $0.status == .planned }.compactMap { positions[$0.debtorID] } ?? []
      return InitialRoute(stops: planned.filter { suitability.allows(collector: index, stop: $0) && taken.insert($0).inserted })
    }
  }

  /// Candidates that no route in force has, or that of a collector alone who may not make the stop any more.
  package var newStops: Set<Int> {
    let positions = stopPositions
    let planned = collectors.enumerated().flatMap { index, one in
      (one.route?.visits ?? []).compactMap { positions[$0.debtorID] }.filter { suitability.allows(collector: index, stop: $0) }
    }
    return Set(stops.indices).subtracting(planned)
  }

  private var stopPositions: [DebtorID: Int] {
    Dictionary(stops.enumerated().map { ($1.debtorID, $0) }) { first, _ in first }
  }

  /// `nil` when the window lies wholly before the origin. Openings are rounded up and closings down, so that nothing becomes legal.
  private func timeWindow(opens: Instant, closes: Instant) -> TimeWindow? {
    let last = closes.seconds(since: origin).value
    guard last >= 0 else { return nil }
    let first = -origin.seconds(since: opens).value
    return TimeWindow(opens: Seconds(min(max(0, first), last)), closes: Seconds(last))
  }

  func instant(_ seconds: Seconds) -> Instant { origin.advanced(by: seconds) }
}

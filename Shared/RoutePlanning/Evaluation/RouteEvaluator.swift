import Contracts

/// Judges orders of stops straight from the problem, without a search: what is illegal, when things happen, what it costs.
///
/// Cheap to make and to ask: a few microseconds for a route of twenty stops. Not to be shared between threads.
public struct RouteEvaluator {
  private let tables: DayTables

  public init(_ problem: RoutingProblem) {
    tables = DayTables(problem)
  }

  /// - Parameter locked: so many first stops are a locked beginning, before which no pin to the first place counts.
  public func evaluate(_ stops: [Int], by collector: Int, locked: Int = 0) -> RouteEvaluation {
    let timeline = RouteTimeline(tables: tables, collector: collector, stops: stops).make()
    var violations = stops.flatMap { mismatches($0, collector) } + misplaced(stops, locked)
    if timeline == nil {
      let late = lateness(stops, collector)
      violations += late.isEmpty ? [.breakMissed] : late
    }
    violations += excesses(stops, collector, timeline)
    return RouteEvaluation(violations: violations, route: timeline, cost: RouteCost(tables).of(stops, collector))
  }

  private func mismatches(_ index: Int, _ collector: Int) -> [RouteViolation] {
    let stop = tables.problem.stops[index]
    var violations: [RouteViolation] = []
    if let pinned = stop.pinnedCollector, pinned != collector { violations.append(.pinnedToAnother(stop: index)) }
    let missing = stop.skills.subtracting(tables.problem.collectors[collector].skills)
    if !missing.isEmpty { violations.append(.skillMissing(stop: index, missing)) }
    return violations
  }

  private func misplaced(_ stops: [Int], _ locked: Int) -> [RouteViolation] {
    var violations: [RouteViolation] = []
    for (position, stop) in stops.enumerated() {
      let isMisplaced =
        switch tables.problem.stops[stop].pinnedOrder {
        case .first: stops[..<position].dropFirst(locked).contains { tables.problem.stops[$0].pinnedOrder != .first }
        case .last: stops[position...].contains { tables.problem.stops[$0].pinnedOrder != .last }
        case nil: false
        }
      if isMisplaced, position >= locked { violations.append(.orderPinned(stop: stop)) }
    }
    return violations
  }

  /// Every stop that is reached too late, breaks aside, and the end of the shift.
  private func lateness(_ stops: [Int], _ collector: Int) -> [RouteViolation] {
    let day = tables.problem.collectors[collector]
    var violations: [RouteViolation] = []
    var now = day.shift.opens.value
    for index in 0...stops.count {
      let from = tables.place(collector, stops, index) ?? day.start
      let leg = tables.leg(collector, from: from, to: tables.place(collector, stops, index + 1), departure: now)
      let stop = index < stops.count ? stops[index] : nil
      if leg.end >= Int(SearchModel.never) { violations.append(.unreachable(stop: stop)) } else { now = leg.end }
      guard let stop else { break }
      let closes = Int(tables.windows.lastClosing[stop])
      if now > closes {
        violations.append(.late(stop: stop, by: Seconds(now - closes)))
        now = closes
      }
      now = Int(tables.windows.start(stop, arrival: Int32(now))) + tables.problem.stops[stop].service.value
    }
    if now > day.shift.closes.value { violations.append(.shiftExceeded(by: Seconds(now - day.shift.closes.value))) }
    return violations
  }

  private func excesses(_ stops: [Int], _ collector: Int, _ timeline: PlannedRoute?) -> [RouteViolation] {
    let day = tables.problem.collectors[collector]
    var violations: [RouteViolation] = []
    func excess(_ value: Int, _ limit: Int?, _ make: (Int) -> RouteViolation) {
      if let limit, value > limit { violations.append(make(value - limit)) }
    }
    let travel = RouteCost(tables).travel(stops, collector)
    excess(stops.count, day.maximumStops) { .maximumStops(by: $0) }
    excess(stops.reduce(0) { $0 + tables.problem.stops[$1].load }, day.maximumLoad) { .maximumLoad(by: $0) }
    excess(travel.seconds, day.maximumTravel?.value) { .maximumTravel(by: Seconds($0)) }
    excess(travel.metres, day.maximumDistance?.value) { .maximumDistance(by: Metres($0)) }
    if let timeline { excess(timeline.duration.value, day.maximumDuration?.value) { .maximumDuration(by: Seconds($0)) } }
    return violations
  }
}

import Contracts
import RoutePlanning
import Testing

/// Tries what each reason claims to be impossible.
func expectTrueReasons(_ problem: RoutingProblem, _ plan: RoutePlan, _ name: String, allowsNotRequested: Bool = false) {
  for missing in plan.unassigned {
    #expect(missing.reasons.count == problem.collectors.count, "\(name)")
    for (collector, reason) in missing.reasons.enumerated() {
      let visited = Set(plan.routes[collector].visits.map(\.stop))
      let initial = problem.initialRoutes[collector]
      let locked = initial.stops.prefix(initial.locked).count { visited.contains($0) }
      let trial = ReasonTrial(problem: problem, route: plan.routes[collector], locked: locked, stop: missing.stop)
      let isTrue = trial.confirms(reason, allowsNotRequested)
      #expect(isTrue, "\(name), stop \(missing.stop), collector \(collector): \(reason)")
    }
    #expect(missing.reasons.isEmpty || missing.reasons.contains(missing.summary), "\(name)")
  }
}

private struct ReasonTrial {
  let problem: RoutingProblem
  let route: PlannedRoute
  let locked: Int
  let stop: Int

  private var day: RoutingCollector { problem.collectors[route.collector] }
  private var wanted: RoutingStop { problem.stops[stop] }
  private var oracle: OrderOracle { OrderOracle(problem: problem, collector: route.collector) }
  private var order: [Int] { route.visits.map(\.stop) }
  private var trials: [[Int]] {
    (min(locked, order.count)...order.count).map { Array(order[..<$0]) + [stop] + Array(order[$0...]) }
  }

  func confirms(_ reason: UnassignedReason, _ allowsNotRequested: Bool) -> Bool {
    let present = oracle.cost(order)
    let cheapest = trials.compactMap { oracle.cost($0) }.min()
    let excess = cheapest.flatMap { cost in present.map { cost - $0 - wanted.prize } }
    if case .costsMoreThanPrize(let by) = reason { return wanted.priority == 0 && excess == by && by >= 0 }
    if case .notRequested = reason { return allowsNotRequested && excess != nil }
    if case .withdrawn = reason { return allowsNotRequested }
    return cheapest == nil && confirmsIllegal(reason)
  }

  private func confirmsIllegal(_ reason: UnassignedReason) -> Bool {
    switch reason {
    case .pinnedToAnother: wanted.pinnedCollector != nil && wanted.pinnedCollector != route.collector
    case .skillMissing(let skills): skills == wanted.skills.subtracting(day.skills) && !skills.isEmpty
    case .maximumStops: order.count >= day.maximumStops ?? Int.max
    case .maximumLoad: (order + [stop]).reduce(0) { $0 + problem.stops[$1].load } > day.maximumLoad ?? Int.max
    case .unreachable: trials.allSatisfy { hasHole($0) }
    case .outsideWindows: wanted.windows.allSatisfy { $0.opens > day.shift.closes } || trials.allSatisfy { arrivesTooLate($0) }
    case .shiftTooShort: !oracle.isInTime([stop])
    case .travelLimit: trials.filter { !hasHole($0) && oracle.isInTime($0) }.allSatisfy { isTooFar($0) } || isTooFar([stop])
    case .noTimeLeft: trials.allSatisfy { !oracle.isInTime($0) } && (oracle.isInTime([stop]) || hasHole([stop]))
    default: false
    }
  }

  private func places(_ order: [Int]) -> [Int] {
    [day.start] + order.map { problem.stops[$0].place } + (day.end.map { [$0] } ?? [])
  }

  /// Whether a leg to or from the stop is missing.
  private func hasHole(_ order: [Int]) -> Bool {
    let places = places(order)
    return zip(places, places.dropFirst()).contains { oracle.leg($0, $1) == nil }
  }

  /// Whether the stop alone is late when everything before it goes as early as it can, with or without breaks.
  private func arrivesTooLate(_ order: [Int]) -> Bool {
    if hasHole(order) { return true }
    guard let index = order.firstIndex(of: stop) else { return false }
    var now = day.shift.opens.value
    var place = day.start
    for visit in order[..<index] {
      guard let leg = oracle.leg(place, problem.stops[visit].place), let start = oracle.start(visit, now + leg.seconds) else { return true }
      now = max(now, start + problem.stops[visit].service.value)
      place = problem.stops[visit].place
    }
    guard let leg = oracle.leg(place, wanted.place) else { return true }
    // With breaks the real arrival is later than this; then the plan's own departure decides.
    let planned = index == 0 ? now : max(now, route.visits[index - 1].departure.value)
    return oracle.start(stop, planned + leg.seconds) == nil
  }

  private func isTooFar(_ order: [Int]) -> Bool {
    let places = places(order)
    let legs = zip(places, places.dropFirst()).compactMap { oracle.leg($0, $1) }
    return legs.reduce(0) { $0 + $1.seconds } > day.maximumTravel?.value ?? Int.max
      || legs.reduce(0) { $0 + $1.metres } > day.maximumDistance?.value ?? Int.max
  }
}

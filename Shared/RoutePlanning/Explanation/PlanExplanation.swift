/// Says of any stop of a plan why it is visited as it is, or why not. Every claim is tried on the routes themselves, with nothing of the
/// search's own bookkeeping. Takes about a millisecond for a stop and a collector with 40 visits.
public struct PlanExplanation: Sendable {
  private let problem: RoutingProblem
  private let plan: RoutePlan
  private let routes: [[Int]]

  /// - Parameter plan: a plan of this problem.
  public init(_ problem: RoutingProblem, _ plan: RoutePlan) {
    self.problem = problem
    self.plan = plan
    routes = plan.routes.map { $0.visits.map(\.stop) }
  }

  /// - Returns: `nil` for a stop that is visited.
  public func unassigned(_ stop: Int) -> UnassignedExplanation? {
    guard let missing = plan.unassigned.first(where: { $0.stop == stop }) else { return nil }
    let collectors = missing.reasons.indices.map { explain(stop, collector: $0, missing.reasons[$0]) }
    return UnassignedExplanation(stop: stop, collectors: collectors)
  }

  /// One collector only: the one who came closest is in `UnassignedStop.summary`.
  public func unassigned(_ stop: Int, by collector: Int) -> CollectorExplanation? {
    guard let missing = plan.unassigned.first(where: { $0.stop == stop }), missing.reasons.indices.contains(collector) else { return nil }
    return explain(stop, collector: collector, missing.reasons[collector])
  }

  private func explain(_ stop: Int, collector: Int, _ reason: UnassignedReason) -> CollectorExplanation {
    let trial = trial(stop, collector)
    let cost = trial.cheapest()?.cost
    var relaxations: [Relaxation]?
    if case .withdrawn = reason {
      relaxations = nil
    } else if let cost {
      let excess = cost - problem.weights[stop]
      // Worth exactly its cost is not enough: what changes nothing is not done.
      relaxations = excess >= 0 ? [.higherPrize(stop: stop, by: excess + 1)] : []
    } else {
      relaxations = paying(trial.cheapestRelaxation(), stop, collector)
    }
    return CollectorExplanation(collector: collector, reason: reason, cost: cost, relaxations: relaxations)
  }

  /// Relaxed limits make a place legal; whether it pays is another question, asked here.
  private func paying(_ relaxations: [Relaxation]?, _ stop: Int, _ collector: Int) -> [Relaxation]? {
    guard let relaxations else { return nil }
    var stops = problem.stops
    var collectors = problem.collectors
    for relaxation in relaxations { relaxation.apply(to: &stops, &collectors[collector]) }
    let relaxed = RouteTrial(
      RoutingProblem(part: stops, collectors: collectors, of: problem), collector: collector, route: routes[collector], stop: stop,
      locked: locked(collector))
    guard let cost = relaxed.cheapest()?.cost else { return nil }
    // Unpinned it comes before nothing any more.
    let isOrdinary = !stops[stop].isPinned && stops[stop].priority == 0
    let excess = cost - (isOrdinary ? stops[stop].prize : problem.weights[stop])
    return excess >= 0 ? relaxations + [.higherPrize(stop: stop, by: excess + 1)] : relaxations
  }

  /// - Returns: `nil` for a stop that is not visited.
  public func visit(_ stop: Int) -> VisitExplanation? {
    guard let collector = routes.firstIndex(where: { $0.contains(stop) }), let position = routes[collector].firstIndex(of: stop) else {
      return nil
    }
    let without = routes[collector].filter { $0 != stop }
    let evaluator = RouteEvaluator(problem)
    let before = evaluator.evaluate(without, by: collector).cost
    let cost = evaluator.evaluate(routes[collector], by: collector).cost - before
    let alternatives = problem.collectors.indices.map { $0 == collector ? nil : alternative(stop, $0, present: cost) }
    var elsewhere: Int?
    for other in min(locked(collector), without.count)...without.count where other != position {
      let judged = evaluator.evaluate(
        Array(without[..<other]) + [stop] + Array(without[other...]), by: collector, locked: locked(collector))
      if judged.isLegal { elsewhere = min(elsewhere ?? Int.max, judged.cost - before - cost) }
    }
    return VisitExplanation(
      stop: stop, collector: collector, position: position, ground: ground(stop, collector, position, alternatives),
      alternatives: alternatives, cost: cost, prize: problem.stops[stop].prize, betterThanNextPlace: elsewhere)
  }

  private func ground(
    _ stop: Int, _ collector: Int, _ position: Int, _ alternatives: [VisitExplanation.Alternative?]
  ) -> VisitExplanation.Ground {
    if problem.stops[stop].pinnedCollector == collector { return .pinned }
    if position < locked(collector) { return .locked }
    let costs = alternatives.compactMap { if case .costs(let more) = $0 { more } else { nil } }
    guard let least = costs.min() else { return .onlyCollector }
    return least >= 0 ? .cheapest(by: least) : .dearer(by: -least)
  }

  private func alternative(_ stop: Int, _ collector: Int, present: Int) -> VisitExplanation.Alternative {
    let trial = trial(stop, collector)
    if let best = trial.cheapest() { return .costs(more: best.cost - present) }
    return .forbidden(trial.violations().min { $0.count < $1.count } ?? [])
  }

  private func trial(_ stop: Int, _ collector: Int) -> RouteTrial {
    RouteTrial(problem, collector: collector, route: routes[collector], stop: stop, locked: locked(collector))
  }

  /// How many of the locked first stops are still on the route: those that could not be kept have left it.
  private func locked(_ collector: Int) -> Int {
    let initial = problem.initialRoutes[collector]
    let present = Set(routes[collector])
    return initial.stops.prefix(initial.locked).count { present.contains($0) }
  }
}

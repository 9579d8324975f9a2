import Contracts

/// Why an absent stop is absent, collector by collector, against the routes as they are.
struct Reasons {
  let state: RouteState
  let withdrawn: Set<Int>

  private var model: SearchModel { state.model }

  func make(_ stop: Int) -> UnassignedStop {
    guard state.routeCount > 0 else { return UnassignedStop(stop: stop, summary: .noCollector, reasons: []) }
    let reasons = (0..<state.routeCount).map { withdrawn.contains(stop) ? .withdrawn : reason(stop, $0) }
    let summary = reasons.min { Self.distanceFromServed($0) < Self.distanceFromServed($1) } ?? .noCollector
    return UnassignedStop(stop: stop, summary: summary, reasons: reasons)
  }

  /// Smaller is closer to being served; costs compare among themselves.
  private static func distanceFromServed(_ reason: UnassignedReason) -> (Int, Int) {
    switch reason {
    case .withdrawn, .noCollector: (0, 0)
    case .notRequested: (1, 0)
    case .costsMoreThanPrize(let excess): (2, excess)
    case .noTimeLeft: (3, 0)
    case .maximumStops: (4, 0)
    case .maximumLoad: (5, 0)
    case .travelLimit: (6, 0)
    case .shiftTooShort: (7, 0)
    case .outsideWindows: (8, 0)
    case .unreachable: (9, 0)
    case .skillMissing: (10, 0)
    case .pinnedToAnother: (11, 0)
    }
  }

  private func reason(_ stop: Int, _ route: Int) -> UnassignedReason {
    let problem = model.problem
    let wanted = problem.stops[stop]
    let collector = problem.collectors[route]
    if let pinned = wanted.pinnedCollector, pinned != route { return .pinnedToAnother }
    let missing = wanted.skills.subtracting(collector.skills)
    if !missing.isEmpty { return .skillMissing(missing) }
    if wanted.load > model.maximumLoad[route] { return .maximumLoad }
    return reasonAlone(stop, route) ?? reasonOnRoute(stop, route)
  }

  /// What stands in the way whatever else is on the route.
  private func reasonAlone(_ stop: Int, _ route: Int) -> UnassignedReason? {
    let places = (state.locked[route]...state.count[route]).filter { hasWay(stop, route, $0) }
    if places.isEmpty { return .unreachable }
    if model.windows.firstOpening[stop] > Int32(model.problem.collectors[route].shift.closes.value) { return .outsideWindows }
    if places.allSatisfy({ arrivesTooLate(stop, route, $0) }) { return .outsideWindows }
    guard hasWayAlone(stop, route) else { return nil }
    guard fitsAlone(stop, route) else { return .shiftTooShort }
    return isTooFarAlone(stop, route) ? .travelLimit : nil
  }

  private func reasonOnRoute(_ stop: Int, _ route: Int) -> UnassignedReason {
    if state.count[route] >= model.maximumStops[route] { return .maximumStops }
    if state.load[route] + model.load[stop] > model.maximumLoad[route] { return .maximumLoad }
    let inTime = (state.locked[route]...state.count[route]).filter { state.fits(stop, route, state.at(route, $0)) }
    if inTime.isEmpty { return .noTimeLeft }
    let legal = inTime.filter { !model.isTravelLimited[route] || state.isWithinTravel(stop, route, state.at(route, $0)) }
    guard let cheapest = legal.map({ delta(stop, route, $0) }).min() else { return .travelLimit }
    let excess = cheapest - model.weight[stop]
    return excess >= 0 ? .costsMoreThanPrize(by: excess) : .notRequested
  }

  private func time(_ route: Int, _ from: Int, _ to: Int) -> Int32 {
    model.nodes.time[model.nodes.layer[route] + from * model.nodes.width + to]
  }

  private func node(_ route: Int, _ position: Int) -> Int { Int(state.sequence[state.at(route, position)]) }

  private func hasWay(_ stop: Int, _ route: Int, _ position: Int) -> Bool {
    time(route, node(route, position), stop) < SearchModel.never && time(route, stop, node(route, position + 1)) < SearchModel.never
  }

  private func arrivesTooLate(_ stop: Int, _ route: Int, _ position: Int) -> Bool {
    state.beginWalk(route, at: position)
    return !state.stepWalk(route, from: node(route, position), to: stop)
  }

  private func hasWayAlone(_ stop: Int, _ route: Int) -> Bool {
    let nodes = model.nodes
    return time(route, Int(nodes.startNode[route]), stop) < SearchModel.never
      && time(route, stop, Int(nodes.endNode[route])) < SearchModel.never
  }

  private func fitsAlone(_ stop: Int, _ route: Int) -> Bool {
    RouteTimeline(tables: model.tables, collector: route, stops: [stop]).make() != nil
  }

  private func isTooFarAlone(_ stop: Int, _ route: Int) -> Bool {
    guard let alone = RouteTimeline(tables: model.tables, collector: route, stops: [stop]).make() else { return true }
    let travel = RouteCost(model.tables).travel([stop], route)
    return travel.seconds > model.maximumTravel[route] || travel.metres > model.maximumMetres[route]
      || alone.duration.value > model.maximumDuration[route]
  }

  private func delta(_ stop: Int, _ route: Int, _ position: Int) -> Int {
    let cost = model.nodes.cost + model.nodes.layer[route]
    let width = model.nodes.width
    let detour = Int(cost[node(route, position) * width + stop]) + Int(cost[stop * width + node(route, position + 1)])
    return detour - Int(state.edge[state.at(route, position)]) + Int(model.assignment[route * model.stopCount + stop])
      + (state.count[route] >= model.fairShare[route] ? model.shareCost[route] : 0)
  }
}

/// Turns the routes of a search into the plan that is handed out.
struct PlanBuilder {
  let state: RouteState
  var withdrawn: Set<Int> = []

  func make(iterations: Int) -> RoutePlan {
    let routes = (0..<state.routeCount).map(makeRoute)
    let reasons = Reasons(state: state, withdrawn: withdrawn)
    let missing = (0..<state.stopCount).filter { state.routeOf[$0] < 0 }
    let prize = (0..<state.stopCount).reduce(0) { state.routeOf[$1] < 0 ? $0 : $0 + state.model.problem.stops[$1].prize }
    return RoutePlan(
      routes: routes, unassigned: missing.map(reasons.make), prize: prize, cost: routes.reduce(0) { $0 + $1.cost }, iterations: iterations)
  }

  private func makeRoute(_ route: Int) -> PlannedRoute {
    guard let planned = RouteTimeline(tables: state.model.tables, collector: route, stops: state.stops(of: route)).make() else {
      // Unreachable while the state keeps its promise of legal routes; loud, because a plan without times is worse than none.
      preconditionFailure("route \(route) of the search is not legal in time")
    }
    return planned
  }
}

/// Improves a regret insertion's plan region by region, as long runs do with large plans. For tests.
package struct RegionCheck {
  /// The objective after each step, that of the first plan before them.
  package private(set) var objectives: [Int] = []
  package let plan: RoutePlan
  /// Whether every route may be changed again, and idle ones begun.
  package let isReleased: Bool

  package init(_ problem: RoutingProblem, steps: Int, seed: UInt64) {
    let state = RouteState(SearchModel(problem))
    let arena = Arena()
    let close = Neighbours(model: state.model, count: LocalSearchPlanner.descentNeighbours, waits: true, arena: arena)
    let nearby = Neighbours(model: state.model, count: LocalSearchPlanner.ruinNeighbours, waits: false, arena: arena)
    _ = InitialLoad(state: state).run()
    RegretConstruction(state: state).run()
    let annealing = Annealing(
      state: state, budget: SearchBudget(iterations: .max, seed: seed), descent: LocalSearch(state: state, neighbours: close),
      neighbours: nearby, exchange: 1, best: RouteSnapshot(of: state), onBest: { _ in })
    var objectives = [state.objective]
    var regions = RegionSearch(annealing: annealing, meanLeg: state.routesCost / state.stopCount, seed: seed)
    for _ in 0..<steps {
      _ = regions.step()
      objectives.append(annealing.best.objective)
    }
    isReleased = state.opensRoutes && !(0..<state.routeCount).contains { state.isClosed($0) }
    annealing.returnToBest()
    withExtendedLifetime(arena) {}
    self.objectives = objectives
    plan = PlanBuilder(state: state).make(iterations: annealing.done)
  }
}

/// The solver behind `RoutePlanner`: several first plans, descent, then ruin and recreate under a falling temperature; problems of up to
/// nine stops and eight collectors are solved to the proven optimum.
///
/// Time, on one core: about 70,000 steps a second for one collector with 60 stops and a lunch break, 40,000 for 20 collectors with 400.
/// Memory: 16 bytes for each pair of stops and each distinct way of travelling, 32 for each pair of a stop and a collector.
public struct LocalSearchPlanner: RoutePlanner {
  /// How many close stops a stop is tried with in descent, and how many are looked through for ruin.
  package static let descentNeighbours = 20
  package static let ruinNeighbours = 100

  /// Whether small problems are solved exactly; off only to test the search itself.
  private let solvesSmallExactly: Bool

  public init() {
    solvesSmallExactly = true
  }

  package init(solvesSmallExactly: Bool) {
    self.solvesSmallExactly = solvesSmallExactly
  }

  public func plan(_ problem: RoutingProblem, budget: SearchBudget) -> RoutePlan {
    let model = SearchModel(problem)
    let state = RouteState(model)
    _ = InitialLoad(state: state).run()
    guard !problem.stops.isEmpty, !problem.collectors.isEmpty else { return PlanBuilder(state: state).make(iterations: 0) }
    if solvesSmallExactly, ExactSearch.suits(problem) {
      ExactSearch(state: state).run()
      return PlanBuilder(state: state).make(iterations: 0)
    }
    let done = PlanSearch(state: state, budget: budget).run()
    return PlanBuilder(state: state).make(iterations: done)
  }

  public func revise(_ problem: RoutingProblem, withdrawn: Set<Int>, inserted: Set<Int>) -> RoutePlan {
    let state = RouteState(SearchModel(problem))
    PlanRevision(state: state, withdrawn: withdrawn, inserted: inserted).run()
    return PlanBuilder(state: state, withdrawn: withdrawn).make(iterations: 0)
  }
}

/// The solver behind `RoutePlanner`: several first plans, descent, then ruin and recreate under a falling temperature; problems of up to
/// nine stops and eight collectors are solved to the proven optimum.
///
/// Time, on one core: about 70,000 steps a second for one collector with 60 stops and a lunch break, 40,000 for 20 collectors with 400.
/// Memory, for each thread: 8 to 16 bytes for each pair of stops and each distinct way of travelling, 64 for each pair of a stop and a
/// collector.
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
    let state = RouteState(SearchModel(problem))
    _ = InitialLoad(state: state).run()
    guard !problem.stops.isEmpty, !problem.collectors.isEmpty else { return PlanBuilder(state: state).make(iterations: 0) }
    if solvesSmallExactly, ExactSearch.suits(problem) {
      ExactSearch(state: state).run()
      return PlanBuilder(state: state).make(iterations: 0)
    }
    let progress = ProgressGate(budget.onProgress)
    if budget.threads == 1 { return search(state, budget, progress).plan }
    let results = ParallelSearch(threads: budget.threads).run { [problem] thread in
      let state = RouteState(SearchModel(problem))
      _ = InitialLoad(state: state).run()
      var own = budget
      own.seed = budget.seed &+ UInt64(thread) &* 0x9E37_79B9
      return search(state, own, progress)
    }
    let best = results.enumerated().min { ($0.element.objective, $0.offset) < ($1.element.objective, $1.offset) }
    return best?.element.plan ?? PlanBuilder(state: state).make(iterations: 0)
  }

  private func search(_ state: RouteState, _ budget: SearchBudget, _ progress: ProgressGate) -> (plan: RoutePlan, objective: Int) {
    let done = PlanSearch(state: state, budget: budget) { progress.report(state, iterations: $0) }.run()
    return (PlanBuilder(state: state).make(iterations: done), state.objective)
  }

  public func revise(_ problem: RoutingProblem, withdrawn: Set<Int>, inserted: Set<Int>) -> RoutePlan {
    let state = RouteState(SearchModel(problem))
    PlanRevision(state: state, withdrawn: withdrawn, inserted: inserted).run()
    return PlanBuilder(state: state, withdrawn: withdrawn).make(iterations: 0)
  }
}

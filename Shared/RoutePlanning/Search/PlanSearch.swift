/// Improves the routes of a state until the budget is spent; leaves the best ones in the state.
struct PlanSearch {
  /// First temperature in mean legs, and how often it halves. Choosing among prizes has deeper valleys than ordering stops.
  static let requiredCooling = (legs: 3, halvings: 8)
  static let optionalCooling = (legs: 8, halvings: 10)
  /// The caller's stop signal is asked once in so many steps.
  static let stepsBetweenStopChecks = 32

  let state: RouteState
  let budget: SearchBudget

  private func makeAcceptance() -> CoolingAcceptance {
    let isOptional = state.model.problem.stops.contains { $0.priority == 0 && !$0.isPinned }
    let cooling = isOptional ? Self.optionalCooling : Self.requiredCooling
    let visited = state.stopCount - state.absentCount
    let meanLeg = visited == 0 ? state.missed / max(1, 4 * state.stopCount) : state.routesCost / visited
    // Ranks are not for sale: with weights beyond any travel, no temperature may reach them.
    let first = min(meanLeg, RoutingProblemChecks.maximumAmount) * cooling.legs
    return CoolingAcceptance(first: first, halvings: cooling.halvings, steps: budget.iterations, seed: budget.seed ^ 0xC001)
  }

  /// Descends from several first plans and leaves the best one in the state: what the initial routes and regret insertion give, for
  /// optional stops or one collector also the optimistic one and nearest neighbours. The first counts
  /// even when the signal to stop is already there.
  private func startingRoutes(_ descent: LocalSearch) -> RouteSnapshot {
    let initial = RouteSnapshot(of: state)
    RegretConstruction(state: state).run()
    descent.run(shouldStop: budget.shouldStop)
    var best = RouteSnapshot(of: state)
    let starts: [() -> Void] = [
      { RegretConstruction(state: self.state, optimism: 16).run() }, { NearestNeighbourConstruction(state: self.state).run() },
    ]
    for start in starts where (best.hasAbsentStops || state.routeCount == 1) && !budget.shouldStop() {
      initial.restore(state)
      start()
      descent.run(shouldStop: budget.shouldStop)
      if state.objective < best.objective { best.take(state) }
    }
    best.restore(state)
    return best
  }

  private func report(_ iterations: Int) {
    guard let onProgress = budget.onProgress else { return }
    let orders = (0..<state.routeCount).map(state.stops)
    let stops = state.model.problem.stops
    onProgress(
      SearchProgress(
        iterations: iterations, prize: orders.joined().reduce(0) { $0 + stops[$1].prize }, cost: state.routesCost,
        visited: state.stopCount - state.absentCount, orders: orders))
  }

  /// - Returns: steps done.
  func run() -> Int {
    let arena = Arena()
    let model = state.model
    let descent = LocalSearch(
      state: state, neighbours: Neighbours(model: model, count: LocalSearchPlanner.descentNeighbours, waits: true, arena: arena))
    var best = startingRoutes(descent)
    report(0)
    let nearby = Neighbours(model: model, count: LocalSearchPlanner.ruinNeighbours, waits: false, arena: arena)
    var ruin = RuinAndRecreate(state: state, neighbours: nearby, seed: budget.seed)
    var acceptance = makeAcceptance()
    var done = 0
    while done < budget.iterations {
      if done % Self.stepsBetweenStopChecks == 0, budget.shouldStop() { break }
      done += 1
      let current = state.objective
      state.beginTrial()
      guard ruin.step(), acceptance.accepts(state.objective, current: current) else {
        state.rollBack()
        continue
      }
      state.commit()
      if state.objective < best.objective {
        descent.run(routes: state.touchedRoutes)
        best.take(state)
        report(done)
      }
    }
    best.restore(state)
    state.blinks = Blinks.none
    descent.run(shouldStop: budget.shouldStop)
    // Whatever still pays goes in, so that every reason given for an absent stop is true.
    RegretConstruction(state: state).run()
    withExtendedLifetime(arena) {}
    return done
  }
}

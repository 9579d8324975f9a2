/// Improves the routes of a state until the budget is spent; leaves the best ones in the state.
struct PlanSearch {
  /// Beyond this many pairs of a stop and a route, the first plan is made in one pass, without regrets.
  static let largestRegretTable = 20_000
  /// How many times its prize a stop may cost in the first plans of large problems.
  static let largeOptimism = [2, 8, 32]
  /// A mean prize counts for no more than so many mean legs in accepting a plan.
  static let legsPerPrize = 5

  let state: RouteState
  let budget: SearchBudget
  var onBest: (Int) -> Void = { _ in }

  private var visited: Int { state.stopCount - state.absentCount }

  /// - Returns: steps done.
  func run() -> Int {
    let arena = Arena()
    let close = Neighbours(model: state.model, count: LocalSearchPlanner.descentNeighbours, waits: true, arena: arena)
    let descent = LocalSearch(state: state, neighbours: close)
    var best = startingRoutes(descent)
    onBest(0)
    var done = 0
    if TourSearch.suits(state) {
      done = TourSearch(state: state, seed: budget.seed).run(budget, onBest: onBest)
      if state.objective < best.objective { best.take(state) }
    } else {
      done = ruinAndRecreate(descent, &best, arena)
    }
    best.restore(state)
    state.blinks = Blinks.none
    descent.run(shouldStop: budget.shouldStop)
    // Whatever still pays goes in, so that every reason given for an absent stop is true.
    GreedyConstruction(state: state).complete()
    withExtendedLifetime(arena) {}
    return done
  }

  private func ruinAndRecreate(_ descent: LocalSearch, _ best: inout RouteSnapshot, _ arena: Arena) -> Int {
    let nearby = Neighbours(model: state.model, count: LocalSearchPlanner.ruinNeighbours, waits: false, arena: arena)
    let meanLeg = visited == 0 ? state.missed / max(1, 4 * state.stopCount) : state.routesCost / visited
    let annealing = Annealing(
      state: state, budget: budget, descent: descent, neighbours: nearby, exchange: prizesPerLeg(), best: best, onBest: onBest)
    // Ranks are not for sale: with weights beyond any travel, no temperature may reach them.
    var evolution = Evolution(annealing: annealing, meanLeg: min(meanLeg, RoutingProblemChecks.maximumAmount), seed: budget.seed)
    evolution.run()
    best = annealing.best
    return annealing.done
  }

  /// By how much prizes are played down in accepting a plan, where they dwarf travel (scores, as in orienteering): else no detour on the
  /// way to a better selection would ever be accepted.
  private func prizesPerLeg() -> Int {
    let prizes = state.model.problem.stops.filter { $0.priority == 0 && !$0.isPinned }.map(\.prize)
    guard visited > 0, !prizes.isEmpty else { return 1 }
    let meanPrize = prizes.reduce(0, +) / prizes.count
    return max(1, meanPrize / max(1, state.routesCost / visited * Self.legsPerPrize))
  }

  /// Descends from several first plans and leaves the best one in the state: what the initial routes and regret insertion give (a single
  /// pass for large problems), for optional stops or one collector also the optimistic one and nearest neighbours. The first counts
  /// even when the signal to stop is already there.
  private func startingRoutes(_ descent: LocalSearch) -> RouteSnapshot {
    let initial = RouteSnapshot(of: state)
    let isLarge = state.stopCount * (state.routeCount + 100) > Self.largestRegretTable
    let starts: [() -> Void] =
      isLarge
      ? [
        { GreedyConstruction(state: state).run(.farthestFirst) }, { GreedyConstruction(state: state).run(.tightestFirst) },
      ]
      : [
        { RegretConstruction(state: state).run() }, { RegretConstruction(state: state, optimism: 16).run() },
        { NearestNeighbourConstruction(state: state).run() },
      ]
    starts[0]()
    if !isLarge { descent.run(shouldStop: budget.shouldStop) }
    var best = RouteSnapshot(of: state)
    for start in starts.dropFirst() where (best.hasAbsentStops || state.routeCount == 1 || isLarge) && !budget.shouldStop() {
      initial.restore(state)
      start()
      if !isLarge { descent.run(shouldStop: budget.shouldStop) }
      if state.objective < best.objective { best.take(state) }
    }
    if isLarge, best.hasAbsentStops { startOptimistically(from: initial, &best) }
    best.restore(state)
    return best
  }

  /// For many optional stops: single passes in which a stop may cost a multiple of its prize. Where prizes are small beside the way to the
  /// first stop of a route, no route would begin otherwise.
  private func startOptimistically(from initial: RouteSnapshot, _ best: inout RouteSnapshot) {
    for optimism in Self.largeOptimism {
      for order in [GreedyConstruction.Order.farthestFirst, .tightestFirst] where !budget.shouldStop() {
        initial.restore(state)
        GreedyConstruction(state: state).run(order, optimism: optimism)
        if state.objective < best.objective { best.take(state) }
      }
    }
  }
}

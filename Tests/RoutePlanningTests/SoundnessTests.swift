import Contracts
import RoutePlanning
import Testing

struct SoundnessTests {
  private let planner = LocalSearchPlanner()

  @Test("V06: windows are never violated, nor breaks, skills, limits or holes")
  func plansAreLegal() throws {
    for seed in UInt64(1)...150 {
      let problem = try RandomProblem.flavour(seed, stops: 10 + Int(seed % 40), collectors: 1 + Int(seed % 5)).make()
      let plan = planner.plan(problem, budget: SearchBudget(iterations: 400, seed: seed))
      #expect(PlanChecker(problem: problem).faults(plan) == [], "seed \(seed)")
      expectTrueReasons(problem, plan, "seed \(seed)")
    }
  }

  @Test("V06: for fifty stops never worse than nearest neighbour")
  func neverWorseThanNearestNeighbour() throws {
    for seed in UInt64(500)..<530 {
      let problem = try RandomProblem(seed: seed, stops: 50, hasWindows: seed % 2 == 0, hasBreaks: seed % 3 == 0, isRequired: seed % 5 == 0)
        .make()
      let plan = planner.plan(problem, budget: SearchBudget(iterations: 500, seed: seed))
      let worth = try #require(Worth.of(plan.routes.map { $0.visits.map(\.stop) }, problem))
      let naive = try #require(Worth.of([nearestNeighbour(problem)], problem))
      #expect(naive <= worth, "seed \(seed)")
    }
  }

  @Test("V06: the same seed gives the same plan")
  func sameSeedSamePlan() throws {
    let problem = try RandomProblem.flavour(8, stops: 40, collectors: 4).make()
    let plans = (0..<3).map { _ in planner.plan(problem, budget: SearchBudget(iterations: 1_000, seed: 77)) }
    #expect(plans[0] == plans[1])
    #expect(plans[1] == plans[2])
  }

  @Test(
    "V06: a budget long enough for plans to be crossed ends at the optimum, and the same seed at the same plan", arguments: [8, 12, 13])
  func longRun(seed: UInt64) throws {
    let problem = try RandomProblem.flavour(seed, stops: 9, collectors: 3).make()
    let search = LocalSearchPlanner(solvesSmallExactly: false)
    let plans = (0..<2).map { _ in search.plan(problem, budget: SearchBudget(iterations: 80_000, seed: 5)) }
    #expect(plans[0] == plans[1])
    #expect(PlanChecker(problem: problem).faults(plans[0]) == [])
    let exact = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 1))
    let worths = try [plans[0], exact].map { try #require(Worth.of($0.routes.map { $0.visits.map(\.stop) }, problem)) }
    #expect(worths[0] == worths[1])
  }

  @Test("V06: a plan is never worse than the initial routes it started from, and keeps their locked beginnings")
  func initialRoutesAreABound() throws {
    for seed in UInt64(600)..<640 {
      var recipe = RandomProblem.flavour(seed, stops: 30, collectors: 3)
      let first = planner.plan(try recipe.make(), budget: SearchBudget(iterations: 50, seed: seed))
      recipe.initialRoutes = first.initialRoutes(locked: [0: 2, 1: 1])
      let problem = try recipe.make()
      let second = planner.plan(problem, budget: SearchBudget(iterations: 300, seed: seed))
      #expect(PlanChecker(problem: problem).faults(second) == [], "seed \(seed)")
      let before = try #require(Worth.of(first.routes.map { $0.visits.map(\.stop) }, problem))
      let after = try #require(Worth.of(second.routes.map { $0.visits.map(\.stop) }, problem))
      #expect(before <= after, "seed \(seed)")
      for (route, initial) in zip(second.routes, recipe.initialRoutes) {
        #expect(Array(route.visits.map(\.stop).prefix(initial.locked)) == Array(initial.stops.prefix(initial.locked)), "seed \(seed)")
      }
    }
  }

  @Test("V06: the search stops when told to")
  func stopSignalIsObeyed() throws {
    let problem = try RandomProblem.flavour(9, stops: 40, collectors: 3).make()
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 1_000_000_000, shouldStop: { true }))
    #expect(plan.iterations < 100)
    #expect(PlanChecker(problem: problem).faults(plan) == [])
  }

  @Test("V06: nothing to plan and nobody to plan for are plans too")
  func emptyProblems() throws {
    let matrix = TravelMatrix(size: 1, seconds: [0], metres: [0])
    let nobody = try RoutingProblem(stops: [RoutingStop(place: 0)], collectors: [], matrices: [matrix])
    #expect(planner.plan(nobody, budget: SearchBudget(iterations: 10)).unassigned.map(\.summary) == [.noCollector])
    let shift = TimeWindow(opens: Seconds(0), closes: Seconds(100))
    let nothing = try RoutingProblem(stops: [], collectors: [RoutingCollector(start: 0, end: 0, shift: shift)], matrices: [matrix])
    let plan = planner.plan(nothing, budget: SearchBudget(iterations: 10))
    #expect(plan.routes.map(\.visits.count) == [0])
  }

  @Test("V06: every move of the descent changes the objective by exactly what it predicted")
  func deltasAreExact() throws {
    for seed in UInt64(1)...60 {
      let problem = try RandomProblem.flavour(seed, stops: 30, collectors: 4).make()
      let check = DeltaCheck(problem)
      #expect(check.mismatches == [], "seed \(seed)")
      #expect(check.moves > 0 || seed % 4 < 2 || seed % 3 == 0, "seed \(seed)")
    }
  }

  private func nearestNeighbour(_ problem: RoutingProblem) -> [Int] {
    let oracle = OrderOracle(problem: problem, collector: 0)
    var order: [Int] = []
    var place = problem.collectors[0].start
    var left = Set(problem.stops.indices)
    while true {
      let next = left.filter { oracle.cost(order + [$0]) != nil }
        .min { (oracle.leg(place, $0)?.seconds ?? Int.max, $0) < (oracle.leg(place, $1)?.seconds ?? Int.max, $1) }
      guard let next else { return order }
      order.append(next)
      left.remove(next)
      place = problem.stops[next].place
    }
  }
}

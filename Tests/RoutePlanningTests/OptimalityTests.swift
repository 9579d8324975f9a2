import RoutePlanning
import Testing

struct OptimalityTests {
  private let planner = LocalSearchPlanner()

  @Test("V06: for up to nine stops the plan equals brute force")
  func smallPlansAreOptimal() throws {
    for seed in UInt64(1)...120 {
      let stops = 1 + Int(seed % 6)
      let problem = try RandomProblem.flavour(seed, stops: stops, collectors: seed % 3 == 0 && stops < 6 ? 2 : 1).make()
      try expectOptimal(problem, "seed \(seed)")
    }
  }

  @Test("V06: a small plan is the best of those that keep the locked beginnings")
  func smallPlansWithLocksAreOptimal() throws {
    var tried = 0
    for seed in UInt64(400)..<460 {
      var recipe = RandomProblem.flavour(seed, stops: 5, collectors: 2)
      let free = try recipe.make()
      let pair = [Int(seed % 5), Int((seed + 2) % 5)]
      guard OrderOracle(problem: free, collector: 1).cost(pair) != nil else { continue }
      recipe.initialRoutes = [InitialRoute(), InitialRoute(stops: pair, locked: 2)]
      try expectOptimal(try recipe.make(), "seed \(seed)")
      tried += 1
    }
    #expect(tried > 10)
  }

  @Test("V06: for nine stops and one collector the plan equals brute force", arguments: UInt64(200)...205)
  func nineStopsAreOptimal(seed: UInt64) throws {
    let problem = try RandomProblem(seed: seed, stops: 9, hasBreaks: seed % 2 == 0, isAsymmetric: true).make()
    try expectOptimal(problem, "seed \(seed)")
  }

  @Test("V06: the search without the exact method finds the best plan of eight stops nearly always")
  func searchIsNearlyOptimal() throws {
    var misses = 0
    for seed in UInt64(300)..<340 {
      let problem = try RandomProblem.flavour(seed, stops: 8, collectors: 2).make()
      let exact = try #require(Worth.of(orders(planner.plan(problem, budget: SearchBudget(iterations: 0))), problem))
      let searched = LocalSearchPlanner(solvesSmallExactly: false).plan(problem, budget: SearchBudget(iterations: 3_000))
      let found = try #require(Worth.of(orders(searched), problem))
      #expect(found <= exact, "seed \(seed)")
      if found < exact { misses += 1 }
    }
    #expect(misses <= 4)
  }

  private func expectOptimal(_ problem: RoutingProblem, _ name: String) throws {
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 100))
    #expect(PlanChecker(problem: problem).faults(plan) == [], "\(name)")
    let worth = try #require(Worth.of(orders(plan), problem))
    #expect(worth == BruteForce(problem: problem).best(), "\(name)")
  }

  private func orders(_ plan: RoutePlan) -> [[Int]] {
    plan.routes.map { $0.visits.map(\.stop) }
  }
}

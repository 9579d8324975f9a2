import Contracts
import RoutePlanning
import Testing

struct RevisionTests {
  private let planner = LocalSearchPlanner()

  @Test("X16: removing a paid stop leaves the rest in order, with their collectors")
  func removalKeepsOrder() throws {
    for seed in UInt64(1)...60 {
      var recipe = RandomProblem.flavour(seed, stops: 25, collectors: 3)
      recipe.hasHoles = false
      recipe.isAsymmetric = false
      let plan = planner.plan(try recipe.make(), budget: SearchBudget(iterations: 100, seed: seed))
      recipe.initialRoutes = plan.initialRoutes(locked: [0: 1])
      let problem = try recipe.make()
      for paid in plan.routes.flatMap(\.visits).map(\.stop) {
        let revised = planner.revise(problem, withdrawn: [paid], inserted: [])
        #expect(PlanChecker(problem: problem).faults(revised) == [], "seed \(seed)")
        for (before, after) in zip(plan.routes, revised.routes) {
          #expect(after.visits.map(\.stop) == before.visits.map(\.stop).filter { $0 != paid }, "seed \(seed), stop \(paid)")
        }
        #expect(revised.unassigned.first { $0.stop == paid }?.summary == .withdrawn)
        expectTrueReasons(problem, revised, "seed \(seed)", allowsNotRequested: true)
      }
    }
  }

  @Test("X16: an urgent stop is inserted behind the locked beginning, and at most one less valuable stop makes room")
  func urgentStopIsInserted() throws {
    var served = 0
    for seed in UInt64(700)..<760 {
      var recipe = RandomProblem(seed: seed, stops: 30, collectors: 3, hasBreaks: seed % 2 == 0)
      let plan = planner.plan(try recipe.make(), budget: SearchBudget(iterations: 100, seed: seed))
      guard let urgent = plan.unassigned.first?.stop else { continue }
      recipe.initialRoutes = plan.initialRoutes(locked: [0: 2, 1: 2, 2: 2])
      let base = try recipe.make()
      var stops = base.stops
      stops[urgent].priority = 5
      let problem = try RoutingProblem(
        stops: stops, collectors: base.collectors, matrices: base.matrices, initialRoutes: recipe.initialRoutes)
      let revised = planner.revise(problem, withdrawn: [], inserted: [urgent])
      #expect(PlanChecker(problem: problem).faults(revised) == [], "seed \(seed)")
      expectTrueReasons(problem, revised, "seed \(seed)", allowsNotRequested: true)
      for (before, after) in zip(recipe.initialRoutes, revised.routes) {
        #expect(after.visits.prefix(before.locked).map(\.stop) == Array(before.stops.prefix(before.locked)), "seed \(seed)")
      }
      let gone = Set(plan.routes.flatMap(\.visits).map(\.stop)).subtracting(revised.routes.flatMap(\.visits).map(\.stop))
      #expect(gone.count <= 1, "seed \(seed)")
      if !revised.unassigned.contains(where: { $0.stop == urgent }) { served += 1 }
    }
    #expect(served > 20)
  }

  @Test("X16: a collector who is late drops what can no longer be served, the least valuable first, and says why")
  func lateCollectorDropsStops() throws {
    for seed in UInt64(800)..<840 {
      let recipe = RandomProblem(seed: seed, stops: 25, collectors: 2, hasBreaks: true, hasRanks: seed % 2 == 0)
      let base = try recipe.make()
      let plan = planner.plan(base, budget: SearchBudget(iterations: 100, seed: seed))
      var collectors = base.collectors
      for index in collectors.indices {
        let shift = collectors[index].shift
        let opens = min(shift.opens.value + 5_400, shift.closes.value)
        collectors[index].shift = TimeWindow(opens: Seconds(opens), closes: shift.closes)
      }
      let problem = try RoutingProblem(
        stops: base.stops, collectors: collectors, matrices: base.matrices, initialRoutes: plan.initialRoutes())
      let revised = planner.revise(problem, withdrawn: [], inserted: [])
      #expect(PlanChecker(problem: problem).faults(revised) == [], "seed \(seed)")
      expectTrueReasons(problem, revised, "seed \(seed)", allowsNotRequested: true)
    }
  }

  @Test("X16: revising without a change gives back the same routes")
  func noChange() throws {
    var recipe = RandomProblem.flavour(12, stops: 30, collectors: 3)
    let plan = planner.plan(try recipe.make(), budget: SearchBudget(iterations: 200))
    recipe.initialRoutes = plan.initialRoutes()
    let revised = planner.revise(try recipe.make(), withdrawn: [], inserted: [])
    #expect(revised.routes == plan.routes)
  }

  @Test("X16: of a locked beginning what is no longer legal is left out, and the rest stays first and in order")
  func illegalLockIsLeftOut() throws {
    let matrix = GreatCircleTravelTimes().matrix(
      between: Array(repeating: try #require(Coordinate(latitudeE6: 0, longitudeE6: 0)), count: 1))
    let early = TimeWindow(opens: Seconds(0), closes: Seconds(100))
    let stops = [
      RoutingStop(place: 0, service: Seconds(200)), RoutingStop(place: 0, windows: [early], prize: 5),
      RoutingStop(place: 0, service: Seconds(10)), RoutingStop(place: 0, prize: 1),
    ]
    let collector = RoutingCollector(start: 0, end: 0, shift: TimeWindow(opens: Seconds(0), closes: Seconds(1_000)), maximumStops: 3)
    let problem = try RoutingProblem(
      stops: stops, collectors: [collector], matrices: [matrix], initialRoutes: [InitialRoute(stops: [0, 1, 2, 3], locked: 3)])
    let revised = planner.revise(problem, withdrawn: [], inserted: [])
    #expect(revised.routes[0].visits.map(\.stop) == [0, 2, 3])
    #expect(revised.unassigned.map(\.summary) == [.outsideWindows])
    let planned = planner.plan(problem, budget: SearchBudget(iterations: 10))
    #expect(planned.routes[0].visits.prefix(2).map(\.stop) == [0, 2])
  }
}

import Contracts
import RoutePlanning
import Synchronization
import Testing

/// The search as its callers see it: progress, the stop signal, threads, size.
struct SearchTests {
  private let planner = LocalSearchPlanner()

  private final class Watch: Sendable {
    let seen = Mutex<[SearchProgress]>([])
    let asked = Mutex(0)
  }

  @Test("V06: progress is reported with ever better legal plans, and the plan is as good as the last", arguments: [1, 2])
  func progress(threads: Int) throws {
    let problem = try RandomProblem.flavour(9, stops: 60, collectors: 4).make()
    let watch = Watch()
    let budget = SearchBudget(iterations: 3_000, seed: 5, threads: threads, onProgress: { one in watch.seen.withLock { $0.append(one) } })
    let plan = planner.plan(problem, budget: budget)
    let seen = watch.seen.withLock { $0 }
    let worths = try seen.map { try #require(Worth.of($0.orders, problem)) }
    #expect(!worths.isEmpty)
    for (one, next) in zip(worths, worths.dropFirst()) { #expect(one < next) }
    let final = try #require(Worth.of(plan.routes.map { $0.visits.map(\.stop) }, problem))
    #expect(try #require(worths.last) <= final)
    #expect(seen.allSatisfy { one in one.prize == one.orders.joined().reduce(0) { $0 + problem.stops[$1].prize } })
  }

  @Test("V06: two threads give the same plan in every run, never worse than what each finds")
  func threads() throws {
    let problem = try RandomProblem.flavour(10, stops: 50, collectors: 3).make()
    let budget = SearchBudget(iterations: 1_000, seed: 3, threads: 2)
    let plan = planner.plan(problem, budget: budget)
    #expect(plan == planner.plan(problem, budget: budget))
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    let alone = planner.plan(problem, budget: SearchBudget(iterations: 1_000, seed: 3))
    let orders = [plan, alone].map { $0.routes.map { $0.visits.map(\.stop) } }
    #expect(try #require(Worth.of(orders[1], problem)) <= (try #require(Worth.of(orders[0], problem))))
  }

  @Test("V06: the stop signal is obeyed within a few steps, also by a search without an end")
  func stopSignal() throws {
    let problem = try RandomProblem(seed: 3, stops: 300, collectors: 6).make()
    let watch = Watch()
    let budget = SearchBudget(
      iterations: Int.max,
      shouldStop: {
        watch.asked.withLock { count in
          count += 1
          return count > 200
        }
      })
    let plan = planner.plan(problem, budget: budget)
    #expect(plan.iterations < 200 * 64)
    #expect(watch.asked.withLock { $0 } < 230)
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    expectTrueReasons(problem, plan, "stopped")
  }

  @Test("V06: a descent asks for the stop signal while it works, so that a large plan is left at once", arguments: [2_000, 5_000])
  func stopSignalWithinDescent(size: Int) throws {
    let problem = try RandomProblem(seed: 8, stops: size, collectors: 10).make()
    let watch = Watch()
    func polls(stoppingAt limit: Int) -> Int {
      watch.asked.withLock { $0 = 0 }
      let budget = SearchBudget(
        iterations: 0,
        shouldStop: {
          watch.asked.withLock { count in
            count += 1
            return count > limit
          }
        })
      let plan = planner.plan(problem, budget: budget)
      #expect(PlanChecker(problem: problem).faults(plan) == [])
      return watch.asked.withLock { $0 }
    }
    // Left alone, the last descent alone looks at every stop at least once, and asks all along.
    #expect(polls(stoppingAt: .max) > size / 20)
    // Told to stop on the way, it asks no more than once for each part of the search that is left.
    #expect(polls(stoppingAt: 20) < 26)
  }

  @Test("X15: a city zone of 1,000 optional stops and 20 collectors has a legal plan from the start, and every reason is true")
  func largeZone() throws {
    let problem = try RandomProblem(seed: 77, stops: 1_000, collectors: 20, hasBreaks: true).make()
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 500))
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    #expect(plan.routes.reduce(0) { $0 + $1.visits.count } > 200)
    expectTrueReasons(problem, plan, "zone")
  }

  @Test("X15: three hundred stops of which none pays alone, but all do together, are visited from the first plan on")
  func payingTogether() throws {
    // A street a thousand seconds away, a stop every second of it, a hundred for each.
    let size = 301
    let cells = (0..<(size * size)).map { cell in
      let (from, to) = (cell / size, cell % size)
      if from == 0 || to == 0 { return Int32(from == to ? 0 : 1_000 + max(from, to)) }
      return Int32(abs(from - to))
    }
    let day = TimeWindow(opens: Seconds(0), closes: Seconds(80_000))
    let problem = try RoutingProblem(
      stops: (1..<size).map { RoutingStop(place: $0, service: Seconds(60), prize: 100) },
      collectors: [RoutingCollector(start: 0, end: 0, shift: day)],
      matrices: [TravelMatrix(size: size, seconds: cells, metres: cells)])
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 1))
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    #expect(plan.unassigned == [])
    #expect(plan.cost == 2_600)
  }

  @Test("V06: a search so long that what it knows of insertions is forgotten on the way ends at the best plan")
  func longSearch() throws {
    let problem = try RandomProblem.flavour(9, stops: 8, collectors: 2).make()
    let searched = LocalSearchPlanner(solvesSmallExactly: false).plan(problem, budget: SearchBudget(iterations: 70_000))
    #expect(PlanChecker(problem: problem).faults(searched) == [])
    let orders = [searched, planner.plan(problem, budget: SearchBudget(iterations: 1))].map { $0.routes.map { $0.visits.map(\.stop) } }
    #expect(try #require(Worth.of(orders[0], problem)) == (try #require(Worth.of(orders[1], problem))))
  }

  @Test("X16: a stop inserted into twenty collectors with 400 stops moves nobody else to another collector")
  func insertionIntoZone() throws {
    var recipe = RandomProblem(seed: 21, stops: 600, collectors: 20)
    let plan = planner.plan(try recipe.make(), budget: SearchBudget(iterations: 2_000))
    let planned = plan.routes.flatMap { $0.visits.map(\.stop) }
    let urgent = try #require(plan.unassigned.first?.stop)
    recipe.initialRoutes = plan.initialRoutes()
    let problem = try recipe.make()
    let revised = planner.revise(problem, withdrawn: [], inserted: [urgent])
    #expect(PlanChecker(problem: problem).faults(revised) == [])
    for (before, after) in zip(plan.routes, revised.routes) {
      let kept = after.visits.map(\.stop).filter { $0 != urgent }
      #expect(kept == before.visits.map(\.stop).filter { kept.contains($0) })
    }
    #expect(Set(planned).subtracting(revised.routes.flatMap { $0.visits.map(\.stop) }).count <= 1)
  }
}

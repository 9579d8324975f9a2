import Contracts
import RoutePlanning
import Synchronization
import Testing

/// Tours of one collector whom no time holds back. Debug builds compare the gain of every step with the tour's length.
struct TourTests {
  private let planner = LocalSearchPlanner()

  @Test("V06: a tour of stops without windows is the shortest one, and the same in every run", arguments: [13, 14, 120])
  func circle(size: Int) throws {
    // Points on a circle: the best tour goes round.
    let problem = try tour(size) { from, to in
      let apart = abs(from * 37 % size - to * 37 % size)
      return min(apart, size - apart) * 10
    }
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 2_000))
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    #expect(plan.unassigned == [])
    #expect(plan.cost == size * 10)
    #expect(plan == planner.plan(problem, budget: SearchBudget(iterations: 2_000)))
  }

  @Test("V06: a tour of rows so far apart that a stop's nearest are all on its own row is the shortest one", arguments: UInt64(1)...3)
  func rows(seed: UInt64) throws {
    let (rows, columns) = (4, 60)
    let problem = try tour(rows * columns) { from, to in
      abs(from % columns - to % columns) + 10 * abs(from / columns - to / columns)
    }
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 20_000, seed: seed))
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    // Each gap between rows is crossed at least twice, and every other leg is at least one long.
    let crossings = 2 * (rows - 1)
    #expect(plan.cost == 10 * crossings + rows * columns - crossings)
  }

  @Test("V06: a tour is taken from what it begins with to its end without a share of time or steps being known")
  func endless() throws {
    let problem = try tour(200) { from, to in
      abs(from * 7_919 % 1_000 - to * 7_919 % 1_000) + abs(from * 104_729 % 1_000 - to * 104_729 % 1_000)
    }
    let watch = Watch()
    let budget = SearchBudget(iterations: .max, shouldStop: { watch.asks(upTo: 100) })
    let plan = planner.plan(problem, budget: budget)
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    #expect(plan.unassigned == [])
    #expect(plan.cost <= planner.plan(problem, budget: SearchBudget(iterations: 0)).cost)
  }

  private final class Watch: Sendable {
    private let asked = Mutex(0)

    func asks(upTo limit: Int) -> Bool {
      asked.withLock { count in
        count += 1
        return count > limit
      }
    }
  }

  private func tour(_ size: Int, _ leg: (Int, Int) -> Int) throws -> RoutingProblem {
    let seconds = (0..<(size * size)).map { Int32(leg($0 / size, $0 % size)) }
    let day = TimeWindow(opens: Seconds(0), closes: Seconds(1_000_000))
    return try RoutingProblem(
      stops: (1..<size).map { RoutingStop(place: $0, priority: 1) }, collectors: [RoutingCollector(start: 0, end: 0, shift: day)],
      matrices: [TravelMatrix(size: size, seconds: seconds, metres: seconds)])
  }
}

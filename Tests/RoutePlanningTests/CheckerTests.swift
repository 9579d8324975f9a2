import Contracts
import RoutePlanning
import Testing

/// A checker that cannot fail proves nothing: each test breaks a sound plan in one way.
struct CheckerTests {
  private func soundPlan() throws -> (problem: RoutingProblem, plan: RoutePlan) {
    let problem = try RandomProblem(seed: 4, stops: 40, hasBreaks: true, isRequired: true).make()
    let plan = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 200))
    #expect(PlanChecker(problem: problem).faults(plan) == [])
    #expect(plan.routes[0].visits.count > 3)
    return (problem, plan)
  }

  private func faults(of change: (PlannedRoute) -> (visits: [PlannedVisit], breaks: [PlannedBreak])) throws -> [String] {
    let (problem, plan) = try soundPlan()
    let old = plan.routes[0]
    let (visits, breaks) = change(old)
    let route = PlannedRoute(
      collector: 0, visits: visits, breaks: breaks, departure: old.departure, finish: old.finish, travel: old.travel,
      distance: old.distance,
      waiting: old.waiting, cost: old.cost)
    let broken = RoutePlan(routes: [route], unassigned: plan.unassigned, prize: plan.prize, cost: plan.cost, iterations: plan.iterations)
    return PlanChecker(problem: problem).faults(broken)
  }

  @Test("V06: the checker notices a changed order, a lost stop, a missing break and a start at the wrong time")
  func brokenPlansAreNoticed() throws {
    #expect(try !faults { (Array($0.visits.reversed()), $0.breaks) }.isEmpty)
    #expect(try !faults { (Array($0.visits.dropLast()), $0.breaks) }.isEmpty)
    #expect(try !faults { (($0.visits + $0.visits.prefix(1)), $0.breaks) }.isEmpty)
    #expect(try faults { ($0.visits, []) }.contains { $0.contains("break") })
    let shifted = try faults { route in
      let first = route.visits[0]
      let late = Seconds(first.start.value + 50_000)
      let visit = PlannedVisit(
        stop: first.stop, arrival: first.arrival, start: late, departure: first.departure, travel: first.travel, distance: first.distance)
      return ([visit] + route.visits.dropFirst(), route.breaks)
    }
    #expect(shifted.contains { $0.contains("wrong time") })
  }

  @Test("V06: a reason that is not true is noticed")
  func falseReasonsAreNoticed() throws {
    let (problem, plan) = try soundPlan()
    let missing = try #require(plan.unassigned.first)
    let lies: [UnassignedReason] = [
      .unreachable, .skillMissing(Skills(rawValue: 1)), .maximumStops, .maximumLoad, .pinnedToAnother, .withdrawn,
    ]
    for lie in lies {
      let falsehood = UnassignedStop(stop: missing.stop, summary: lie, reasons: [lie])
      let broken = RoutePlan(routes: plan.routes, unassigned: [falsehood], prize: plan.prize, cost: plan.cost, iterations: 0)
      withKnownIssue { expectTrueReasons(problem, broken, "\(lie)") }
    }
  }
}

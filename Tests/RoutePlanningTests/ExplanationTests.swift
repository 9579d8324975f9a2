import Contracts
import RoutePlanning
import Testing

/// Every claim of an explanation, tried.
struct ExplanationTests {
  private func planned(_ seed: UInt64) throws -> (RoutingProblem, RoutePlan) {
    let problem = try RandomProblem.flavour(seed, stops: 24, collectors: 3).make()
    return (problem, LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 300, seed: seed)))
  }

  @Test("X15: what is said to have to give way gives a left-out stop a legal place that pays, collector by collector", arguments: 1...40)
  func relaxations(seed: Int) throws {
    let (problem, plan) = try planned(UInt64(seed))
    let explanation = PlanExplanation(problem, plan)
    for missing in plan.unassigned {
      let told = try #require(explanation.unassigned(missing.stop))
      #expect(told.collectors.map(\.reason) == missing.reasons)
      for one in told.collectors {
        guard let relaxations = one.relaxations else { continue }
        let relaxed = try problem.relaxed(relaxations, for: one.collector)
        let route = plan.routes[one.collector].visits.map(\.stop)
        let evaluator = RouteEvaluator(relaxed)
        let present = evaluator.evaluate(route, by: one.collector).cost
        let costs = (0...route.count).compactMap { position -> Int? in
          let judged = evaluator.evaluate(Array(route[..<position]) + [missing.stop] + Array(route[position...]), by: one.collector)
          return judged.isLegal ? judged.cost - present : nil
        }
        let cheapest = try #require(costs.min(), "stop \(missing.stop), collector \(one.collector): \(relaxations)")
        #expect(cheapest < relaxed.weights[missing.stop], "stop \(missing.stop), collector \(one.collector): \(relaxations)")
        #expect(one.cost == nil || one.cost == cheapest)
      }
    }
  }

  @Test("X15: applying the cheapest relaxation admits the stop when the plan is revised", arguments: 1...40)
  func cheapest(seed: Int) throws {
    let (problem, plan) = try planned(UInt64(seed))
    let explanation = PlanExplanation(problem, plan)
    for missing in plan.unassigned.prefix(6) {
      guard let best = explanation.unassigned(missing.stop)?.cheapest, let relaxations = best.relaxations else { continue }
      let relaxed = try problem.relaxed(relaxations, for: best.collector)
      let running = try RoutingProblem(
        stops: relaxed.stops, collectors: relaxed.collectors, matrices: relaxed.matrices, initialRoutes: plan.initialRoutes())
      let revised = LocalSearchPlanner().revise(running, withdrawn: [], inserted: [missing.stop])
      let visited = revised.routes.flatMap(\.visits).map(\.stop)
      #expect(visited.contains(missing.stop), "stop \(missing.stop): \(relaxations)")
      #expect(visited.count == plan.routes.flatMap(\.visits).count + 1)
    }
  }

  /// One collector at place 0, stops at 1 and 2 so many seconds away each, in a row.
  private func small(_ edit: (inout [RoutingStop], inout RoutingCollector) -> Void) throws -> (RoutingProblem, UnassignedExplanation?) {
    let seconds: [Int32] = [0, 600, 1_200, 600, 0, 600, 1_200, 600, 0]
    var stops = [1, 2].map { RoutingStop(place: $0, service: Seconds(300), prize: 10_000) }
    var collector = RoutingCollector(start: 0, end: 0, shift: TimeWindow(opens: Seconds(0), closes: Seconds(3_000)))
    edit(&stops, &collector)
    let problem = try RoutingProblem(
      stops: stops, collectors: [collector], matrices: [TravelMatrix(size: 3, seconds: seconds, metres: seconds)])
    let plan = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 100))
    return (problem, PlanExplanation(problem, plan).unassigned(1))
  }

  @Test("V09: the cheapest relaxation is the one that a person would ask for")
  func words() throws {
    // Both fit exactly: 2,400 s of travel and twice 300 s of service.
    #expect(try small { _, _ in }.1 == nil)
    let shift = try small { _, day in day.shift = TimeWindow(opens: Seconds(0), closes: Seconds(2_900)) }.1
    #expect(shift?.cheapest?.relaxations == [.longerShift(by: Seconds(100))])
    let window = try small { stops, _ in stops[1].windows = [TimeWindow(opens: Seconds(0), closes: Seconds(1_000))] }.1
    #expect(window?.cheapest?.relaxations == [.laterClosing(stop: 1, by: Seconds(200))])
    let count = try small { _, day in day.maximumStops = 1 }.1
    #expect(count?.cheapest?.relaxations == [.moreStops(by: 1)])
    let skill = try small { stops, _ in stops[1].skills = Skills(rawValue: 4) }.1
    #expect(skill?.cheapest?.relaxations == [.skills(Skills(rawValue: 4))])
    let travel = try small { _, day in day.maximumTravel = Seconds(2_000) }.1
    #expect(travel?.cheapest?.relaxations == [.moreTravel(by: Seconds(400))])
    let prize = try small { stops, _ in stops[1].prize = 1_100 }.1
    #expect(prize?.cheapest?.relaxations == [.higherPrize(stop: 1, by: 101)])
  }

  @Test("V06: of every visit it is said why it is where it is, and that is true", arguments: 1...20)
  func visits(seed: Int) throws {
    let (problem, plan) = try planned(UInt64(seed))
    let explanation = PlanExplanation(problem, plan)
    let evaluator = RouteEvaluator(problem)
    for route in plan.routes {
      let order = route.visits.map(\.stop)
      for (position, stop) in order.enumerated() {
        let told = try #require(explanation.visit(stop))
        #expect(told.collector == route.collector && told.position == position)
        let without = evaluator.evaluate(order.filter { $0 != stop }, by: route.collector).cost
        #expect(told.cost == evaluator.evaluate(order, by: route.collector).cost - without)
        #expect(told.alternatives.indices.filter { told.alternatives[$0] == nil } == [route.collector])
        switch told.ground {
        case .pinned: #expect(problem.stops[stop].pinnedCollector == route.collector)
        case .locked: Issue.record("nothing is locked here")
        case .onlyCollector: #expect(told.alternatives.allSatisfy { if case .costs = $0 { false } else { true } })
        case .cheapest(let by):
          #expect(by >= 0 && told.alternatives.allSatisfy { if case .costs(let more) = $0 { more >= by } else { true } })
        case .dearer(let by): #expect(told.alternatives.contains(.costs(more: -by)))
        }
      }
    }
  }

  @Test("V10: a stop pinned to another collector says so, and unpinning is what admits it")
  func pinned() throws {
    let seconds: [Int32] = [0, 600, 600, 0]
    let stop = RoutingStop(place: 1, prize: 5_000, skills: Skills(rawValue: 1), pinnedCollector: 1)
    let able = RoutingCollector(
      start: 0, end: 0, shift: TimeWindow(opens: Seconds(0), closes: Seconds(3_000)), skills: Skills(rawValue: 1))
    var unable = able
    unable.skills = []
    let problem = try RoutingProblem(
      stops: [stop], collectors: [able, unable], matrices: [TravelMatrix(size: 2, seconds: seconds, metres: seconds)])
    let plan = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 10))
    let told = try #require(PlanExplanation(problem, plan).unassigned(0))
    #expect(told.collectors[0].relaxations == [.unpinned(stop: 0)])
    #expect(told.collectors[1].relaxations == [.skills(Skills(rawValue: 1))])
    #expect(told.cheapest?.collector == 1)
  }
}

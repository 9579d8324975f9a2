import Contracts
import RoutePlanning
import Testing

/// Pins, shift limits, fair shares and travel by time of day: each against an independent judgement of the order.
struct VocabularyTests {
  private let planner = LocalSearchPlanner()

  /// Stops on a line, a minute apart, the collector at its beginning.
  private func line(_ stops: [RoutingStop], _ change: (inout RoutingCollector) -> Void = { _ in }, slower: Bool = false) throws
    -> RoutingProblem
  {
    let size = stops.count + 1
    let seconds = (0..<(size * size)).map { Int32(abs($0 / size - $0 % size) * 60) }
    let matrix = TravelMatrix(size: size, seconds: seconds, metres: seconds)
    let jam = TravelMatrix(size: size, seconds: seconds.map { 3 * $0 }, metres: seconds)
    var collector = RoutingCollector(start: 0, end: 0, shift: TimeWindow(opens: Seconds(0), closes: Seconds(36_000)))
    change(&collector)
    return try RoutingProblem(stops: stops, collectors: [collector], matrices: slower ? [matrix, jam] : [matrix])
  }

  private func solve(_ problem: RoutingProblem, exactly: Bool) -> RoutePlan {
    LocalSearchPlanner(solvesSmallExactly: exactly).plan(problem, budget: SearchBudget(iterations: 500))
  }

  @Test("V59: a stop pinned first is visited first, one pinned last at the end, whatever the detour", arguments: [true, false])
  func pinnedOrder(exactly: Bool) throws {
    var stops = (1...6).map { RoutingStop(place: $0, prize: 10_000) }
    stops[4].pinnedOrder = .first
    stops[0].pinnedOrder = .last
    let plan = solve(try line(stops), exactly: exactly)
    let order = plan.routes[0].visits.map(\.stop)
    #expect(order.first == 4)
    #expect(order.last == 0)
    #expect(order.count == 6)
  }

  @Test("V59: a stop pinned to a time begins at that time", arguments: [true, false])
  func pinnedTime(exactly: Bool) throws {
    var stops = (1...6).map { RoutingStop(place: $0, service: Seconds(600), prize: 10_000) }
    let time = TimeWindow(opens: Seconds(9_000), closes: Seconds(9_060))
    stops[2].windows = [TimeWindow(opens: Seconds(0), closes: Seconds(9_030)), TimeWindow(opens: Seconds(20_000), closes: Seconds(30_000))]
    stops[2].pinnedTime = time
    let plan = solve(try line(stops), exactly: exactly)
    let visit = try #require(plan.routes[0].visits.first { $0.stop == 2 })
    #expect((9_000...9_030).contains(visit.start.value))
  }

  @Test("X15: a pinned time outside every window names the stop")
  func pinnedTimeOutsideWindows() throws {
    let stop = RoutingStop(
      place: 1, windows: [TimeWindow(opens: Seconds(0), closes: Seconds(10))],
      pinnedTime: TimeWindow(opens: Seconds(20), closes: Seconds(30)))
    #expect(throws: RoutingProblemError.self) { try line([stop]) }
  }

  @Test("X15: no route is longer than the collector's maximum of duration, though waiting at home would not count")
  func maximumDuration() throws {
    let early = TimeWindow(opens: Seconds(0), closes: Seconds(20_000))
    let stops = (1...6).map { RoutingStop(place: $0, windows: [early], service: Seconds(600), prize: 10_000) }
    let problem = try line(stops) { $0.maximumDuration = Seconds(3_000) }
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 500))
    #expect(plan.routes[0].duration.value <= 3_000)
    #expect(plan.routes[0].visits.count == 4)
    let evaluation = RouteEvaluator(problem).evaluate([0, 1, 2, 3, 4, 5], by: 0)
    #expect(evaluation.violations == [.maximumDuration(by: Seconds(6 * 600 + 12 * 60 - 3_000))])
  }

  @Test("X15: a fair share evens out the work where that costs less than the share's price")
  func fairShare() throws {
    let stops = (1...8).map { RoutingStop(place: $0, prize: 10_000) }
    let base = try line(stops)
    for (price, counts) in [(0, [0, 8]), (5_000, [4, 4])] {
      var collector = base.collectors[0]
      collector.fairShare = 4
      collector.costs.perStopBeyondShare = price
      let problem = try RoutingProblem(stops: stops, collectors: [collector, collector], matrices: base.matrices)
      #expect(solve(problem, exactly: true).routes.map(\.visits.count).sorted() == counts)
      #expect(solve(problem, exactly: false).routes.map(\.visits.count).sorted() == counts)
    }
  }

  @Test("X15: travel by time of day is kept in every plan, forwards and backwards", arguments: UInt64(1)...20)
  func travelByTimeOfDay(seed: UInt64) throws {
    let recipe = RandomProblem(seed: seed, stops: 8 + Int(seed), collectors: 2, hasBreaks: seed % 2 == 0)
    let base = try recipe.make()
    let slow = TravelMatrix(
      size: base.matrices[0].size, seconds: base.matrices[0].seconds.map { 3 * $0 }, metres: base.matrices[0].metres)
    var collectors = base.collectors
    for index in collectors.indices {
      collectors[index].matrixByTime = [TimedMatrix(from: Seconds(36_000), matrix: 1), TimedMatrix(from: Seconds(41_000), matrix: 0)]
    }
    let problem = try RoutingProblem(stops: base.stops, collectors: collectors, matrices: [base.matrices[0], slow])
    let plan = planner.plan(problem, budget: SearchBudget(iterations: 400, seed: seed))
    let evaluator = RouteEvaluator(problem)
    for route in plan.routes {
      #expect(evaluator.evaluate(route.visits.map(\.stop), by: route.collector).isLegal)
      var (now, place) = (route.departure.value, collectors[route.collector].start)
      for visit in route.visits {
        let goal = base.stops[visit.stop].place
        #expect(visit.arrival.value >= soonest(problem, place, goal, from: now), "seed \(seed)")
        #expect(
          base.stops[visit.stop].windows.isEmpty
            || base.stops[visit.stop].windows.contains { $0.opens <= visit.start && visit.start <= $0.closes })
        (now, place) = (visit.departure.value, goal)
      }
      #expect(route.finish <= collectors[route.collector].shift.closes)
    }
  }

  /// The soonest arrival by trying every second at which a faster matrix may begin.
  private func soonest(_ problem: RoutingProblem, _ from: Int, _ to: Int, from now: Int) -> Int {
    let matrix = problem.matrices[0]
    let cell = from * matrix.size + to
    func travel(_ departure: Int) -> Int {
      Int((36_000..<41_000).contains(departure) ? problem.matrices[1].seconds[cell] : matrix.seconds[cell])
    }
    return min(now + travel(now), max(now, 41_000) + travel(max(now, 41_000)))
  }
}

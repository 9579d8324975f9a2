import ArgumentParser
import Contracts
import Glibc
import RoutePlanning

/// How long the planner takes where nobody waits for a minute: changes during the day, and the first plan of a city.
@main
struct RoutingBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-routing", abstract: "One JSON line a figure: CPU milliseconds of a revision, and a city's first plan and prize.")

  @Option(help: "Stops of the city.") var stops = 20_000
  @Option(help: "Collectors of the city.") var collectors = 200
  @Option(help: "Zones of the city.") var zones = 20
  @Option(help: "CPU seconds for the whole city.") var seconds = 60.0
  @Option(help: "Repetitions of each revision; 0 leaves the revisions out.") var repetitions = 50
  @Flag(help: "A city whose collectors take no break: other solvers know none.") var withoutBreaks = false
  @Option(help: "Writes the city's zones into this folder, for city.py, instead of planning.") var export: String?

  func run() throws {
    if let export {
      for zone in 0..<zones { try ZoneFile(try self.zone(zone)).write(to: "\(export)/zone-\(100 + zone).json") }
      return
    }
    if repetitions > 0 { try revisions() }
    try city()
  }

  /// Zones of their own, so that a part of a city has the same ones as the whole.
  private func zone(_ number: Int) throws -> RoutingProblem {
    try day(
      stops: stops / zones, collectors: collectors / zones, maximumStops: 40, seed: UInt64(100 + number), hasBreaks: !withoutBreaks)
  }

  private func revisions() throws {
    let single = try day(stops: 80, collectors: 1, maximumStops: 40, seed: 1)
    try report("remove_one_of_40_stops", of: single, limit: 5) { problem, plan in
      _ = LocalSearchPlanner().revise(problem, withdrawn: [plan.routes[0].visits[20].stop], inserted: [])
    }
    let zone = try day(stops: 500, collectors: 20, maximumStops: 20, seed: 2)
    try report("insert_into_20_collectors_400_stops", of: zone, limit: 20) { problem, plan in
      _ = LocalSearchPlanner().revise(problem, withdrawn: [], inserted: Set(plan.unassigned.prefix(1).map(\.stop)))
    }
  }

  /// - Parameter limit: milliseconds that the figure should stay below.
  private func report(_ figure: String, of problem: RoutingProblem, limit: Int, _ revise: (RoutingProblem, RoutePlan) -> Void) throws {
    let plan = LocalSearchPlanner().plan(problem, budget: SearchBudget(for: problem))
    let running = try RoutingProblem(
      stops: problem.stops, collectors: problem.collectors, matrices: problem.matrices, initialRoutes: plan.initialRoutes())
    var times: [Double] = []
    for _ in 0..<repetitions {
      let began = cpuSeconds()
      revise(running, plan)
      times.append((cpuSeconds() - began) * 1_000)
    }
    times.sort()
    let planned = plan.routes.reduce(0) { $0 + $1.visits.count }
    print(
      #"{"figure":"\#(figure)","unit":"cpu_ms","stops":\#(planned),"median":\#(times[times.count / 2]),"worst":\#(times[times.count - 1]),"limit":\#(limit)}"#
    )
  }

  /// Every zone for itself, with its share of the time; the first plans of all zones, then the best.
  private func city() throws {
    var (first, firstPrize, prize, visited) = (0.0, 0, 0, 0)
    for zone in 0..<zones {
      let problem = try self.zone(zone)
      let began = cpuSeconds()
      let start = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 0))
      first += cpuSeconds() - began
      firstPrize += start.prize - start.cost
      let share = seconds / Double(zones)
      let again = cpuSeconds()
      let plan = LocalSearchPlanner().plan(
        problem,
        budget: SearchBudget(
          iterations: Int.max, shouldStop: { cpuSeconds() - again > share }, elapsed: { Int((cpuSeconds() - again) / share * 1_000) }))
      prize += plan.prize - plan.cost
      visited += plan.routes.reduce(0) { $0 + $1.visits.count }
    }
    print(
      #"{"figure":"city_first_plan","unit":"cpu_seconds","stops":\#(stops),"collectors":\#(collectors),"value":\#(first),"prize_less_cost":\#(firstPrize)}"#
    )
    print(#"{"figure":"city_plan","unit":"prize_less_cost","cpu_seconds":\#(seconds),"visited":\#(visited),"value":\#(prize)}"#)
  }

  /// A zone of 8 km across with windows of some hours, a lunch break, and prizes of 5 to 60 minutes.
  private func day(stops count: Int, collectors: Int, maximumStops: Int, seed: UInt64, hasBreaks: Bool = true) throws -> RoutingProblem {
    var generator = SeededGenerator(seed: seed)
    let points = (0..<(count + 1)).map { _ in (generator.next(below: 8_000), generator.next(below: 8_000)) }
    let metres = points.flatMap { one in points.map { other in Int32(abs(one.0 - other.0) + abs(one.1 - other.1)) } }
    let matrix = TravelMatrix(size: points.count, seconds: metres.map { ($0 * 10 + 54) / 55 }, metres: metres)
    let all = (0..<count).map { index in
      let opens = 28_800 + 3_600 * generator.next(below: 6)
      return RoutingStop(
        place: index + 1, windows: [TimeWindow(opens: Seconds(opens), closes: Seconds(opens + 3_600 * (2 + generator.next(below: 6))))],
        service: Seconds(480), prize: 300 + generator.next(below: 3_300))
    }
    let lunch = CollectorBreak(earliest: Seconds(43_200), latest: Seconds(50_400), duration: Seconds(3_600))
    let collector = RoutingCollector(
      start: 0, end: 0, shift: TimeWindow(opens: Seconds(28_800), closes: Seconds(64_800)), breaks: hasBreaks ? [lunch] : [],
      maximumStops: maximumStops)
    return try RoutingProblem(stops: all, collectors: Array(repeating: collector, count: collectors), matrices: [matrix])
  }
}

/// Of this thread.
private func cpuSeconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
  return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

import ArgumentParser
import RoutePlanning
import RoutingFormats

/// How long the route commands may search.
struct RouteBudget: ParsableArguments {
  enum ClockKind: String, ExpressibleByArgument, CaseIterable {
    case cpu, wall
  }

  @Option(help: "Seconds to search; the best plan so far is taken at their end.") var seconds: Double?
  @Option(help: "Search steps; with these and a seed the plan is the same on every machine.") var iterations: Int?
  @Option(help: "Seed of the search.") var seed: UInt64 = 1
  @Option(help: "Cores to search on.") var threads = 1
  @Option(
    help:
      "What --seconds and --checkpoints count: the process's own time on the processors, or the wall's. cpu on one thread, wall on more.")
  var clock: ClockKind?

  func validate() throws {
    if let seconds, !(seconds > 0 && seconds <= 86_400) { throw ValidationError("--seconds: \(seconds) is not above 0 and at most 86,400") }
    if let iterations, iterations < 1 { throw ValidationError("--iterations: \(iterations) is less than 1") }
    guard (1...64).contains(threads) else { throw ValidationError("--threads: \(threads) is not within 1...64") }
  }

  var clockKind: ClockKind { clock ?? (threads == 1 ? .cpu : .wall) }

  func search(_ instance: RoutingInstance) -> RouteSearch {
    let clock = RunClock(clockKind)
    let trace = SearchTrace(instance, clock)
    var budget = SearchBudget(for: instance.problem, seed: seed)
    if let iterations { budget.iterations = iterations } else if seconds != nil { budget.iterations = .max }
    budget.threads = threads
    if let seconds {
      budget.shouldStop = { clock.seconds >= seconds }
      if iterations == nil { budget.elapsed = { min(1_000, Int(clock.seconds / seconds * 1_000)) } }
    }
    budget.onProgress = { trace.note($0) }
    let plan = LocalSearchPlanner().plan(instance.problem, budget: budget)
    return RouteSearch(instance: instance, plan: plan, trace: trace, wall: clock.wall, cpu: clock.cpu)
  }
}

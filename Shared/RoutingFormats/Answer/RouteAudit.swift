import Contracts
import RoutePlanning

/// Checks routes against an instance and prices them: those of the literature with nothing of the planner's own bookkeeping, those of a
/// VROOM problem by `RouteEvaluator`, which judges routes straight from the problem.
public struct RouteAudit: Sendable {
  /// What the routes come to.
  public struct Price: Hashable, Sendable {
    /// In the unit in which the family's results are published.
    public let objective: Double
    public let vehicles: Int
    public let visited: Int
    /// In the matrix's units.
    public let distance: Int
  }

  /// The constraint that the routes break.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  private let instance: RoutingInstance

  public init(_ instance: RoutingInstance) {
    self.instance = instance
  }

  /// - Parameter routes: stops of the problem, collector by collector; routes without stops are left out.
  public func price(_ routes: [[Int]]) throws(Fault) -> Price {
    let problem = instance.problem
    guard routes.count <= problem.collectors.count else {
      throw Fault(description: "\(routes.count) routes, \(problem.collectors.count) vehicles")
    }
    var seen: Set<Int> = []
    var distance = 0
    let evaluator = RouteEvaluator(problem)
    for (number, route) in routes.enumerated() where !route.isEmpty {
      for stop in route {
        guard problem.stops.indices.contains(stop), seen.insert(stop).inserted else {
          throw Fault(description: "route \(number + 1): stop \(stop) again or unknown")
        }
      }
      distance +=
        instance.kind == .vroom ? try cost(route, number, evaluator) : try length(route, problem.collectors[number], number + 1)
    }
    guard instance.kind.isOptional || seen.count == problem.stops.count else {
      throw Fault(description: "\(problem.stops.count - seen.count) stops missing")
    }
    let collected = seen.reduce(0) { $0 + problem.stops[$1].prize }
    let total = problem.stops.reduce(0) { $0 + $1.prize }
    return Price(
      objective: instance.objective.value(distance: distance, collected: collected, total: total),
      vehicles: routes.count { !$0.isEmpty }, visited: seen.count, distance: distance)
  }

  private func cost(_ route: [Int], _ number: Int, _ evaluator: RouteEvaluator) throws(Fault) -> Int {
    let judged = evaluator.evaluate(route, by: number)
    if let violation = judged.violations.first { throw Fault(description: "route \(number + 1): \(violation)") }
    return judged.cost
  }

  private func length(_ route: [Int], _ collector: RoutingCollector, _ number: Int) throws(Fault) -> Int {
    let problem = instance.problem
    let matrix = problem.matrices[collector.matrix]
    var (here, now, length, load) = (collector.start, collector.shift.opens.value, 0, 0)
    for stop in route {
      let wanted = problem.stops[stop]
      let leg = Int(matrix.seconds[here * matrix.size + wanted.place])
      now += leg
      length += leg
      if let window = wanted.windows.first {
        now = max(now, window.opens.value)
        guard now <= window.closes.value else { throw Fault(description: "route \(number): stop \(instance.stopNames[stop]) late") }
      }
      now += wanted.service.value
      load += wanted.load
      here = wanted.place
    }
    let back = Int(matrix.seconds[here * matrix.size + (collector.end ?? here)])
    guard now + back <= collector.shift.closes.value else { throw Fault(description: "route \(number): back late") }
    guard load <= collector.maximumLoad ?? Int.max else { throw Fault(description: "route \(number): load \(load)") }
    return length + back
  }
}

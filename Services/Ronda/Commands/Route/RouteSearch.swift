import RoutePlanning
import RoutingFormats

/// A search that is over.
struct RouteSearch {
  let instance: RoutingInstance
  let plan: RoutePlan
  let trace: SearchTrace
  let wall: Double
  let cpu: Double

  var orders: [[Int]] { plan.routes.map { $0.visits.map(\.stop) } }

  /// Checked and priced apart from the planner.
  func price() throws -> RouteAudit.Price { try RouteAudit(instance).price(orders) }

  /// One line for a table of solvers.
  func line(bestKnown: Double?, checkpoints: [Double], options: RouteBudget, version: String) -> JSONValue {
    var fault: String?
    var price: RouteAudit.Price?
    do { price = try self.price() } catch { fault = "\(error)" }
    func number(_ value: Double?) -> JSONValue { value.map { .number(($0 * 1_000).rounded() / 1_000) } ?? .null }
    func gap(_ value: Double?) -> JSONValue { number(value.flatMap { instance.objective.gap($0, bestKnown: bestKnown) }) }
    let reached = checkpoints.filter { $0 <= options.seconds ?? .infinity }.map { seconds in
      let value = trace.objective(at: seconds)
      return JSONValue.members([("seconds", .number(seconds)), ("objective", number(value)), ("gap_percent", gap(value))])
    }
    return .members([
      ("solver", .string("ronda")), ("version", .string(version)), ("instance", .string(instance.name)),
      ("kind", .string(instance.kind.rawValue)), ("m", .integer(instance.problem.collectors.count)),
      ("seconds", options.seconds.map { .number($0) } ?? .null), ("clock", .string(options.clockKind.rawValue)),
      ("seed", .integer(Int(clamping: options.seed))), ("threads", .integer(options.threads)), ("iterations", .integer(plan.iterations)),
      ("wall_seconds", number(wall)), ("cpu_seconds", number(cpu)), ("feasible", .bool(price != nil)),
      ("objective", number(price?.objective)), ("vehicles", price.map { .integer($0.vehicles) } ?? .null),
      ("visited", price.map { .integer($0.visited) } ?? .null), ("why", fault.map { .string($0) }), ("best_known", number(bestKnown)),
      ("gap_percent", gap(price?.objective)), ("checkpoints", .array(reached)),
      ("routes", .array(instance.namedRoutes(orders).map { .array($0.map { .integer($0) }) })),
    ])
  }

  /// CVRPLIB's form, with the reasons of what is left out as further lines.
  func solutionText() -> String {
    var lines = instance.namedRoutes(orders).enumerated().map { number, route in
      "Route #\(number + 1): " + route.map { String($0) }.joined(separator: " ")
    }
    do { lines.append("Cost \(try price().objective)") } catch { lines.append("Infeasible: \(error)") }
    for missing in plan.unassigned { lines.append("Left out \(instance.stopNames[missing.stop]): \(missing.summary.code)") }
    return lines.joined(separator: "\n")
  }
}

import Contracts
package import RoutePlanning

/// A plan in the form of VROOM's answer, with a reason for every job left out that VROOM does not give.
package struct VROOMAnswer {
  /// Milliseconds.
  package struct Times: Sendable {
    package var loading: Int
    package var solving: Int

    package init(loading: Int, solving: Int) {
      self.loading = loading
      self.solving = solving
    }
  }

  private let vroom: VROOMProblem
  private let plan: RoutePlan
  let explanation: PlanExplanation?

  /// - Parameter explains: says of each job that is served why there; takes about a millisecond for a job and a vehicle.
  package init(_ vroom: VROOMProblem, _ plan: RoutePlan, explains: Bool = false) {
    self.vroom = vroom
    self.plan = plan
    explanation = explains ? PlanExplanation(vroom.instance.problem, plan) : nil
  }

  var document: VROOMDocument { vroom.document }
  private var problem: RoutingProblem { vroom.instance.problem }

  /// What an input that cannot be read is answered with.
  package static func failure(_ message: String) -> JSONValue {
    .members([("code", .integer(2)), ("error", .string(message))])
  }

  package func make(_ times: Times) -> JSONValue {
    let used = plan.routes.filter { !$0.visits.isEmpty }
    let jobs = used.flatMap(\.visits).map { document.jobs[$0.stop] }
    let summary = JSONValue.members([
      ("cost", .integer(cost(plan.cost))), ("routes", .integer(used.count)), ("unassigned", .integer(plan.unassigned.count)),
      ("delivery", amounts(jobs, \.delivery)), ("pickup", amounts(jobs, \.pickup)), ("setup", .integer(jobs.reduce(0) { $0 + $1.setup })),
      ("service", .integer(jobs.reduce(0) { $0 + $1.service } + used.reduce(0) { $0 + pauses($1) })),
      ("duration", .integer(used.reduce(0) { $0 + $1.travel.value })), ("distance", .integer(used.reduce(0) { $0 + distance($1) })),
      ("waiting_time", .integer(used.reduce(0) { $0 + $1.waiting.value })), ("priority", .integer(jobs.reduce(0) { $0 + $1.priority })),
      ("violations", .array([])),
      (
        "computing_times", .members([("loading", .integer(times.loading)), ("solving", .integer(times.solving)), ("routing", .integer(0))])
      ),
    ])
    return .members([
      ("code", .integer(0)), ("summary", summary), ("unassigned", .array(plan.unassigned.map(unassigned))),
      ("routes", .array(used.map(route))),
      ("warnings", document.warnings.isEmpty ? nil : .array(document.warnings.map { .string($0) })),
    ])
  }

  func cost(_ value: Int) -> Int {
    let (numerator, denominator) = vroom.costUnit
    return (value * numerator + denominator / 2) / denominator
  }

  private func amounts(_ jobs: [VROOMDocument.Job], _ path: KeyPath<VROOMDocument.Job, [Int]>) -> JSONValue? {
    let count = document.vehicles.compactMap { $0.capacity?.count }.max() ?? 0
    guard count > 0 else { return nil }
    return .array((0..<count).map { dimension in .integer(jobs.reduce(0) { $0 + ($1[keyPath: path].dropFirst(dimension).first ?? 0) }) })
  }

  private func pauses(_ route: PlannedRoute) -> Int { route.breaks.reduce(0) { $0 + $1.end.value - $1.start.value } }

  // MARK: Left out

  private func unassigned(_ missing: UnassignedStop) -> JSONValue {
    let job = document.jobs[missing.stop]
    let reasons = zip(document.vehicles, missing.reasons).map { vehicle, reason in
      JSONValue.members([("vehicle", .integer(vehicle.id)), ("reason", .string(reason.code)), ("by", excess(reason).map { .integer($0) })])
    }
    return .members(
      [("id", .integer(job.id)), ("type", .string("job")), ("description", job.description.map { .string($0) })] + location(job.location)
        + [("reason", .string(missing.summary.code)), ("reasons", .array(reasons))])
  }

  private func excess(_ reason: UnassignedReason) -> Int? {
    if case .costsMoreThanPrize(let by) = reason { return cost(by) }
    return nil
  }

  private func location(_ location: VROOMDocument.Location?) -> [(String, JSONValue?)] {
    guard let location else { return [] }
    let pair = location.longitude.flatMap { longitude in location.latitude.map { JSONValue.array([.number(longitude), .number($0)]) } }
    return [("location", pair), ("location_index", location.index.map { .integer($0) })]
  }

  // MARK: Routes

  private func route(_ planned: PlannedRoute) -> JSONValue {
    let vehicle = document.vehicles[planned.collector]
    let jobs = planned.visits.map { document.jobs[$0.stop] }
    return .members([
      ("vehicle", .integer(vehicle.id)), ("description", vehicle.description.map { .string($0) }), ("cost", .integer(cost(planned.cost))),
      ("delivery", amounts(jobs, \.delivery)), ("pickup", amounts(jobs, \.pickup)), ("setup", .integer(jobs.reduce(0) { $0 + $1.setup })),
      ("service", .integer(jobs.reduce(0) { $0 + $1.service } + pauses(planned))), ("duration", .integer(planned.travel.value)),
      ("distance", .integer(distance(planned))), ("waiting_time", .integer(planned.waiting.value)),
      ("priority", .integer(jobs.reduce(0) { $0 + $1.priority })), ("steps", .array(steps(planned, vehicle))), ("violations", .array([])),
    ])
  }

  private func steps(_ planned: PlannedRoute, _ vehicle: VROOMDocument.Vehicle) -> [JSONValue] {
    var load = planned.visits.reduce(into: [Int](repeating: 0, count: vehicle.capacity?.count ?? 0)) { load, visit in
      for index in load.indices { load[index] += document.jobs[visit.stop].delivery.dropFirst(index).first ?? 0 }
    }
    var (travelled, length) = (0, 0)
    var steps = vehicle.start == nil ? [] : [step("start", at: planned.departure, load: load, location(vehicle.start))]
    for (index, visit) in planned.visits.enumerated() {
      steps += breakSteps(planned, before: index, travelled, length, load)
      let job = document.jobs[visit.stop]
      travelled += visit.travel.value
      length += distance(planned, index)
      for index in load.indices { load[index] += (job.pickup.dropFirst(index).first ?? 0) - (job.delivery.dropFirst(index).first ?? 0) }
      steps.append(
        step(
          "job", at: visit.arrival, load: load,
          [("id", .integer(job.id)), ("description", job.description.map { .string($0) })] + location(job.location)
            + [("why", why(visit.stop))], setup: job.setup,
          service: job.service, waiting: visit.waiting.value, travelled, length))
    }
    steps += breakSteps(planned, before: planned.visits.count, travelled, length, load)
    if let end = vehicle.end {
      steps.append(
        step("end", at: planned.finish, load: load, location(end), planned.travel.value, distance(planned)))
    }
    return steps
  }

  private func breakSteps(_ planned: PlannedRoute, before index: Int, _ travelled: Int, _ length: Int, _ load: [Int]) -> [JSONValue] {
    let given = document.vehicles[planned.collector].breaks
    return planned.breaks.enumerated().filter { $0.element.before == index }.map { number, pause in
      let ordered = given.sorted { ($0.span?.from ?? 0, $0.span?.to ?? 0) < ($1.span?.from ?? 0, $1.span?.to ?? 0) }
      let id = number < ordered.count ? ordered[number].id : 0
      return step(
        "break", at: pause.start, load: load, [("id", .integer(id))], service: pause.end.value - pause.start.value, travelled, length)
    }
  }

  private func step(
    _ type: String, at time: Seconds, load: [Int], _ more: [(String, JSONValue?)], setup: Int = 0, service: Int = 0, waiting: Int = 0,
    _ travelled: Int = 0, _ length: Int = 0
  ) -> JSONValue {
    .members(
      [("type", .string(type))] + more
        + [
          ("setup", .integer(setup)), ("service", .integer(service)), ("waiting_time", .integer(waiting)),
          ("arrival", .integer(time.value + vroom.origin)), ("duration", .integer(travelled)), ("distance", .integer(length)),
          ("load", load.isEmpty ? nil : .array(load.map { .integer($0) })), ("violations", .array([])),
        ])
  }

  // MARK: Distance

  /// By the file's distances: with a matrix of costs, the planner's metres are those costs.
  private func distance(_ planned: PlannedRoute) -> Int {
    guard let distances = givenDistances(planned) else { return planned.distance.value }
    let places = self.places(planned)
    return zip(places, places.dropFirst()).reduce(0) { $0 + Int(max(0, distances[$1.0][$1.1])) }
  }

  private func distance(_ planned: PlannedRoute, _ visit: Int) -> Int {
    guard let distances = givenDistances(planned) else { return planned.visits[visit].distance.value }
    let places = self.places(planned)
    let from = document.vehicles[planned.collector].start == nil ? visit - 1 : visit
    guard from >= 0, from + 1 < places.count else { return 0 }
    return Int(max(0, distances[places[from]][places[from + 1]]))
  }

  private func givenDistances(_ planned: PlannedRoute) -> [[Int32]]? {
    guard let given = document.matrices[document.vehicles[planned.collector].profile], given.costs != nil else { return nil }
    return given.distances ?? given.costs.map { $0.map { $0.map { _ in 0 } } }
  }

  private func places(_ planned: PlannedRoute) -> [Int] {
    let vehicle = document.vehicles[planned.collector]
    return (vehicle.start?.index.map { [$0] } ?? []) + planned.visits.map { problem.stops[$0.stop].place }
      + (vehicle.end?.index.map { [$0] } ?? [])
  }
}

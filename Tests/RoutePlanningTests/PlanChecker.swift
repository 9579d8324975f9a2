import Contracts
import RoutePlanning

/// Recomputes a plan from the problem and lists everything that is wrong with it.
struct PlanChecker {
  let problem: RoutingProblem

  func faults(_ plan: RoutePlan) -> [String] {
    var faults: [String] = []
    let visited = plan.routes.flatMap { $0.visits.map(\.stop) }
    let all = visited + plan.unassigned.map(\.stop)
    if all.sorted() != Array(problem.stops.indices) { faults.append("stops are not each visited or unassigned once: \(all.sorted())") }
    if plan.routes.map(\.collector) != Array(problem.collectors.indices) { faults.append("not one route for each collector") }
    for route in plan.routes { faults += routeFaults(route).map { "collector \(route.collector): \($0)" } }
    if plan.cost != plan.routes.reduce(0, { $0 + $1.cost }) { faults.append("cost \(plan.cost)") }
    if plan.prize != visited.reduce(0, { $0 + problem.stops[$1].prize }) { faults.append("prize \(plan.prize)") }
    return faults
  }

  private func routeFaults(_ route: PlannedRoute) -> [String] {
    let day = problem.collectors[route.collector]
    let oracle = OrderOracle(problem: problem, collector: route.collector)
    guard !route.visits.isEmpty else { return route.cost == 0 && route.breaks.isEmpty ? [] : ["an idle collector costs or pauses"] }
    var faults: [String] = []
    if oracle.cost(route.visits.map(\.stop)) != route.cost { faults.append("cost \(route.cost) is not that of its order") }
    if route.departure < day.shift.opens { faults.append("leaves before the shift") }
    if route.finish > day.shift.closes { faults.append("finishes at \(route.finish.value), after the shift") }
    var now = route.departure.value
    var place = day.start
    var totals = (travel: 0, metres: 0, waiting: 0)
    for index in 0...route.visits.count {
      let visit = index < route.visits.count ? route.visits[index] : nil
      let goal = visit.map { problem.stops[$0.stop].place } ?? day.end
      let leg = goal.map { oracle.leg(place, $0) } ?? (0, 0)
      guard let leg else { return faults + ["travels where there is no way"] }
      let arrival = visit?.arrival.value ?? route.finish.value
      faults += legFaults(route, index, now, arrival, leg.seconds)
      totals.travel += leg.seconds
      totals.metres += leg.metres
      guard let visit else { break }
      faults += visitFaults(visit, leg)
      totals.waiting += visit.start.value - visit.arrival.value
      now = visit.departure.value
      place = problem.stops[visit.stop].place
    }
    if totals.travel != route.travel.value || totals.metres != route.distance.value || totals.waiting != route.waiting.value {
      faults.append("totals are not the sums of the legs")
    }
    return faults + breakFaults(route, day)
  }

  private func legFaults(_ route: PlannedRoute, _ index: Int, _ begin: Int, _ arrival: Int, _ travel: Int) -> [String] {
    var faults: [String] = []
    var now = begin
    var paused = 0
    for pause in route.breaks where pause.before == index {
      if pause.start.value < now { faults.append("break before visit \(index) overlaps") }
      paused += pause.end.value - pause.start.value
      now = pause.end.value
    }
    if now > arrival || begin + travel + paused > arrival { faults.append("arrives at visit \(index) faster than possible") }
    return faults
  }

  private func visitFaults(_ visit: PlannedVisit, _ leg: (seconds: Int, metres: Int)) -> [String] {
    let stop = problem.stops[visit.stop]
    var faults: [String] = []
    if visit.start < visit.arrival { faults.append("stop \(visit.stop) starts before arrival") }
    let isInside = stop.windows.isEmpty || stop.windows.contains { $0.opens <= visit.start && visit.start <= $0.closes }
    if !isInside { faults.append("stop \(visit.stop) starts at \(visit.start.value), outside its windows") }
    if visit.departure.value != visit.start.value + stop.service.value { faults.append("stop \(visit.stop) leaves at the wrong time") }
    if visit.travel.value != leg.seconds || visit.distance.value != leg.metres { faults.append("stop \(visit.stop) has a wrong leg") }
    return faults
  }

  private func breakFaults(_ route: PlannedRoute, _ day: RoutingCollector) -> [String] {
    var faults: [String] = []
    for (taken, pause) in zip(route.breaks, day.breaks) {
      if taken.start < pause.earliest || taken.start > pause.latest { faults.append("break at \(taken.start.value), outside its time") }
      if taken.end.value - taken.start.value != pause.duration.value { faults.append("break of a wrong length") }
    }
    for pause in day.breaks.dropFirst(route.breaks.count) where route.finish > pause.latest {
      faults.append("a break that was due by \(pause.latest.value) is missing")
    }
    return faults
  }
}

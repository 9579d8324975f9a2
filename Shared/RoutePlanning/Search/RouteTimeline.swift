import Contracts

/// The times of one route, worked out from the problem for the plan that is handed out.
struct RouteTimeline {
  let model: SearchModel
  let route: Int
  let stops: [Int]

  private struct Leg {
    var arrival = Int(SearchModel.never)
    var breaksBefore = 0
  }

  /// `nil` when the order is not legal in time.
  func make() -> PlannedRoute? {
    let collector = model.problem.collectors[route]
    guard !stops.isEmpty else {
      let opens = collector.shift.opens
      return PlannedRoute(
        collector: route, visits: [], breaks: [], departure: opens, finish: opens, travel: Seconds(0), distance: Metres(0),
        waiting: Seconds(0), cost: 0)
    }
    guard let path = breakPath() else { return nil }
    return lay(path, collector)
  }

  /// For each leg, the breaks taken at its end, on the way that finishes first.
  private func breakPath() -> [Int]? {
    let count = Int(model.legs.stateCount[route])
    var departures = (0..<count).map { $0 == 0 ? Int(model.shiftOpening[route]) : Int(SearchModel.never) }
    var origins: [[Int]] = []
    for index in 0...stops.count {
      let travel = seconds(leg: index)
      var legs = [Leg](repeating: Leg(), count: count)
      for before in 0..<count {
        for after in before..<count {
          guard let arrival = arrival(from: departures[before], travel, before, after), arrival < legs[after].arrival else { continue }
          legs[after] = Leg(arrival: arrival, breaksBefore: before)
        }
      }
      origins.append(legs.map(\.breaksBefore))
      departures = legs.map { leg in
        guard index < stops.count else { return leg.arrival }
        let start = model.windows.start(stops[index], arrival: Int32(min(leg.arrival, Int(SearchModel.never))))
        return min(Int(SearchModel.never), Int(start) + Int(model.service[stops[index]]))
      }
    }
    let legal = (0..<count).filter { departures[$0] <= Int(model.legs.endLimit[route * model.legs.states + $0]) }
    guard var taken = legal.min(by: { departures[$0] < departures[$1] }) else { return nil }
    var path: [Int] = []
    for index in stride(from: stops.count, through: 0, by: -1) {
      path.append(taken)
      taken = origins[index][taken]
    }
    return path.reversed()
  }

  private func lay(_ path: [Int], _ collector: RoutingCollector) -> PlannedRoute {
    var visits: [PlannedVisit] = []
    var breaks: [PlannedBreak] = []
    var totals = (travel: 0, metres: 0, waiting: 0, cost: collector.costs.perRoute)
    let departure = latestDeparture(afterBreaks: path[0])
    var now = departure
    for index in 0...stops.count {
      let before = index == 0 ? 0 : path[index - 1]
      let travel = seconds(leg: index)
      let metres = metres(leg: index)
      breaks += pauses(from: now, travel, before, path[index], leg: index)
      let arrival = arrival(from: now, travel, before, path[index]) ?? now + travel
      totals.travel += travel
      totals.metres += metres
      totals.cost += travel * collector.costs.perSecond + metres * collector.costs.perMetre
      now = arrival
      guard index < stops.count else { break }
      let stop = stops[index]
      let start = Int(model.windows.start(stop, arrival: Int32(arrival)))
      now = start + Int(model.service[stop])
      totals.waiting += start - arrival
      totals.cost += Int(model.assignment[route * model.stopCount + stop])
      visits.append(
        PlannedVisit(
          stop: stop, arrival: Seconds(arrival), start: Seconds(start), departure: Seconds(now), travel: Seconds(travel),
          distance: Metres(metres)))
    }
    return PlannedRoute(
      collector: route, visits: visits, breaks: breaks, departure: Seconds(departure), finish: Seconds(now), travel: Seconds(totals.travel),
      distance: Metres(totals.metres), waiting: Seconds(totals.waiting), cost: totals.cost)
  }

  /// The latest start of the day that keeps the first service where it is.
  private func latestDeparture(afterBreaks taken: Int) -> Int {
    let opens = Int(model.shiftOpening[route])
    let travel = seconds(leg: 0)
    let earliest = arrival(from: opens, travel, 0, taken) ?? opens + travel
    let start = Int(model.windows.start(stops[0], arrival: Int32(earliest)))
    let cell = route * model.legs.states * model.legs.states + taken
    return max(opens, min(start - travel - Int(model.legs.pause[cell]), Int(model.legs.latest[cell])))
  }

  private func arrival(from departure: Int, _ travel: Int, _ before: Int, _ after: Int) -> Int? {
    let cell = (route * model.legs.states + before) * model.legs.states + after
    guard departure < Int(SearchModel.never), departure <= Int(model.legs.latest[cell]), travel < Int(SearchModel.never) else { return nil }
    return max(departure + travel + Int(model.legs.pause[cell]), Int(model.legs.earliest[cell]))
  }

  /// Each break as late as it may begin, but not later than the arrival.
  private func pauses(from departure: Int, _ travel: Int, _ before: Int, _ after: Int, leg: Int) -> [PlannedBreak] {
    let breaks = model.problem.collectors[route].breaks
    var result: [PlannedBreak] = []
    var now = departure
    var left = travel
    for index in before..<after {
      var deadline = Int(SearchModel.never)
      var paused = 0
      for later in index..<after {
        deadline = min(deadline, breaks[later].latest.value - paused)
        paused += breaks[later].duration.value
      }
      let start = min(max(now + left, breaks[index].earliest.value), deadline)
      left -= min(left, start - now)
      now = start + breaks[index].duration.value
      result.append(PlannedBreak(before: leg, start: Seconds(start), end: Seconds(now)))
    }
    return result
  }

  private func seconds(leg: Int) -> Int { cell(leg) { $0.seconds } }
  private func metres(leg: Int) -> Int { cell(leg) { $0.metres } }

  private func cell(_ leg: Int, _ table: (TravelMatrix) -> [Int32]) -> Int {
    let problem = model.problem
    let collector = problem.collectors[route]
    let matrix = problem.matrices[collector.matrix]
    let from = leg == 0 ? collector.start : problem.stops[stops[leg - 1]].place
    guard let to = leg < stops.count ? problem.stops[stops[leg]].place : collector.end else { return 0 }
    let value = table(matrix)[from * matrix.size + to]
    return value == TravelMatrix.missing ? Int(SearchModel.never) : Int(value)
  }
}

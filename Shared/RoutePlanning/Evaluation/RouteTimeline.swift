import Contracts

/// The times of one order of stops for one collector, worked out from the problem.
struct RouteTimeline {
  let tables: DayTables
  let collector: Int
  let stops: [Int]

  private struct Label {
    var arrival = Int(SearchModel.never)
    var breaksBefore = 0
  }

  private var day: RoutingCollector { tables.problem.collectors[collector] }

  /// `nil` when the order is not legal in time, or a leg is missing.
  func make() -> PlannedRoute? {
    guard !stops.isEmpty else {
      let opens = day.shift.opens
      return PlannedRoute(
        collector: collector, visits: [], breaks: [], departure: opens, finish: opens, travel: Seconds(0), distance: Metres(0),
        waiting: Seconds(0), cost: 0)
    }
    guard let (path, finish) = breakPath() else { return nil }
    return lay(path, from: latestDeparture(path, finish))
  }

  /// For each leg, the breaks taken at its end, on the way that finishes first.
  private func breakPath() -> (path: [Int], finish: Int)? {
    let count = Int(tables.legs.stateCount[collector])
    var departures = (0..<count).map { $0 == 0 ? day.shift.opens.value : Int(SearchModel.never) }
    var origins: [[Int]] = []
    for index in 0...stops.count {
      var labels = [Label](repeating: Label(), count: count)
      for before in 0..<count {
        for after in before..<count {
          guard let arrival = leg(index, from: departures[before], before, after)?.arrival, arrival < labels[after].arrival else {
            continue
          }
          labels[after] = Label(arrival: arrival, breaksBefore: before)
        }
      }
      origins.append(labels.map(\.breaksBefore))
      departures = labels.map { label in index < stops.count ? departure(stops[index], arrival: label.arrival) : label.arrival }
    }
    let legal = (0..<count).filter { departures[$0] <= Int(tables.legs.endLimit[collector * tables.legs.states + $0]) }
    guard var taken = legal.min(by: { departures[$0] < departures[$1] }) else { return nil }
    let finish = departures[taken]
    var path: [Int] = []
    for index in stride(from: stops.count, through: 0, by: -1) {
      path.append(taken)
      taken = origins[index][taken]
    }
    return (path.reversed(), finish)
  }

  private func lay(_ path: [Int], from departure: Int) -> PlannedRoute {
    var visits: [PlannedVisit] = []
    var breaks: [PlannedBreak] = []
    var totals = (travel: 0, metres: 0, waiting: 0)
    var now = departure
    for index in 0...stops.count {
      let before = index == 0 ? 0 : path[index - 1]
      guard let leg = leg(index, from: now, before, path[index]) else { break }
      let metres = metres(index)
      breaks += pauses(from: now, leg.begin + leg.travel - now, before, path[index], leg: index)
      totals.travel += leg.travel
      totals.metres += metres
      now = leg.arrival
      guard index < stops.count else { break }
      let start = Int(tables.windows.start(stops[index], arrival: Int32(leg.arrival)))
      now = start + tables.problem.stops[stops[index]].service.value
      totals.waiting += start - leg.arrival
      visits.append(
        PlannedVisit(
          stop: stops[index], arrival: Seconds(leg.arrival), start: Seconds(start), departure: Seconds(now), travel: Seconds(leg.travel),
          distance: Metres(metres)))
    }
    return PlannedRoute(
      collector: collector, visits: visits, breaks: breaks, departure: Seconds(departure), finish: Seconds(now),
      travel: Seconds(totals.travel), distance: Metres(totals.metres), waiting: Seconds(totals.waiting),
      cost: RouteCost(tables).of(stops, collector))
  }

  /// The latest start of the day that keeps the first service where it is; with a maximum of duration, the finish.
  private func latestDeparture(_ path: [Int], _ finish: Int) -> Int {
    let opens = day.shift.opens.value
    if day.maximumDuration != nil { return max(opens, latestDeparture(path, keeping: finish, from: stops.count)) }
    guard let first = leg(0, from: opens, 0, path[0]) else { return opens }
    let start = Int(tables.windows.start(stops[0], arrival: Int32(first.arrival)))
    return max(opens, latestDeparture(path, keeping: start, from: 0))
  }

  /// The latest departure of the day that ends leg `last` by `limit`.
  private func latestDeparture(_ path: [Int], keeping limit: Int, from last: Int) -> Int {
    var limit = limit
    for index in stride(from: last, through: 0, by: -1) {
      let cell = cell(index == 0 ? 0 : path[index - 1], path[index])
      let arriveBy = limit - Int(tables.legs.pause[cell])
      let departBy = tables.latestDeparture(
        collector, from: tables.place(collector, stops, index) ?? 0, to: tables.place(collector, stops, index + 1), arrivingBy: arriveBy)
      limit = min(departBy, Int(tables.legs.latest[cell]))
      guard index > 0 else { break }
      let service = tables.problem.stops[stops[index - 1]].service.value
      limit = Int(tables.windows.latestArrival(stops[index - 1], startingBy: Int32(max(-1, limit - service))))
    }
    return limit
  }

  private func departure(_ stop: Int, arrival: Int) -> Int {
    let start = Int(tables.windows.start(stop, arrival: Int32(min(arrival, Int(SearchModel.never)))))
    return min(Int(SearchModel.never), start + tables.problem.stops[stop].service.value)
  }

  private func cell(_ before: Int, _ after: Int) -> Int { (collector * tables.legs.states + before) * tables.legs.states + after }

  private func leg(_ index: Int, from departure: Int, _ before: Int, _ after: Int) -> (begin: Int, travel: Int, arrival: Int)? {
    let cell = cell(before, after)
    guard let from = tables.place(collector, stops, index) else { return nil }
    let leg = tables.leg(collector, from: from, to: tables.place(collector, stops, index + 1), departure: departure)
    guard leg.end < Int(SearchModel.never), departure <= Int(tables.legs.latest[cell]) else { return nil }
    return (leg.begin, leg.travel, max(leg.end + Int(tables.legs.pause[cell]), Int(tables.legs.earliest[cell])))
  }

  private func metres(_ index: Int) -> Int {
    tables.metres(collector, from: tables.place(collector, stops, index) ?? 0, to: tables.place(collector, stops, index + 1)) ?? 0
  }

  /// Each break as late as it may begin, but not later than the arrival.
  private func pauses(from departure: Int, _ travel: Int, _ before: Int, _ after: Int, leg: Int) -> [PlannedBreak] {
    var result: [PlannedBreak] = []
    var now = departure
    var left = travel
    for index in before..<after {
      var deadline = Int(SearchModel.never)
      var paused = 0
      for later in index..<after {
        deadline = min(deadline, day.breaks[later].latest.value - paused)
        paused += day.breaks[later].duration.value
      }
      let start = min(max(now + left, day.breaks[index].earliest.value), deadline)
      left -= min(left, start - now)
      now = start + day.breaks[index].duration.value
      result.append(PlannedBreak(before: leg, start: Seconds(start), end: Seconds(now)))
    }
    return result
  }
}

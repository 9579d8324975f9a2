import Contracts
import RoutePlanning

/// Judges one order of stops for one collector straight from the problem, sharing no code with the solver.
struct OrderOracle {
  let problem: RoutingProblem
  let collector: Int

  private var day: RoutingCollector { problem.collectors[collector] }
  private var matrix: TravelMatrix { problem.matrices[day.matrix] }

  /// `nil` when the order is illegal, else what it costs.
  func cost(_ order: [Int]) -> Int? {
    guard !order.isEmpty else { return 0 }
    guard order.allSatisfy(mayServe), order.count <= day.maximumStops ?? Int.max,
      order.reduce(0, { $0 + problem.stops[$1].load }) <= day.maximumLoad ?? Int.max
    else { return nil }
    var places = [day.start] + order.map { problem.stops[$0].place }
    if let end = day.end { places.append(end) }
    var seconds = 0
    var metres = 0
    for (from, to) in zip(places, places.dropFirst()) {
      guard let leg = leg(from, to) else { return nil }
      seconds += leg.seconds
      metres += leg.metres
    }
    guard seconds <= day.maximumTravel?.value ?? Int.max, metres <= day.maximumDistance?.value ?? Int.max else { return nil }
    guard isInTime(order) else { return nil }
    let affinities = order.reduce(0) { sum, stop in
      guard let wish = problem.stops[stop].affinity, wish.collector != collector else { return sum }
      return sum + wish.cost
    }
    return day.costs.perRoute + seconds * day.costs.perSecond + metres * day.costs.perMetre + affinities
  }

  func isInTime(_ order: [Int]) -> Bool {
    isInTime(ArraySlice(order), at: day.start, now: day.shift.opens.value, breaksTaken: 0)
  }

  func mayServe(_ stop: Int) -> Bool {
    let wanted = problem.stops[stop]
    return wanted.skills.isSubset(of: day.skills) && (wanted.pinnedCollector == nil || wanted.pinnedCollector == collector)
  }

  func leg(_ from: Int, _ to: Int) -> (seconds: Int, metres: Int)? {
    let cell = from * matrix.size + to
    guard matrix.seconds[cell] != TravelMatrix.missing else { return nil }
    return (Int(matrix.seconds[cell]), Int(matrix.metres[cell]))
  }

  /// Tries every number of breaks on every leg.
  private func isInTime(_ order: ArraySlice<Int>, at place: Int, now: Int, breaksTaken: Int) -> Bool {
    let next = order.first
    let travel: Int
    if let goal = next.map({ problem.stops[$0].place }) ?? day.end {
      guard let leg = leg(place, goal) else { return false }
      travel = leg.seconds
    } else {
      travel = 0
    }
    var arrival = now + travel
    var pauseEnd = now
    var taken = breaksTaken
    while true {
      if let stop = next {
        if let start = start(stop, arrival) {
          let departure = start + problem.stops[stop].service.value
          if isInTime(order.dropFirst(), at: problem.stops[stop].place, now: departure, breaksTaken: taken) { return true }
        }
      } else if arrival <= day.shift.closes.value, taken == day.breaks.count || arrival <= day.breaks[taken].latest.value {
        return true
      }
      guard taken < day.breaks.count else { return false }
      let pause = day.breaks[taken]
      let begin = max(pauseEnd, pause.earliest.value)
      guard begin <= pause.latest.value else { return false }
      pauseEnd = begin + pause.duration.value
      arrival = max(arrival, pause.earliest.value) + pause.duration.value
      taken += 1
    }
  }

  func start(_ stop: Int, _ arrival: Int) -> Int? {
    let windows = problem.stops[stop].windows
    guard !windows.isEmpty else { return arrival }
    return windows.filter { arrival <= $0.closes.value }.map { max(arrival, $0.opens.value) }.min()
  }
}

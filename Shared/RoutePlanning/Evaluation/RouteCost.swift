import Contracts

/// What a collector's route costs, in prize units, by the problem's own words.
struct RouteCost {
  let tables: DayTables

  init(_ tables: DayTables) {
    self.tables = tables
  }

  /// Travel by the collector's matrix, going out, affinities not kept, stops beyond the fair share. A missing leg counts nothing.
  func of(_ stops: [Int], _ collector: Int) -> Int {
    guard !stops.isEmpty else { return 0 }
    let day = tables.problem.collectors[collector]
    var cost = day.costs.perRoute + max(0, stops.count - (day.fairShare ?? stops.count)) * day.costs.perStopBeyondShare
    let travel = travel(stops, collector)
    cost += travel.seconds * day.costs.perSecond + travel.metres * day.costs.perMetre
    for stop in stops {
      guard let wish = tables.problem.stops[stop].affinity, wish.collector != collector else { continue }
      cost += wish.cost
    }
    return cost
  }

  /// Sums over the legs by the collector's matrix.
  func travel(_ stops: [Int], _ collector: Int) -> (seconds: Int, metres: Int) {
    guard !stops.isEmpty else { return (0, 0) }
    var sums = (seconds: 0, metres: 0)
    for index in 0...stops.count {
      guard let from = tables.place(collector, stops, index), let to = tables.place(collector, stops, index + 1) else { continue }
      sums.seconds += tables.seconds(tables.problem.collectors[collector].matrix, from, to) ?? 0
      sums.metres += tables.metres(collector, from: from, to: to) ?? 0
    }
    return sums
  }
}

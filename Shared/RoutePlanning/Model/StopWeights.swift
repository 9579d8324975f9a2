/// Turns the order "pinned, then priority, then prize less cost" into one integer for each stop.
///
/// A stop weighs its prize plus its rank's level, and a level is more than all stops of lower ranks, all prizes and the dearest
/// conceivable travel together: sums of weights compare as the ranks do, by how many stops are served (exact, being integer).
struct StopWeights {
  let stops: [RoutingStop]
  let collectors: [RoutingCollector]
  let matrices: [TravelMatrix]

  private struct Rank: Hashable, Comparable {
    let pinned: Bool
    let priority: Int

    static func < (lhs: Rank, rhs: Rank) -> Bool {
      lhs.pinned == rhs.pinned ? lhs.priority < rhs.priority : rhs.pinned
    }
  }

  func make() throws(RoutingProblemError) -> [Int] {
    let ranks = stops.map { Rank(pinned: $0.isPinned, priority: $0.priority) }
    let ordinary = Rank(pinned: false, priority: 0)
    var weights = stops.map(\.prize)
    // Everything that a single stop of the lowest rank above the ordinary one must outweigh: all travel and all prizes.
    var below = weights.reduce(dearestCost(), +)
    for rank in Set(ranks).subtracting([ordinary]).sorted() {
      let level = below + 1
      for (stop, itsRank) in ranks.enumerated() where itsRank == rank {
        weights[stop] += level
        let (sum, overflow) = below.addingReportingOverflow(level)
        guard !overflow, sum < 1 << 60 else {
          throw RoutingProblemError(.stop(stop), "priority", "too many different priorities for this many stops, prizes and costs")
        }
        below = sum
      }
    }
    return weights
  }

  /// More than all routes together can cost.
  private func dearestCost() -> Int {
    var leg = 0
    var rest = 0
    for collector in collectors {
      let matrix = matrices[collector.matrix]
      leg = max(leg, matrix.mostSeconds * collector.costs.perSecond + matrix.mostMetres * collector.costs.perMetre)
      rest += collector.costs.perRoute + (collector.fairShare == nil ? 0 : collector.costs.perStopBeyondShare * stops.count)
    }
    for stop in stops { rest += stop.affinity?.cost ?? 0 }
    return leg * (stops.count + collectors.count) + rest
  }
}

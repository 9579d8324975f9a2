import Contracts

/// Travel times that depend on the time of departure, for the collectors who have several matrices: a leg that may begin at `t` ends at
/// the least of `max(t, from) + travel` over the matrices that hold at `t` or later. That is monotone in `t` (nobody arrives sooner by
/// setting off later; S. Ichoua, M. Gendreau and J.-Y. Potvin, EJOR 144, 2003, ask the same of their speeds), so earliest and latest times
/// are kept as for constant travel.
struct TimedTravel {
  private struct Slice {
    let from: Int32
    /// First second of the next matrix.
    let ends: Int32
    let time: UnsafePointer<Int32>
  }

  private let slices: UnsafeMutablePointer<Slice>
  /// The slices of route `r` are `first[r]..<first[r + 1]`.
  private let first: UnsafeMutablePointer<Int>

  init(problem: RoutingProblem, nodes: NodeMatrices, arena: Arena) {
    var layers: [[Int]: Cells] = [:]
    var slices: [Slice] = []
    var first = [0]
    for (route, collector) in problem.collectors.enumerated() {
      var begins: Int32 = 0
      var time = nodes.time + nodes.layer[route]
      for timed in collector.matrixByTime {
        let next = Int32(timed.from.value)
        if next > begins { slices.append(Slice(from: begins, ends: next, time: time)) }
        begins = next
        if let known = layers[[nodes.layer[route], timed.matrix]] {
          time = known
        } else {
          time = arena.make(nodes.width * nodes.width, filledWith: 0)
          nodes.fillTimes(time, from: problem.matrices[timed.matrix], like: nodes.time + nodes.layer[route])
          layers[[nodes.layer[route], timed.matrix]] = time
        }
      }
      slices.append(Slice(from: begins, ends: Int32.max, time: time))
      first.append(slices.count)
    }
    self.slices = arena.make(copying: slices)
    self.first = arena.make(copying: first)
  }

  /// The soonest end of a leg; `cell` is counted from the layer's beginning.
  func arrival(_ route: Int, cell: Int, departure: Int32) -> Int32 {
    var best = SearchModel.never
    for index in first[route]..<first[route + 1] where slices[index].ends > departure {
      best = min(best, max(departure, slices[index].from) &+ slices[index].time[cell])
    }
    return best
  }

  /// The latest departure that ends a leg by `arrival`; -1 when there is none.
  func latestDeparture(_ route: Int, cell: Int, arrivingBy arrival: Int32) -> Int32 {
    var latest: Int32 = -1
    for index in first[route]..<first[route + 1] {
      let slice = slices[index]
      if slice.from &+ slice.time[cell] <= arrival { latest = max(latest, min(slice.ends - 1, arrival - slice.time[cell])) }
    }
    return latest
  }
}

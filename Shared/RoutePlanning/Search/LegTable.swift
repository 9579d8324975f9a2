import Contracts

/// What breaks do to a leg, for one collector, in closed form.
///
/// A leg that begins at `t` with `j` breaks taken and ends with `k` taken may begin when `t <= latest(j, k)` and ends at
/// `max(t + travel + pause(j, k), earliest(j, k))`, since the collector may travel between the breaks and pause on the road.
/// Both are monotone in `t`, so earliest and latest times per number of breaks taken are all that a search has to keep.
struct LegTable {
  /// One more than the breaks of the collector who has most; row length of the tables.
  let states: Int
  let pause: Cells
  let earliest: Cells
  let latest: Cells
  /// When the end must be reached with `k` breaks taken: the shift's end, or the last moment at which break `k` is not yet owed.
  let endLimit: Cells
  /// For each collector, its number of breaks plus one.
  let stateCount: Cells

  init(problem: RoutingProblem, arena: Arena) {
    states = (problem.collectors.map(\.breaks.count).max() ?? 0) + 1
    let count = problem.collectors.count
    pause = arena.make(count * states * states, filledWith: 0)
    earliest = arena.make(count * states * states, filledWith: 0)
    latest = arena.make(count * states * states, filledWith: -1)
    endLimit = arena.make(count * states, filledWith: -1)
    stateCount = arena.make(count, filledWith: 1)
    for (index, collector) in problem.collectors.enumerated() { fill(index, collector) }
  }

  private func fill(_ index: Int, _ collector: RoutingCollector) {
    let breaks = collector.breaks
    stateCount[index] = Int32(breaks.count + 1)
    for j in 0...breaks.count {
      let close = collector.shift.closes.value
      endLimit[index * states + j] = Int32(j < breaks.count ? min(close, breaks[j].latest.value) : close)
      var paused = 0
      // The end of the chain of breaks when nothing but the breaks' own earliest times holds it back.
      var chainEnd = 0
      var mayBegin = Int(SearchModel.never)
      for k in j...breaks.count {
        if k > j {
          let pause = breaks[k - 1]
          mayBegin = min(mayBegin, pause.latest.value - paused)
          if max(chainEnd, pause.earliest.value) > pause.latest.value { mayBegin = -1 }
          chainEnd = max(chainEnd, pause.earliest.value) + pause.duration.value
          paused += pause.duration.value
        }
        let cell = (index * states + j) * states + k
        self.pause[cell] = Int32(paused)
        earliest[cell] = Int32(chainEnd)
        latest[cell] = Int32(max(-1, mayBegin))
      }
    }
  }
}

import Contracts

/// The stops' windows, sorted and merged, in flat arrays: those of stop `x` are `first[x]..<first[x + 1]`.
struct WindowTable {
  let first: Cells
  let opens: Cells
  let closes: Cells
  /// Of the first and of the last window; a stop without windows is open at any time.
  let firstOpening: Cells
  let lastClosing: Cells

  init(problem: RoutingProblem, arena: Arena) {
    var first: [Int32] = [0]
    var opens: [Int32] = []
    var closes: [Int32] = []
    for stop in problem.stops {
      let anyTime = TimeWindow(opens: Seconds(0), closes: Seconds(RoutingProblem.maximumTime))
      let windows = (stop.openings.isEmpty ? [anyTime] : stop.openings).sorted { $0.opens < $1.opens }
      for window in windows {
        let open = Int32(window.opens.value)
        let close = Int32(window.closes.value)
        // Times are whole seconds: windows that touch at consecutive seconds are one.
        if opens.count > Int(first[first.count - 1]), open <= closes[closes.count - 1] + 1 {
          closes[closes.count - 1] = max(closes[closes.count - 1], close)
        } else {
          opens.append(open)
          closes.append(close)
        }
      }
      first.append(Int32(opens.count))
    }
    self.first = arena.make(copying: first)
    self.opens = arena.make(copying: opens)
    self.closes = arena.make(copying: closes)
    firstOpening = arena.make(copying: first.dropLast().map { opens[Int($0)] })
    lastClosing = arena.make(copying: first.dropFirst().map { closes[Int($0) - 1] })
  }

  /// The earliest start of service at `stop` for an arrival; `SearchModel.never` when every window has passed.
  @inline(__always)
  func start(_ stop: Int, arrival: Int32) -> Int32 {
    if arrival > lastClosing[stop] { return SearchModel.never }
    var window = Int(first[stop])
    while arrival > closes[window] { window &+= 1 }
    return max(arrival, opens[window])
  }

  /// The latest arrival whose service can start by `limit`; -1 when there is none. Every earlier arrival can, too: it waits.
  @inline(__always)
  func latestArrival(_ stop: Int, startingBy limit: Int32) -> Int32 {
    if limit < firstOpening[stop] { return -1 }
    var window = Int(first[stop + 1]) &- 1
    while opens[window] > limit { window &-= 1 }
    return min(limit, closes[window])
  }
}

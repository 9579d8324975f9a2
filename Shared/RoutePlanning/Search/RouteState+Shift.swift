/// Insertion and removal that recompute only what changes. Departures behind the place and latest arrivals before it are worked out until
/// they are what they were: with time to spare, after a few stops. Debug builds compare with the recomputation of the whole route.
extension RouteState {
  /// Whether a route has neither breaks, travel by time of day nor limits of travel, whose keeping needs the whole route.
  @inline(__always)
  func isPlain(_ route: Int) -> Bool { states == 1 && model.timed == nil && !model.isTravelLimited[route] }

  /// Puts a stop behind a position of a plain route that has stops. The caller has made sure that it is legal.
  func shiftIn(_ stop: Int, route: Int, after position: Int) {
    let cell = at(route, position)
    let before = Int(sequence[cell])
    let after = Int(sequence[cell &+ 1])
    let behind = count[route] &+ 1 &- position
    moveCells(from: cell &+ 1, to: cell &+ 2, count: behind)
    sequence[cell &+ 1] = Int32(truncatingIfNeeded: stop)
    count[route] += 1
    let layer = model.nodes.layer[route]
    let (to, from, direct) = (layer + before * width + stop, layer + stop * width + after, layer + before * width + after)
    let old = edge[cell]
    edge[cell] = model.nodes.cost[to]
    edge[cell &+ 1] = model.nodes.cost[from]
    travel[route] += Int(model.nodes.time[to]) + Int(model.nodes.time[from]) - Int(model.nodes.time[direct])
    load[route] += model.load[stop]
    var delta = Int(edge[cell]) + Int(edge[cell &+ 1]) - Int(old) + Int(model.assignment[route * stopCount + stop])
    if count[route] > model.fairShare[route] { delta += model.shareCost[route] }
    changeCost(of: route, by: delta)
    renumber(route, from: position &+ 1)
    refreshDepartures(route, from: position &+ 1, atLeast: 1)
    refreshArrivals(route, from: position &+ 1, atLeast: 1)
    settle(route, gone: old, came: position > 0 ? edge[cell] : 0, position < count[route] - 1 ? edge[cell &+ 1] : 0)
  }

  /// Takes `length` stops, but not all, from position `position` on out of a plain route.
  /// - Returns: whether what is left is legal.
  func shiftOut(route: Int, from position: Int, length: Int) -> Bool {
    let cell = at(route, position)
    let layer = model.nodes.layer[route]
    var delta = 0
    var longest: Int32 = 0
    for index in (cell &- 1)..<(cell &+ length) {
      let here = Int(sequence[index])
      delta -= Int(edge[index])
      longest = max(longest, edge[index])
      travel[route] -= Int(model.nodes.time[layer + here * width + Int(sequence[index + 1])])
      if index >= cell {
        delta -= Int(model.assignment[route * stopCount + here])
        load[route] -= model.load[here]
      }
    }
    let fair = model.fairShare[route]
    delta -= (max(0, count[route] - fair) - max(0, count[route] - length - fair)) * model.shareCost[route]
    let behind = count[route] &+ 2 &- position &- length
    moveCells(from: cell &+ length, to: cell, count: behind)
    count[route] -= length
    let direct = layer + Int(sequence[cell - 1]) * width + Int(sequence[cell])
    edge[cell - 1] = model.nodes.cost[direct]
    travel[route] += Int(model.nodes.time[direct])
    changeCost(of: route, by: delta + Int(edge[cell - 1]))
    let isInTime = departure[cell - 1] &+ model.nodes.time[direct] <= latest[cell]
    renumber(route, from: position)
    refreshDepartures(route, from: position, atLeast: 0)
    refreshArrivals(route, from: position &- 1, atLeast: 0)
    settle(route, gone: longest, came: position > 1 && position <= count[route] ? edge[cell - 1] : 0, 0)
    return isInTime && count[route] <= model.maximumStops[route] && load[route] <= model.maximumLoad[route]
  }

  @inline(__always)
  private func moveCells(from source: Int, to target: Int, count: Int) {
    (sequence + target).update(from: sequence + source, count: count)
    (edge + target).update(from: edge + source, count: count)
    (departure + target).update(from: departure + source, count: count)
    (latest + target).update(from: latest + source, count: count)
  }

  private func changeCost(of route: Int, by delta: Int) {
    cost[route] += delta
    setRoutesCost(adding: delta)
  }

  @inline(__always)
  private func renumber(_ route: Int, from first: Int) {
    let base = at(route, 0)
    var position = first
    while position <= count[route] {
      positionOf[Int(sequence[base &+ position])] = Int32(truncatingIfNeeded: position)
      position &+= 1
    }
  }

  /// Recomputes at least so many departures from a position on, and goes on until one is as it was.
  @inline(__always)
  private func refreshDepartures(_ route: Int, from first: Int, atLeast least: Int) {
    let base = at(route, 0)
    let time = model.nodes.time + model.nodes.layer[route]
    var now = departure[base &+ first &- 1]
    var here = Int(sequence[base &+ first &- 1])
    var position = first
    while position <= count[route] {
      let stop = Int(sequence[base &+ position])
      let start = model.windows.start(stop, arrival: now &+ time[here &* width &+ stop])
      now = min(SearchModel.never, start &+ model.service[stop])
      if position &- first >= least, departure[base &+ position] == now { return }
      departure[base &+ position] = now
      here = stop
      position &+= 1
    }
  }

  /// Recomputes at least so many latest arrivals from a position backwards, and goes on until one is as it was.
  @inline(__always)
  private func refreshArrivals(_ route: Int, from first: Int, atLeast least: Int) {
    let base = at(route, 0)
    let time = model.nodes.time + model.nodes.layer[route]
    var limit = latest[base &+ first &+ 1]
    var next = Int(sequence[base &+ first &+ 1])
    var position = first
    while position > 0 {
      let stop = Int(sequence[base &+ position])
      limit = model.windows.latestArrival(stop, startingBy: limit &- time[stop &* width &+ next] &- model.service[stop])
      if first &- position >= least, latest[base &+ position] == limit { return }
      latest[base &+ position] = limit
      next = stop
      position &-= 1
    }
  }

  private func settle(_ route: Int, gone: Int32, came one: Int32, _ other: Int32) {
    reach[route].longest = max(reach[route].longest, max(one, other))
    refreshReach(route, mayBeShorter: gone >= reach[route].longest)
    renewStamp(route)
    assert(isAsRecomputed(route), "route \(route): what was recomputed in part differs from the whole")
  }

  private func isAsRecomputed(_ route: Int) -> Bool {
    let kept = digest(route)
    refresh(route)
    return kept == digest(route)
  }

  /// Changes with anything that is kept of a route.
  private func digest(_ route: Int) -> Int {
    var sum = cost[route] &* 31 &+ travel[route] &* 37 &+ load[route] &* 41 &+ routesCost
    sum = sum &* 31 &+ Int(reach[route].longest) &+ Int(reach[route].firstLeg) &* 3 &+ Int(reach[route].lastLeg) &* 5
    for position in 0...count[route] {
      let cell = at(route, position)
      sum = sum &* 31 &+ Int(edge[cell])
      if position > 0 { sum = sum &* 31 &+ Int(departure[cell]) &* 7 &+ Int(latest[cell]) &* 11 &+ Int(positionOf[Int(sequence[cell])]) }
    }
    return sum
  }
}

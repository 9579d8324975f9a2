/// All orders of one collector's route that may still be best, as labels per set of stops and last stop.
struct ExactLabels {
  private struct Label {
    var cost: Int
    var travel: Int
    var metres: Int
    var load: Int
    /// Earliest departure per number of breaks taken.
    var departures: SIMD8<Int32>
    var last: Int
    var parent: Int
  }

  private let state: RouteState
  private let model: SearchModel
  private let route: Int
  private var labels: [Label] = []
  /// `set * stops + last` -> indices into `labels`.
  private var index: [[Int]]
  private var beginning = 0
  private var allowed = 0

  init(state: RouteState, route: Int) {
    self.state = state
    model = state.model
    self.route = route
    index = [[Int]](repeating: [], count: (1 << state.stopCount) * state.stopCount)
    for stop in 0..<state.stopCount where model.assignment[route * state.stopCount + stop] != SearchModel.forbidden {
      let owner = Int(state.routeOf[stop])
      let isLockedElsewhere = owner >= 0 && owner != route && Int(state.positionOf[stop]) <= state.locked[owner]
      if !isLockedElsewhere { allowed |= 1 << stop }
    }
    begin()
  }

  private mutating func begin() {
    var departures = SIMD8<Int32>(repeating: SearchModel.never)
    departures[0] = model.shiftOpening[route]
    let start = Int(model.nodes.startNode[route])
    var label = Label(cost: model.routeCost[route], travel: 0, metres: 0, load: 0, departures: departures, last: start, parent: -1)
    labels.append(label)
    for stop in state.stops(of: route).prefix(state.locked[route]) {
      guard let next = extended(label, labels.count - 1, to: stop) else { return }
      label = next
      beginning |= 1 << stop
      labels.append(label)
    }
    if beginning != 0 { index[beginning * state.stopCount + label.last].append(labels.count - 1) }
  }

  mutating func extendAll() {
    if beginning == 0 {
      for stop in 0..<state.stopCount where allowed >> stop & 1 == 1 { add(0, 0, stop) }
    }
    for set in 1..<(1 << state.stopCount) where set & beginning == beginning && set & ~allowed == 0 {
      for last in 0..<state.stopCount {
        for label in index[set * state.stopCount + last] {
          for stop in 0..<state.stopCount where (allowed & ~set) >> stop & 1 == 1 { add(label, set, stop) }
        }
      }
    }
  }

  private mutating func add(_ parent: Int, _ set: Int, _ stop: Int) {
    guard set.nonzeroBitCount < model.maximumStops[route], let label = extended(labels[parent], parent, to: stop) else { return }
    let cell = (set | 1 << stop) * state.stopCount + stop
    let rivals = index[cell]
    if rivals.contains(where: { dominates(labels[$0], label) }) { return }
    index[cell] = rivals.filter { !dominates(label, labels[$0]) } + [labels.count]
    labels.append(label)
  }

  private func dominates(_ one: Label, _ other: Label) -> Bool {
    guard one.cost <= other.cost, one.departures.clamped(lowerBound: one.departures, upperBound: other.departures) == one.departures else {
      return false
    }
    return !model.isTravelLimited[route] || one.travel <= other.travel && one.metres <= other.metres
  }

  private func extended(_ label: Label, _ parent: Int, to stop: Int) -> Label? {
    var next = label
    next.parent = parent
    next.last = stop
    move(&next, from: label.last, to: stop)
    next.cost += Int(model.assignment[route * state.stopCount + stop])
    next.load += model.load[stop]
    guard next.load <= model.maximumLoad[route] else { return nil }
    var isServed = false
    for taken in 0..<model.legs.states {
      let start = model.windows.start(stop, arrival: next.departures[taken])
      isServed = isServed || start < SearchModel.never
      next.departures[taken] = min(SearchModel.never, start &+ model.service[stop])
    }
    return isServed && isWithinTravel(next) ? next : nil
  }

  private func isWithinTravel(_ label: Label) -> Bool {
    label.travel <= model.maximumTravel[route] && label.metres <= model.maximumMetres[route]
  }

  /// Travels a leg; `departures` then holds arrivals.
  private func move(_ label: inout Label, from: Int, to: Int) {
    let cell = model.nodes.layer[route] + from * model.nodes.width + to
    let travel = model.nodes.time[cell]
    label.cost += Int(model.nodes.cost[cell])
    label.travel += Int(travel)
    if model.isTravelLimited[route], let metres = model.nodes.metres { label.metres += Int(metres[cell]) }
    var arrivals = SIMD8<Int32>(repeating: SearchModel.never)
    let count = Int(model.legs.stateCount[route])
    for before in 0..<count {
      for after in before..<count {
        let leg = (route * model.legs.states + before) * model.legs.states + after
        guard label.departures[before] <= model.legs.latest[leg] else { continue }
        let end = model.arrival(route, from, to, departure: label.departures[before])
        let arrival = max(end &+ model.legs.pause[leg], model.legs.earliest[leg])
        arrivals[after] = min(arrivals[after], arrival)
      }
    }
    label.departures = arrivals
  }

  /// The least cost of serving exactly these stops, and the order; staying at home costs nothing.
  func cheapest(_ set: Int) -> (cost: Int, order: [Int32])? {
    if set == 0 { return beginning == 0 ? (0, []) : nil }
    guard set & beginning == beginning else { return nil }
    var best: (cost: Int, label: Int)?
    let share = max(0, set.nonzeroBitCount - model.fairShare[route]) * model.shareCost[route]
    for last in 0..<state.stopCount {
      for label in index[set * state.stopCount + last] {
        var finished = labels[label]
        finished.cost += share
        move(&finished, from: finished.last, to: Int(model.nodes.endNode[route]))
        let isInTime = (0..<model.legs.states).contains { finished.departures[$0] <= model.legs.endLimit[route * model.legs.states + $0] }
        guard isInTime, isWithinTravel(finished), finished.cost < best?.cost ?? Int.max else { continue }
        best = (finished.cost, label)
      }
    }
    guard let best else { return nil }
    var order: [Int32] = []
    var label = best.label
    while labels[label].parent >= 0 {
      order.append(Int32(labels[label].last))
      label = labels[label].parent
    }
    return (best.cost, order.reversed())
  }
}

import Contracts

/// A place for a stop: behind `position` of `route`, at `delta` more cost (without the stop's weight).
struct Insertion {
  var delta: Int
  var route = -1
  var position = 0

  var isFound: Bool { route >= 0 }
}

/// Now and then a legal place is overlooked on purpose, so that greedy insertion varies (SISR's "blinks").
struct Blinks {
  private var generator = SeededGenerator(seed: 0)
  private var span = 0
  private var left = Int.max

  static let none = Blinks()

  init() {}

  /// Overlooks one place in `every` on average.
  init(seed: UInt64, every: Int) {
    generator = SeededGenerator(seed: seed)
    span = 2 * every
    left = 1 + generator.next(below: span)
  }

  @inline(__always)
  mutating func overlooks() -> Bool {
    left &-= 1
    if left > 0 { return false }
    left = span == 0 ? Int.max : 1 &+ generator.next(below: span)
    return span > 0
  }
}

/// What is known about putting one stop into one route, as long as the route's stamp stays what it was: the cheapest legal place, or
/// (position -1) that none costs less than `delta`.
struct KnownInsertion {
  var stamp: Int32
  var delta: Int32
}

extension RouteState {
  /// With more routes than this, a stop is tried only in those of so many of its neighbours.
  static let allRoutes = 10
  static let lookedThrough = 50

  /// Replaces `best` when the route has a legal place for an absent stop that costs less.
  func findInsertion(of stop: Int, route: Int, best: inout Insertion) {
    let cell = stop &* routeCount &+ route
    var skipped = -1
    if known[cell].stamp == stamp[route] {
      let delta = Int(known[cell].delta)
      if delta >= best.delta { return }
      let position = Int(knownPosition[cell])
      if position >= 0 {
        if !blinks.overlooks() {
          best = Insertion(delta: delta, route: route, position: position)
          return
        }
        skipped = position
      }
    }
    var extra = Int(model.assignment[route &* stopCount &+ stop])
    guard extra != Int(SearchModel.forbidden), count[route] < model.maximumStops[route],
      load[route] &+ model.load[stop] <= model.maximumLoad[route]
    else {
      remember(cell, KnownInsertion(stamp: stamp[route], delta: Int32.max), position: -1)
      return
    }
    if count[route] >= model.fairShare[route] { extra &+= model.shareCost[route] }
    let place = scan(stop, route, extra: extra, below: best.delta, skipping: skipped)
    if !place.isBlinked {
      let delta = Int32(clamping: place.delta)
      remember(cell, KnownInsertion(stamp: stamp[route], delta: delta), position: delta == Int32.max ? -1 : place.position)
    }
    if place.position >= 0 { best = Insertion(delta: place.delta, route: route, position: place.position) }
  }

  /// The positions between which a stop may be put, as far as its windows and what the route keeps tell, both of which only grow along a
  /// route: none is left before the last closing behind the second, nor can the next stop wait for the first opening before the first.
  @inline(__always)
  private func placesInTime(_ stop: Int, _ route: Int) -> (first: Int, last: Int) {
    var first = locked[route]
    var last = count[route]
    guard states == 1 else { return (first, last) }
    let base = at(route, 0)
    let (departure, latest) = (departure + base, latest + (base &+ 1))
    let ready = model.windows.firstOpening[stop] &+ model.service[stop]
    var beyond = last &+ 1
    while first < beyond {
      let middle = (first &+ beyond) >> 1
      if latest[middle] < ready { first = middle &+ 1 } else { beyond = middle }
    }
    let closing = model.windows.lastClosing[stop]
    var low = first
    beyond = last &+ 1
    while low < beyond {
      let middle = (low &+ beyond) >> 1
      if departure[middle] > closing { beyond = middle } else { low = middle &+ 1 }
    }
    last = low &- 1
    return (first, last)
  }

  @inline(__always)
  private func remember(_ cell: Int, _ insertion: KnownInsertion, position: Int) {
    known[cell] = insertion
    knownPosition[cell] = Int32(truncatingIfNeeded: position)
  }

  /// The cheapest legal place in a route that costs less than `limit`; position -1 and `limit` when there is none.
  private func scan(_ stop: Int, _ route: Int, extra: Int, below limit: Int, skipping skipped: Int)
    -> (delta: Int, position: Int, isBlinked: Bool)
  {
    let row = model.nodes.layer[route] &+ stop &* width
    let to = model.nodes.costTransposed + row
    let from = model.nodes.cost + row
    let base = at(route, 0)
    let (sequence, edge) = (sequence + base, edge + base)
    let (isSymmetric, isLimited) = (to == from, model.isTravelLimited[route])
    var found = (delta: limit, position: -1, isBlinked: skipped >= 0)
    var (position, end) = placesInTime(stop, route)
    if position > end { return found }
    var towards = Int(to[Int(sequence[position])])
    while position <= end {
      let next = Int(sequence[position &+ 1])
      let onwards = Int(from[next])
      let delta = towards &+ onwards &- Int(edge[position]) &+ extra
      towards = isSymmetric ? onwards : Int(to[next])
      if delta < found.delta {
        if position != skipped, fits(stop, route, base &+ position), !isLimited || isWithinTravel(stop, route, base &+ position) {
          if blinks.overlooks() {
            found.isBlinked = true
          } else {
            found.delta = delta
            found.position = position
          }
        }
      }
      position &+= 1
    }
    return found
  }

  /// The cheapest legal place of all routes that costs less than `delta`. Of empty routes that are all alike, one is looked at.
  func findInsertion(of stop: Int, below delta: Int) -> Insertion {
    var best = Insertion(delta: delta)
    var index = 0
    while index < routes.usedCount {
      findInsertion(of: stop, route: Int(routes.used[index]), best: &best)
      index &+= 1
    }
    for kind in 0..<routes.kinds {
      if let route = routes.anyEmpty(kind) { findInsertion(of: stop, route: route, best: &best) }
    }
    return best
  }

  /// Like `findInsertion(of:below:)`, but beginning with the routes of the stop's neighbours, and with these and idle ones only where many
  /// routes are in use.
  func findInsertion(of stop: Int, near neighbours: Neighbours, below delta: Int) -> Insertion {
    var best = Insertion(delta: delta)
    lastLook &+= 1
    var distance = 0
    var seen = 0
    var rank = 0
    let limit = min(neighbours.count, Self.lookedThrough)
    while rank < limit, seen < routes.usedCount {
      let other = neighbours.of(stop, rank)
      rank &+= 1
      let route = Int(routeOf[other])
      if route < 0 || look[route] >= lastLook { continue }
      look[route] = lastLook
      seen &+= 1
      distance = neighbours.isByLeg ? Int(neighbours.leg(stop, rank &- 1)) : 0
      if neighbours.isByLeg, isBeyond(best.delta, stop, route, distance: distance) { continue }
      findInsertion(of: stop, route: route, best: &best)
    }
    if routes.usedCount <= Self.allRoutes, seen < routes.usedCount {
      for index in 0..<routes.usedCount where look[Int(routes.used[index])] < lastLook {
        let route = Int(routes.used[index])
        if neighbours.isByLeg, isBeyond(best.delta, stop, route, distance: distance) { continue }
        findInsertion(of: stop, route: route, best: &best)
      }
    }
    guard opensRoutes else { return best }
    for kind in 0..<routes.kinds {
      guard let route = routes.anyEmpty(kind) else { continue }
      if openingBonus == 0 { findInsertion(of: stop, route: route, best: &best) } else { open(route, for: stop, below: delta, best: &best) }
    }
    return best
  }

  /// Prefers an idle route, as long as it costs no more than the bonus above the best place of all and less than `limit`.
  private func open(_ route: Int, for stop: Int, below limit: Int, best: inout Insertion) {
    var opened = Insertion(delta: min(limit, best.delta + openingBonus))
    findInsertion(of: stop, route: route, best: &opened)
    guard opened.isFound else { return }
    if opened.delta >= best.delta { openingBonus = 0 }
    best = opened
  }

  /// Whether the times allow `stop` behind the cell `here`.
  @inline(__always)
  func fits(_ stop: Int, _ route: Int, _ here: Int) -> Bool {
    if states == 1, model.timed == nil {
      let row = model.nodes.layer[route] &+ stop &* width
      let arrival = departure[here] &+ model.nodes.timeTransposed[row &+ Int(sequence[here])]
      let start = model.windows.start(stop, arrival: arrival)
      return start &+ model.service[stop] &+ model.nodes.time[row &+ Int(sequence[here &+ 1])] <= latest[here &+ 1]
    }
    let position = here &- at(route, 0)
    beginWalk(route, at: position)
    return stepWalk(route, from: Int(sequence[here]), to: stop) && walkReaches(route, from: stop, position: position &+ 1)
  }

  /// Whether the limits of travel time, distance and duration allow `stop` behind the cell `here`.
  func isWithinTravel(_ stop: Int, _ route: Int, _ here: Int) -> Bool {
    let before = Int(sequence[here])
    let after = Int(sequence[here + 1])
    let layer = model.nodes.layer[route]
    func detour(_ table: Cells) -> Int {
      let direct = count[route] == 0 ? 0 : Int(table[layer + before * width + after])
      return Int(table[layer + before * width + stop]) + Int(table[layer + stop * width + after]) - direct
    }
    guard travel[route] + detour(model.nodes.time) <= model.maximumTravel[route] else { return false }
    if let table = model.nodes.metres, metres[route] + detour(table) > model.maximumMetres[route] { return false }
    guard model.maximumDuration[route] < Int.max else { return true }
    var order = stops(of: route)
    order.insert(stop, at: here - at(route, 0))
    return isWithinDuration(route, order)
  }

  /// Whether a route in this order may be over soon enough after it begins. Works out the whole route.
  func isWithinDuration(_ route: Int, _ order: [Int]) -> Bool {
    guard let timeline = RouteTimeline(tables: model.tables, collector: route, stops: order).make() else { return false }
    return timeline.duration.value <= model.maximumDuration[route]
  }
}

extension RouteState {
  /// What leaving out the stop at a position saves.
  func saving(_ route: Int, _ position: Int) -> Int {
    if count[route] == 1 { return cost[route] }
    let cell = at(route, position)
    let stop = Int(sequence[cell])
    let layer = model.nodes.layer[route]
    let direct = Int(model.nodes.cost[layer + Int(sequence[cell - 1]) * width + Int(sequence[cell + 1])])
    return Int(edge[cell - 1]) + Int(edge[cell]) - direct + Int(model.assignment[route * stopCount + stop])
  }

  /// Whether the route stays in time without the stops from `position` on; without the triangle inequality it may not.
  func canLeave(_ route: Int, _ position: Int, _ length: Int) -> Bool {
    if length == count[route] { return true }
    beginWalk(route, at: position - 1)
    return walkReaches(route, from: Int(sequence[at(route, position - 1)]), position: position + length)
  }

  /// Takes out what costs more than it is worth: the worst stops first, or all of them where the route as a whole does not pay.
  func dropUnprofitable(_ route: Int) {
    while let position = leastProfitable(route) { remove(route: route, from: position) }
    guard locked[route] == 0, count[route] > 0 else { return }
    var worth = 0
    for position in 1..<(count[route] + 1) {
      worth += model.weight[Int(sequence[at(route, position)])]
      if worth >= cost[route] { return }
    }
    remove(route: route, from: 1, length: count[route])
  }

  /// The position of the stop that loses most by being visited, if any does and can leave.
  func leastProfitable(_ route: Int) -> Int? {
    var best: (loss: Int, position: Int)?
    for position in stride(from: locked[route] + 1, through: count[route], by: 1) {
      let loss = saving(route, position) - model.weight[Int(sequence[at(route, position)])]
      if loss > best?.loss ?? 0, canLeave(route, position, 1) { best = (loss, position) }
    }
    return best?.position
  }
}

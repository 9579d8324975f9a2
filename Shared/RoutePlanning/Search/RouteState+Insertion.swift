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
  var stamp: Int
  var delta: Int32
  var position: Int32
}

extension RouteState {
  /// With more routes than this, a stop is tried only in those of so many of its neighbours.
  static let allRoutes = 10
  static let lookedThrough = 50

  /// Replaces `best` when the route has a legal place for an absent stop that costs less.
  func findInsertion(of stop: Int, route: Int, best: inout Insertion) {
    let known = known + (stop &* routeCount &+ route)
    var skipped = -1
    if known.pointee.stamp == stamp[route] {
      let delta = Int(known.pointee.delta)
      if delta >= best.delta { return }
      if known.pointee.position >= 0 {
        if !blinks.overlooks() {
          best = Insertion(delta: delta, route: route, position: Int(known.pointee.position))
          return
        }
        skipped = Int(known.pointee.position)
      }
    }
    var extra = Int(model.assignment[route &* stopCount &+ stop])
    guard extra != Int(SearchModel.forbidden), count[route] < model.maximumStops[route],
      load[route] &+ model.load[stop] <= model.maximumLoad[route]
    else {
      known.pointee = KnownInsertion(stamp: stamp[route], delta: Int32.max, position: -1)
      return
    }
    if count[route] >= model.fairShare[route] { extra &+= model.shareCost[route] }
    let place = scan(stop, route, extra: extra, below: best.delta, skipping: skipped)
    if !place.isBlinked {
      let delta = Int32(clamping: place.delta)
      known.pointee = KnownInsertion(stamp: stamp[route], delta: delta, position: delta == Int32.max ? -1 : Int32(place.position))
    }
    if place.position >= 0 { best = Insertion(delta: place.delta, route: route, position: place.position) }
  }

  /// The cheapest legal place in a route that costs less than `limit`; position -1 and `limit` when there is none.
  private func scan(_ stop: Int, _ route: Int, extra: Int, below limit: Int, skipping skipped: Int)
    -> (delta: Int, position: Int, isBlinked: Bool)
  {
    let row = model.nodes.layer[route] &+ stop &* width
    let to = model.nodes.costTransposed + row
    let from = model.nodes.cost + row
    let base = at(route, 0)
    let (sequence, edge, departure, latest) = (sequence + base, edge + base, departure + base &* states, latest + base &* states)
    let lastClosing = model.windows.lastClosing[stop]
    let ready = model.windows.firstOpening[stop] &+ model.service[stop]
    let (isSimple, isLimited) = (states == 1, model.isTravelLimited[route])
    var found = (delta: limit, position: -1, isBlinked: skipped >= 0)
    var position = locked[route]
    let end = count[route]
    if isSimple { while position <= end, latest[position &+ 1] < ready { position &+= 1 } }
    while position <= end {
      let delta = Int(to[Int(sequence[position])]) &+ Int(from[Int(sequence[position &+ 1])]) &- Int(edge[position]) &+ extra
      if delta < found.delta {
        // Departures only grow along a route.
        if isSimple, departure[position] > lastClosing { break }
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
    let row = model.nodes.cost + (model.nodes.layer[0] &+ stop &* width)
    var distance = 0
    var seen = 0
    var rank = 0
    let limit = min(neighbours.count, Self.lookedThrough)
    while rank < limit, seen < routes.usedCount {
      let other = neighbours.of(stop, rank)
      rank &+= 1
      let route = Int(routeOf[other])
      if route < 0 || look[route] == lastLook { continue }
      look[route] = lastLook
      seen &+= 1
      distance = Int(row[other])
      if neighbours.isByLeg, isBeyond(best.delta, stop, route, distance: distance) { continue }
      findInsertion(of: stop, route: route, best: &best)
    }
    if routes.usedCount <= Self.allRoutes, seen < routes.usedCount {
      for index in 0..<routes.usedCount where look[Int(routes.used[index])] != lastLook {
        let route = Int(routes.used[index])
        if neighbours.isByLeg, isBeyond(best.delta, stop, route, distance: distance) { continue }
        findInsertion(of: stop, route: route, best: &best)
      }
    }
    for kind in 0..<routes.kinds {
      if let route = routes.anyEmpty(kind) { findInsertion(of: stop, route: route, best: &best) }
    }
    return best
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

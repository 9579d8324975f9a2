/// The routes of a search: always legal between two calls, with what is needed to judge a change in constant time.
///
/// Route `r` is `sequence[at(r, 0)...at(r, count[r] + 1)]`: start node, stops, end node. For each position and each number of
/// breaks taken, `departure` holds the earliest departure given what lies before, `latest` the latest arrival that what lies
/// behind still allows (M. W. P. Savelsbergh, "The vehicle routing problem with time windows: minimizing route duration",
/// ORSA Journal on Computing 4, 1992, section 2, carried over to several windows and breaks: both are exact, since the time
/// of a visit is monotone in the time of arrival).
final class RouteState {
  let model: SearchModel
  let stopCount: Int
  let routeCount: Int
  /// Positions a route may take: all stops and both ends.
  let capacity: Int
  /// Breaks plus one, at most.
  let states: Int
  let width: Int

  let sequence: Cells
  /// Cost of the leg that leaves a position; for an empty route minus what going out at all costs.
  let edge: Cells
  let departure: Cells
  let latest: Cells
  let count: UnsafeMutablePointer<Int>
  /// The first so many stops must stay.
  let locked: UnsafeMutablePointer<Int>
  let cost: UnsafeMutablePointer<Int>
  let travel: UnsafeMutablePointer<Int>
  let metres: UnsafeMutablePointer<Int>
  let load: UnsafeMutablePointer<Int>
  let reach: UnsafeMutablePointer<RouteReach>

  /// -1 when absent.
  let routeOf: Cells
  let positionOf: Cells
  let absent: Cells
  private(set) var absentCount: Int
  private let absentIndex: Cells
  /// Stops that may not be inserted (withdrawn).
  let isBarred: UnsafeMutablePointer<Bool>

  /// Cost of all routes, and the weights of the absent stops: the objective is the sum.
  private(set) var routesCost = 0
  private(set) var missed = 0
  var objective: Int { routesCost + missed }

  /// Departures of a walk in progress, per number of breaks taken; see `RouteState+Walk`.
  let walk: Cells
  let nextWalk: Cells
  let backup: RouteBackup
  let routes: RouteRoster
  /// Changes whenever a route does; what a stop's insertion is known to cost holds for one stamp.
  let stamp: Cells
  /// `stop * routeCount + route`, apart from the position, which is seldom asked for: twice as much of it stays close to the processor.
  let known: UnsafeMutablePointer<KnownInsertion>
  let knownPosition: Cells
  private var lastStamp: Int32 = 0
  /// The routes looked at in the search for one insertion; `Int.max` for closed ones, see `RuinAndRecreate+Region`.
  let look: UnsafeMutablePointer<Int>
  var lastLook = 0
  var blinks = Blinks()
  /// How much more than in a route in use a place in an idle one may cost, until one has been taken for it; see `RuinAndRecreate`.
  var openingBonus = 0
  /// Whether an idle route may be begun by `findInsertion(of:near:below:)`.
  var opensRoutes = true
  private let arena = Arena()

  init(_ model: SearchModel) {
    self.model = model
    stopCount = model.stopCount
    routeCount = model.routeCount
    capacity = stopCount + 2
    states = model.legs.states
    width = model.nodes.width
    let cells = routeCount * capacity
    sequence = arena.make(cells, filledWith: 0)
    edge = arena.make(cells, filledWith: 0)
    departure = arena.make(cells * states, filledWith: SearchModel.never)
    latest = arena.make(cells * states, filledWith: -1)
    count = arena.make(routeCount, filledWith: 0)
    locked = arena.make(routeCount, filledWith: 0)
    cost = arena.make(routeCount, filledWith: 0)
    travel = arena.make(routeCount, filledWith: 0)
    metres = arena.make(routeCount, filledWith: 0)
    load = arena.make(routeCount, filledWith: 0)
    reach = arena.make(routeCount, filledWith: RouteReach())
    routeOf = arena.make(stopCount, filledWith: -1)
    positionOf = arena.make(stopCount, filledWith: 0)
    absent = arena.make(copying: (0..<stopCount).map { Int32($0) })
    absentIndex = arena.make(copying: (0..<stopCount).map { Int32($0) })
    absentCount = stopCount
    isBarred = arena.make(stopCount, filledWith: false)
    walk = arena.make(states, filledWith: SearchModel.never)
    nextWalk = arena.make(states, filledWith: SearchModel.never)
    routes = RouteRoster(model: model)
    stamp = arena.make(routeCount, filledWith: 0)
    known = arena.make(routeCount * stopCount, filledWith: KnownInsertion(stamp: -1, delta: 0))
    knownPosition = arena.make(routeCount * stopCount, filledWith: -1)
    look = arena.make(routeCount, filledWith: 0)
    backup = RouteBackup(routeCount: routeCount, capacity: capacity, states: states)
    for stop in 0..<stopCount { missed += model.weight[stop] }
    for route in 0..<routeCount {
      sequence[at(route, 0)] = model.nodes.startNode[route]
      sequence[at(route, 1)] = model.nodes.endNode[route]
      refresh(route)
    }
  }

  @inline(__always) func at(_ route: Int, _ position: Int) -> Int { route &* capacity &+ position }

  func stops(of route: Int) -> [Int] {
    (0..<count[route]).map { Int(sequence[at(route, $0 + 1)]) }
  }

  // MARK: Changes

  /// Puts an absent stop behind position `position` of a route. The caller has made sure that it is legal.
  func insert(_ stop: Int, route: Int, after position: Int) {
    touch(route)
    markPresent(stop, on: route)
    if count[route] > 0, isPlain(route) { return shiftIn(stop, route: route, after: position) }
    let cell = at(route, position) + 1
    (sequence + (cell + 1)).update(from: sequence + cell, count: count[route] + 1 - position)
    sequence[cell] = Int32(stop)
    count[route] += 1
    refresh(route)
  }

  /// Puts an absent stop where `findInsertion` found a place for it. Debug builds compare the predicted cost with the recomputed one.
  func insert(_ stop: Int, at place: Insertion) {
    let before = objective
    insert(stop, route: place.route, after: place.position)
    assert(objective - before == place.delta - model.weight[stop], "stop \(stop) on route \(place.route): the insertion's price is wrong")
  }

  /// Takes `length` stops from position `position` (at least 1) on out of a route.
  /// - Returns: whether what is left is legal; without the triangle inequality it may not be. The caller repairs or rolls back.
  @discardableResult
  func remove(route: Int, from position: Int, length: Int = 1) -> Bool {
    touch(route)
    let base = at(route, 0)
    for index in position..<(position + length) { markAbsent(Int(sequence[base + index])) }
    if length < count[route], isPlain(route) { return shiftOut(route: route, from: position, length: length) }
    for index in (position + length)...(count[route] + 1) { sequence[base + index - length] = sequence[base + index] }
    count[route] -= length
    return refresh(route)
  }

  /// Replaces the stops of a route. Stops of the old order that are not in the new one become absent, those of the new one
  /// must be absent or on this route.
  @discardableResult
  func replace(route: Int, with stops: [Int32]) -> Bool {
    touch(route)
    for position in 0..<count[route] { markAbsent(Int(sequence[at(route, position + 1)])) }
    for (position, stop) in stops.enumerated() {
      sequence[at(route, position + 1)] = stop
      markPresent(Int(stop), on: route)
    }
    count[route] = stops.count
    sequence[at(route, stops.count + 1)] = model.nodes.endNode[route]
    return refresh(route)
  }

  func setRoutesCost(adding amount: Int) { routesCost += amount }

  @inline(__always)
  func renewStamp(_ route: Int) {
    lastStamp += 1
    stamp[route] = lastStamp
    routes.note(route, isUsed: count[route] > 0)
  }

  /// Begins anew with the stamps, before their numbers run out: nothing is known of any insertion then. Not to be called in a trial.
  func forgetInsertions() {
    lastStamp = 0
    for route in 0..<routeCount {
      lastStamp += 1
      stamp[route] = lastStamp
    }
    known.update(repeating: KnownInsertion(stamp: -1, delta: 0), count: routeCount * stopCount)
  }

  func markPresent(_ stop: Int, on route: Int) {
    routeOf[stop] = Int32(route)
    missed -= model.weight[stop]
    absentCount -= 1
    let hole = absentIndex[stop]
    let last = absent[absentCount]
    absent[Int(hole)] = last
    absentIndex[Int(last)] = hole
  }

  func markAbsent(_ stop: Int) {
    routeOf[stop] = -1
    missed += model.weight[stop]
    absentIndex[stop] = Int32(absentCount)
    absent[absentCount] = Int32(stop)
    absentCount += 1
  }
}

/// Copies of the routes that a trial changes, to undo it.
final class RouteBackup {
  let sequence: Cells
  let edge: Cells
  let departure: Cells
  let latest: Cells
  let count: UnsafeMutablePointer<Int>
  let cost: UnsafeMutablePointer<Int>
  let travel: UnsafeMutablePointer<Int>
  let metres: UnsafeMutablePointer<Int>
  let load: UnsafeMutablePointer<Int>
  let reach: UnsafeMutablePointer<RouteReach>
  let stamp: Cells
  /// The trial that last copied the route.
  let trialOf: UnsafeMutablePointer<Int>
  let touched: UnsafeMutablePointer<Int>
  var touchedCount = 0
  /// 0 while no trial is on.
  var trial = 0
  var lastTrial = 0
  private let arena = Arena()

  init(routeCount: Int, capacity: Int, states: Int) {
    sequence = arena.make(routeCount * capacity, filledWith: 0)
    edge = arena.make(routeCount * capacity, filledWith: 0)
    departure = arena.make(routeCount * capacity * states, filledWith: 0)
    latest = arena.make(routeCount * capacity * states, filledWith: 0)
    count = arena.make(routeCount, filledWith: 0)
    cost = arena.make(routeCount, filledWith: 0)
    travel = arena.make(routeCount, filledWith: 0)
    metres = arena.make(routeCount, filledWith: 0)
    load = arena.make(routeCount, filledWith: 0)
    reach = arena.make(routeCount, filledWith: RouteReach())
    stamp = arena.make(routeCount, filledWith: 0)
    trialOf = arena.make(routeCount, filledWith: 0)
    touched = arena.make(routeCount, filledWith: 0)
  }
}

extension RouteState {
  /// From here on changed routes are copied first, until `commit` or `rollBack`.
  func beginTrial() {
    backup.lastTrial += 1
    backup.trial = backup.lastTrial
    backup.touchedCount = 0
  }

  func commit() {
    backup.trial = 0
  }

  /// Copies a route about to change, once a trial.
  @inline(__always)
  func touch(_ route: Int) {
    if backup.trial == 0 || backup.trialOf[route] == backup.trial { return }
    backup.trialOf[route] = backup.trial
    backup.touched[backup.touchedCount] = route
    backup.touchedCount += 1
    let base = at(route, 0)
    let cells = count[route] + 2
    (backup.sequence + base).update(from: sequence + base, count: cells)
    (backup.edge + base).update(from: edge + base, count: cells)
    (backup.departure + base * states).update(from: departure + base * states, count: cells * states)
    (backup.latest + base * states).update(from: latest + base * states, count: cells * states)
    backup.count[route] = count[route]
    backup.cost[route] = cost[route]
    backup.travel[route] = travel[route]
    backup.metres[route] = metres[route]
    backup.load[route] = load[route]
    backup.reach[route] = reach[route]
    backup.stamp[route] = stamp[route]
  }

  /// Undoes everything since `beginTrial`.
  func rollBack() {
    for index in 0..<backup.touchedCount {
      let route = backup.touched[index]
      for position in 1..<(count[route] + 1) { markAbsent(Int(sequence[at(route, position)])) }
    }
    for index in 0..<backup.touchedCount { restore(backup.touched[index]) }
    backup.trial = 0
  }

  private func restore(_ route: Int) {
    let base = at(route, 0)
    let cells = backup.count[route] + 2
    (sequence + base).update(from: backup.sequence + base, count: cells)
    (edge + base).update(from: backup.edge + base, count: cells)
    (departure + base * states).update(from: backup.departure + base * states, count: cells * states)
    (latest + base * states).update(from: backup.latest + base * states, count: cells * states)
    setRoutesCost(adding: backup.cost[route] - cost[route])
    count[route] = backup.count[route]
    cost[route] = backup.cost[route]
    travel[route] = backup.travel[route]
    metres[route] = backup.metres[route]
    load[route] = backup.load[route]
    reach[route] = backup.reach[route]
    stamp[route] = backup.stamp[route]
    routes.note(route, isUsed: count[route] > 0)
    for position in 1..<(count[route] + 1) {
      let stop = Int(sequence[base + position])
      markPresent(stop, on: route)
      positionOf[stop] = Int32(position)
    }
  }
}

extension RouteState {
  /// The routes copied by the last trial.
  var touchedRoutes: [Int] { (0..<backup.touchedCount).map { backup.touched[$0] } }
}

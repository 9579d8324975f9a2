extension RouteState {
  /// Recomputes everything kept for a route. Linear in its stops.
  /// - Returns: whether the route is legal in time, travel, stops and load. An empty one always is.
  @discardableResult
  func refresh(_ route: Int) -> Bool {
    renewStamp(route)
    let isWithinLimits = refreshSums(route)
    let isInTime = states == 1 && model.timed == nil ? refreshTimes(route) : refreshTimesWithBreaks(route)
    guard count[route] > 0 else { return true }
    guard isInTime, isWithinLimits else { return false }
    return model.maximumDuration[route] == Int.max || isWithinDuration(route, stops(of: route))
  }

  private func refreshSums(_ route: Int) -> Bool {
    let base = at(route, 0)
    let stops = count[route]
    let layer = model.nodes.layer[route]
    let old = cost[route]
    var sumOfCost = 0
    var sumOfTravel = 0
    var sumOfLoad = 0
    for position in 0...stops {
      let from = Int(sequence[base + position])
      let cell = layer + from * width + Int(sequence[base + position + 1])
      edge[base + position] = model.nodes.cost[cell]
      sumOfCost += Int(model.nodes.cost[cell])
      sumOfTravel += Int(model.nodes.time[cell])
      if position > 0 {
        positionOf[from] = Int32(position)
        sumOfCost += Int(model.assignment[route * stopCount + from])
        sumOfLoad += model.load[from]
      }
    }
    if stops == 0 {
      edge[base] = Int32(-model.routeCost[route])
      sumOfCost = 0
      sumOfTravel = 0
    } else {
      sumOfCost += model.routeCost[route] + max(0, stops - model.fairShare[route]) * model.shareCost[route]
    }
    cost[route] = sumOfCost
    travel[route] = sumOfTravel
    load[route] = sumOfLoad
    metres[route] = model.isTravelLimited[route] ? sumOfMetres(route) : 0
    refreshReach(route, mayBeShorter: true)
    setRoutesCost(adding: sumOfCost - old)
    return stops <= model.maximumStops[route] && sumOfLoad <= model.maximumLoad[route] && sumOfTravel <= model.maximumTravel[route]
      && metres[route] <= model.maximumMetres[route]
  }

  private func sumOfMetres(_ route: Int) -> Int {
    guard let table = model.nodes.metres, count[route] > 0 else { return 0 }
    var sum = 0
    for position in 0...count[route] {
      let from = Int(sequence[at(route, position)])
      sum += Int(table[model.nodes.layer[route] + from * width + Int(sequence[at(route, position + 1)])])
    }
    return sum
  }

  private func refreshTimes(_ route: Int) -> Bool {
    let base = at(route, 0)
    let stops = count[route]
    let time = model.nodes.time + model.nodes.layer[route]
    let windows = model.windows
    departure[base] = model.shiftOpening[route]
    var now = model.shiftOpening[route]
    var here = Int(sequence[base])
    for position in 1..<(stops + 1) {
      let stop = Int(sequence[base + position])
      let start = windows.start(stop, arrival: now &+ time[here &* width &+ stop])
      now = min(SearchModel.never, start &+ model.service[stop])
      departure[base + position] = now
      here = stop
    }
    var limit = model.legs.endLimit[route]
    latest[base + stops + 1] = limit
    let isInTime = stops == 0 || now &+ time[here &* width &+ Int(sequence[base + stops + 1])] <= limit
    var next = Int(sequence[base + stops + 1])
    for position in stride(from: stops, to: 0, by: -1) {
      let stop = Int(sequence[base + position])
      limit = windows.latestArrival(stop, startingBy: limit &- time[stop &* width &+ next] &- model.service[stop])
      latest[base + position] = limit
      next = stop
    }
    return isInTime
  }

  private func refreshTimesWithBreaks(_ route: Int) -> Bool {
    let stops = count[route]
    beginWalk(route, at: 0)
    for state in 0..<states {
      walk[state] = state == 0 ? model.shiftOpening[route] : SearchModel.never
      departure[at(route, 0) * states + state] = walk[state]
    }
    var here = Int(sequence[at(route, 0)])
    for position in 1..<(stops + 1) {
      let stop = Int(sequence[at(route, position)])
      stepWalk(route, from: here, to: stop)
      for state in 0..<states { departure[at(route, position) * states + state] = walk[state] }
      here = stop
    }
    let last = at(route, stops + 1)
    for state in 0..<states { latest[last * states + state] = model.legs.endLimit[route * states + state] }
    let isInTime = stops == 0 || walkReaches(route, from: here, position: stops + 1)
    for position in stride(from: stops, to: 0, by: -1) { refreshLatest(route, position) }
    return isInTime
  }

  private func refreshLatest(_ route: Int, _ position: Int) {
    let here = at(route, position)
    let stop = Int(sequence[here])
    let next = Int(sequence[here + 1])
    let count = Int(model.legs.stateCount[route])
    for taken in 0..<states {
      var departBy: Int32 = -1
      for after in taken..<max(taken, count) {
        let leg = (route * states + taken) * states + after
        let arriveBy = latest[(here + 1) * states + after]
        guard model.legs.earliest[leg] <= arriveBy else { continue }
        let leaveBy = model.latestDeparture(route, stop, next, arrivingBy: arriveBy - model.legs.pause[leg])
        departBy = max(departBy, min(model.legs.latest[leg], leaveBy))
      }
      latest[here * states + taken] = model.windows.latestArrival(stop, startingBy: departBy - model.service[stop])
    }
  }
}

/// Every collector goes on to the nearest stop that is still legal, until none is. Blind to prizes, but it reaches far places where no
/// single stop pays its way although together they do.
struct NearestNeighbourConstruction {
  let state: RouteState

  func run() {
    for route in 0..<state.routeCount {
      while let stop = nearest(route) { state.insert(stop, route: route, after: state.count[route]) }
    }
  }

  private func nearest(_ route: Int) -> Int? {
    let position = state.count[route]
    let model = state.model
    guard position < model.maximumStops[route] else { return nil }
    let cell = state.at(route, position)
    let row = model.nodes.time + model.nodes.layer[route] + Int(state.sequence[cell]) * model.nodes.width
    var best: Int?
    for index in 0..<state.absentCount {
      let stop = Int(state.absent[index])
      if let other = best, (row[other], other) <= (row[stop], stop) { continue }
      guard !state.isBarred[stop], model.assignment[route * state.stopCount + stop] != SearchModel.forbidden,
        state.load[route] + model.load[stop] <= model.maximumLoad[route], state.fits(stop, route, cell),
        !model.isTravelLimited[route] || state.isWithinTravel(stop, route, cell)
      else { continue }
      best = stop
    }
    return best
  }
}

/// Puts the problem's initial routes into an empty state, as far as they are legal.
struct InitialLoad {
  let state: RouteState

  /// Locked stops first, in order; if then the whole order is legal it is taken as it is, else the weightiest stops are.
  /// - Returns: the stops that had to be left out.
  func run(excluding withdrawn: Set<Int> = []) -> [Int] {
    var leftOut: [Int] = []
    for (route, initial) in state.model.problem.initialRoutes.enumerated() {
      let locked = initial.stops.prefix(initial.locked).filter { !withdrawn.contains($0) }
      let free = initial.stops.dropFirst(initial.locked).filter { !withdrawn.contains($0) }
      leftOut += load(route, locked: locked, free: free)
    }
    return leftOut
  }

  private func load(_ route: Int, locked: [Int], free: [Int]) -> [Int] {
    let all = locked + free
    if replace(route, all) {
      state.locked[route] = locked.count
      return []
    }
    var kept: [Int] = []
    for stop in locked {
      // A beginning may be legal only together with what follows (a hole on the way home), so `free` is tried below as well.
      if replace(route, kept + [stop]) || replace(route, kept + [stop] + free) { kept.append(stop) }
    }
    if !replace(route, kept) { kept = replace(route, kept + free) ? kept : [] }
    var order = kept
    if replace(route, kept + free) {
      order = kept + free
    } else {
      order = addByWeight(route, kept: kept, free: free)
    }
    _ = replace(route, order)
    state.locked[route] = kept.count
    let present = Set(order)
    return all.filter { !present.contains($0) }
  }

  /// The free stops in falling weight, each at its place in the old order, as long as the route stays legal.
  private func addByWeight(_ route: Int, kept: [Int], free: [Int]) -> [Int] {
    var chosen: Set<Int> = []
    for stop in free.sorted(by: { (state.model.weight[$0], $1) > (state.model.weight[$1], $0) }) {
      chosen.insert(stop)
      if !replace(route, kept + free.filter { chosen.contains($0) }) { chosen.remove(stop) }
    }
    return kept + free.filter { chosen.contains($0) }
  }

  private func replace(_ route: Int, _ stops: [Int]) -> Bool {
    guard stops.allSatisfy({ state.model.assignment[route * state.stopCount + $0] != SearchModel.forbidden }) else { return false }
    return state.replace(route: route, with: stops.map { Int32($0) })
  }
}

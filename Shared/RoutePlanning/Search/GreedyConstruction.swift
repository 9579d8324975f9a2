/// Fills routes in one pass: stop by stop in a given order, each where it is cheapest. About stops x (stops of all routes), a thousandth of
/// a second for a hundred stops.
struct GreedyConstruction {
  enum Order {
    /// By weight, the far ones first among equals.
    case farthestFirst
    /// By weight, those that close soonest first among equals.
    case tightestFirst
  }

  let state: RouteState

  /// - Parameter optimism: how many times its prize an optional stop may cost: above 1, far groups of stops are reached that only pay
  ///   together. What does not pay in the end leaves again.
  func run(_ order: Order, optimism: Int = 1) {
    for stop in sorted(order) where !state.isBarred[stop] {
      let place = state.findInsertion(of: stop, below: state.model.worth(stop, optimism: optimism))
      if place.isFound { state.insert(stop, at: place) }
    }
    guard optimism > 1 else { return }
    for route in 0..<state.routeCount { state.dropUnprofitable(route) }
    complete()
  }

  /// Puts in what still pays, until nothing does.
  func complete() {
    var count = -1
    while count != state.absentCount, state.absentCount > 0 {
      count = state.absentCount
      run(.farthestFirst)
    }
  }

  private func sorted(_ order: Order) -> [Int] {
    let model = state.model
    guard state.routeCount > 0 else { return [] }
    let home = model.nodes.layer[0] + Int(model.nodes.startNode[0]) * model.nodes.width
    func key(_ stop: Int) -> (Int, Int, Int) {
      let tie = order == .farthestFirst ? -Int(model.nodes.cost[home + stop]) : Int(model.windows.lastClosing[stop])
      return (-model.weight[stop], tie, stop)
    }
    return (0..<state.absentCount).map { Int(state.absent[$0]) }.sorted { key($0) < key($1) }
  }
}

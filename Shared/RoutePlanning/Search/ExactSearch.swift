/// The best plan of a small problem, proven: for each collector the cheapest order of every subset of stops by dynamic programming
/// over labels (M. Desrochers and F. Soumis, INFOR 26, 1988), then the best division of the stops among the collectors.
///
/// Time grows with 3^stops x collectors; meant for `maximumStops`.
struct ExactSearch {
  static let maximumStops = 9
  static let maximumCollectors = 8

  let state: RouteState

  private struct Table {
    /// For each set of stops the least cost, `Int.max` when it cannot be served.
    var cost: [Int]
    var order: [[Int32]]
  }

  static func suits(_ problem: RoutingProblem) -> Bool {
    problem.stops.count <= maximumStops && (1...maximumCollectors).contains(problem.collectors.count)
      && problem.collectors.allSatisfy { $0.maximumDuration == nil }
  }

  /// Replaces the routes of the state by the best ones.
  func run() {
    let sets = 1 << state.stopCount
    let weights = (0..<sets).map { set in (0..<state.stopCount).reduce(0) { set >> $1 & 1 == 1 ? $0 + state.model.weight[$1] : $0 } }
    let tables = makeTables()
    var best = [Int](repeating: Int.max, count: sets)
    best[0] = 0
    var choices: [[Int]] = []
    for table in tables {
      var next = [Int](repeating: Int.max, count: sets)
      var choice = [Int](repeating: 0, count: sets)
      for set in 0..<sets {
        var part = set
        while true {
          if best[set ^ part] < Int.max, table.cost[part] < Int.max {
            let value = best[set ^ part] + table.cost[part] - weights[part]
            if value < next[set] {
              next[set] = value
              choice[set] = part
            }
          }
          if part == 0 { break }
          part = (part - 1) & set
        }
      }
      best = next
      choices.append(choice)
    }
    install(tables, choices, from: (0..<sets).min { best[$0] < best[$1] } ?? 0)
  }

  private func install(_ tables: [Table], _ choices: [[Int]], from set: Int) {
    var left = set
    var orders: [[Int32]] = []
    for (table, choice) in zip(tables, choices).reversed() {
      orders.append(table.order[choice[left]])
      left ^= choice[left]
    }
    for route in 0..<state.routeCount { state.replace(route: route, with: []) }
    for (route, order) in orders.reversed().enumerated() { state.replace(route: route, with: order) }
  }

  private func makeTables() -> [Table] {
    let collectors = state.model.problem.collectors
    let stops = state.stopCount
    var tables: [Table] = []
    for route in 0..<state.routeCount {
      let twin = (0..<route).first { other in
        collectors[other] == collectors[route] && state.locked[other] == 0 && state.locked[route] == 0
          && (0..<stops).allSatisfy { state.model.assignment[other * stops + $0] == state.model.assignment[route * stops + $0] }
      }
      if let twin { tables.append(tables[twin]) } else { tables.append(makeTable(route)) }
    }
    return tables
  }

  private func makeTable(_ route: Int) -> Table {
    let sets = 1 << state.stopCount
    var table = Table(cost: [Int](repeating: Int.max, count: sets), order: [[Int32]](repeating: [], count: sets))
    var labels = ExactLabels(state: state, route: route)
    labels.extendAll()
    for set in 0..<sets {
      guard let (cost, order) = labels.cheapest(set) else { continue }
      table.cost[set] = cost
      table.order[set] = order
    }
    return table
  }
}

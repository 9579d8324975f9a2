import Contracts
import RoutePlanning

/// How good a plan is, compared rank by rank: pinned stops served, then each priority from the top, then prizes less costs.
struct Worth: Equatable, Comparable {
  var served: [Int]
  var profit: Int

  static func < (lhs: Worth, rhs: Worth) -> Bool {
    for (one, other) in zip(lhs.served, rhs.served) where one != other { return one < other }
    return lhs.profit < rhs.profit
  }

  static func of(_ orders: [[Int]], _ problem: RoutingProblem) -> Worth? {
    var profit = 0
    for (collector, order) in orders.enumerated() {
      guard let cost = OrderOracle(problem: problem, collector: collector).cost(order) else { return nil }
      profit -= cost
    }
    let visited = orders.flatMap { $0 }.map { problem.stops[$0] }
    profit += visited.reduce(0) { $0 + $1.prize }
    let priorities = Set(problem.stops.map(\.priority)).filter { $0 > 0 }.sorted(by: >)
    let free = visited.filter { $0.pinnedCollector == nil }
    let pinnedRanks = Set(problem.stops.map(\.priority)).sorted(by: >)
    let pinned = visited.filter { $0.pinnedCollector != nil }
    let served =
      pinnedRanks.map { rank in pinned.count { $0.priority == rank } } + priorities.map { rank in free.count { $0.priority == rank } }
    return Worth(served: served, profit: profit)
  }
}

/// Tries everything.
struct BruteForce {
  let problem: RoutingProblem

  /// Every order of every subset for each collector in turn.
  func best() -> Worth {
    var best = Worth(served: [], profit: Int.min)
    var orders = [[Int]](repeating: [], count: problem.collectors.count)
    extend(&orders, 0, Set(problem.stops.indices), &best)
    return best
  }

  private func extend(_ orders: inout [[Int]], _ collector: Int, _ left: Set<Int>, _ best: inout Worth) {
    let oracle = OrderOracle(problem: problem, collector: collector)
    if collector + 1 < problem.collectors.count {
      if oracle.cost(orders[collector]) != nil { extend(&orders, collector + 1, left, &best) }
    } else if keepsLocks(orders), let worth = Worth.of(orders, problem), best.served.isEmpty && best.profit == Int.min || best < worth {
      best = worth
    }
    for stop in left where oracle.mayServe(stop) {
      orders[collector].append(stop)
      // A beginning that is too late stays too late whatever follows.
      if isStillInTime(oracle, orders[collector]) { extend(&orders, collector, left.subtracting([stop]), &best) }
      orders[collector].removeLast()
    }
  }

  private func keepsLocks(_ orders: [[Int]]) -> Bool {
    zip(orders, problem.initialRoutes).allSatisfy { order, initial in
      Array(order.prefix(initial.locked)) == Array(initial.stops.prefix(initial.locked))
    }
  }

  /// Whether the stops alone can be served in this order, forgetting breaks and the way home.
  private func isStillInTime(_ oracle: OrderOracle, _ order: [Int]) -> Bool {
    let day = problem.collectors[oracle.collector]
    var now = day.shift.opens.value
    var place = day.start
    for stop in order {
      guard let leg = oracle.leg(place, problem.stops[stop].place), let start = oracle.start(stop, now + leg.seconds) else { return false }
      now = start + problem.stops[stop].service.value
      place = problem.stops[stop].place
    }
    return now <= day.shift.closes.value
  }
}

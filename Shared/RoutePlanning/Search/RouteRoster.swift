/// Which routes are in use, and one idle route of each kind: collectors who are alike in everything need not all be tried.
final class RouteRoster {
  let kinds: Int
  private let kindOf: [Int]
  /// The routes in use come first.
  let used: Cells
  private(set) var usedCount = 0
  private let usedIndex: Cells
  /// The idle routes of kind `k` are `idle[first[k]]...`, `idleCount[k]` of them.
  private let idle: Cells
  private let idleIndex: Cells
  private let idleCount: Cells
  private let first: [Int]
  private let arena = Arena()

  init(model: SearchModel) {
    let problem = model.problem
    var kindOfCollector: [Kind: Int] = [:]
    var kindOf: [Int] = []
    let named = Set(problem.stops.compactMap(\.pinnedCollector) + problem.stops.compactMap(\.affinity?.collector))
    for (route, collector) in problem.collectors.enumerated() {
      let isNamed = named.contains(route) || problem.initialRoutes[route].locked > 0
      let kind = Kind(collector: collector, route: isNamed ? route : nil)
      kindOf.append(kindOfCollector[kind, default: kindOfCollector.count])
      kindOfCollector[kind] = kindOf[route]
    }
    self.kindOf = kindOf
    kinds = kindOfCollector.count
    let routes = problem.collectors.count
    used = arena.make(routes, filledWith: 0)
    usedIndex = arena.make(routes, filledWith: -1)
    idle = arena.make(routes, filledWith: 0)
    idleIndex = arena.make(routes, filledWith: 0)
    idleCount = arena.make(kindOfCollector.count, filledWith: 0)
    var sizes = [Int](repeating: 0, count: kindOfCollector.count)
    for kind in kindOf { sizes[kind] += 1 }
    var first: [Int] = []
    var next = 0
    for size in sizes {
      first.append(next)
      next += size
    }
    self.first = first
    for route in (0..<routes).reversed() { addIdle(route) }
  }

  private struct Kind: Hashable {
    let collector: RoutingCollector
    let route: Int?
  }

  /// An idle route of a kind; the lowest at first.
  @inline(__always)
  func anyEmpty(_ kind: Int) -> Int? {
    idleCount[kind] == 0 ? nil : Int(idle[first[kind] &+ Int(idleCount[kind]) &- 1])
  }

  /// To be told whenever a route's stops may have become none or some.
  @inline(__always)
  func note(_ route: Int, isUsed: Bool) {
    if isUsed == (usedIndex[route] >= 0) { return }
    if isUsed {
      removeIdle(route)
      usedIndex[route] = Int32(usedCount)
      used[usedCount] = Int32(route)
      usedCount += 1
    } else {
      usedCount -= 1
      let last = used[usedCount]
      used[Int(usedIndex[route])] = last
      usedIndex[Int(last)] = usedIndex[route]
      usedIndex[route] = -1
      addIdle(route)
    }
  }

  /// Whether two collectors can do the same, so that they may exchange their routes.
  func areAlike(_ route: Int, _ other: Int) -> Bool { kindOf[route] == kindOf[other] }

  private func addIdle(_ route: Int) {
    let kind = kindOf[route]
    idleIndex[route] = idleCount[kind]
    idle[first[kind] + Int(idleCount[kind])] = Int32(route)
    idleCount[kind] += 1
  }

  private func removeIdle(_ route: Int) {
    let kind = kindOf[route]
    idleCount[kind] -= 1
    let last = idle[first[kind] + Int(idleCount[kind])]
    idle[first[kind] + Int(idleIndex[route])] = last
    idleIndex[Int(last)] = idleIndex[route]
  }
}

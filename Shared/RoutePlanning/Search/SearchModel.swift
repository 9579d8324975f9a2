import Contracts

/// A `RoutingProblem` as flat arrays for the inner loops. Immutable; collectors are called routes from here on.
final class SearchModel {
  /// Later than any time; marks what cannot be reached. Two of them and a plan's times still fit 32 bits.
  static let never: Int32 = 1 << 29
  /// Dearer than any leg.
  static let dear: Int32 = 1 << 30
  /// In `assignment`: this collector may not serve this stop.
  static let forbidden = Int32.max

  let problem: RoutingProblem
  let stopCount: Int
  let routeCount: Int
  let nodes: NodeMatrices
  let tables: DayTables
  let windows: WindowTable
  let legs: LegTable
  let service: Cells
  let weight: UnsafeMutablePointer<Int>
  let load: UnsafeMutablePointer<Int>
  /// `route * stopCount + stop`: what the collector's serving the stop costs beside travel, or `forbidden`.
  let assignment: Cells
  let maximumStops: UnsafeMutablePointer<Int>
  let maximumLoad: UnsafeMutablePointer<Int>
  let maximumTravel: UnsafeMutablePointer<Int>
  let maximumMetres: UnsafeMutablePointer<Int>
  /// Whether the route has a limit of travel time, of distance or of duration.
  let isTravelLimited: UnsafeMutablePointer<Bool>
  let maximumDuration: UnsafeMutablePointer<Int>
  /// Stops beyond this many cost `shareCost` each.
  let fairShare: UnsafeMutablePointer<Int>
  let shareCost: UnsafeMutablePointer<Int>
  let hasShares: Bool
  /// Set when some collector's travel depends on the time of departure.
  let timed: TimedTravel?
  let routeCost: UnsafeMutablePointer<Int>
  let shiftOpening: Cells
  private let arena = Arena()

  init(_ problem: RoutingProblem) {
    self.problem = problem
    stopCount = problem.stops.count
    routeCount = problem.collectors.count
    nodes = NodeMatrices(problem: problem, arena: arena)
    tables = DayTables(problem)
    windows = tables.windows
    legs = tables.legs
    let collectors = problem.collectors
    service = arena.make(copying: problem.stops.map { Int32($0.service.value) })
    weight = arena.make(copying: problem.weights)
    load = arena.make(copying: problem.stops.map(\.load))
    maximumStops = arena.make(copying: collectors.map { $0.maximumStops ?? Int.max })
    maximumLoad = arena.make(copying: collectors.map { $0.maximumLoad ?? Int.max })
    maximumTravel = arena.make(copying: collectors.map { $0.maximumTravel?.value ?? Int.max })
    maximumMetres = arena.make(copying: collectors.map { $0.maximumDistance?.value ?? Int.max })
    isTravelLimited = arena.make(
      copying: collectors.map { $0.maximumTravel != nil || $0.maximumDistance != nil || $0.maximumDuration != nil })
    maximumDuration = arena.make(copying: collectors.map { $0.maximumDuration?.value ?? Int.max })
    fairShare = arena.make(copying: collectors.map { $0.fairShare ?? Int.max })
    shareCost = arena.make(copying: collectors.map { $0.fairShare == nil ? 0 : $0.costs.perStopBeyondShare })
    hasShares = collectors.contains { $0.fairShare != nil && $0.costs.perStopBeyondShare > 0 }
    let isTimed = collectors.contains { !$0.matrixByTime.isEmpty }
    timed = isTimed ? TimedTravel(problem: problem, nodes: nodes, arena: arena) : nil
    routeCost = arena.make(copying: collectors.map(\.costs.perRoute))
    shiftOpening = arena.make(copying: collectors.map { Int32($0.shift.opens.value) })
    var assignment: [Int32] = []
    assignment.reserveCapacity(stopCount * routeCount)
    for (route, collector) in collectors.enumerated() {
      for stop in problem.stops { assignment.append(Self.assignmentCost(stop, route, collector)) }
    }
    self.assignment = arena.make(copying: assignment)
  }

  /// What a stop may cost when looked at with optimism: that many times its prize. What no prize outweighs stays as it is.
  @inline(__always)
  func worth(_ stop: Int, optimism: Int) -> Int {
    weight[stop] < 1 << 40 ? weight[stop] &* optimism : weight[stop]
  }

  /// When a leg that may begin at `departure` ends.
  @inline(__always)
  func arrival(_ route: Int, _ from: Int, _ to: Int, departure: Int32) -> Int32 {
    let cell = from &* nodes.width &+ to
    if let timed { return timed.arrival(route, cell: cell, departure: departure) }
    return departure &+ nodes.time[nodes.layer[route] &+ cell]
  }

  /// The latest departure that ends a leg by `arrival`; below 0 when there is none.
  @inline(__always)
  func latestDeparture(_ route: Int, _ from: Int, _ to: Int, arrivingBy arrival: Int32) -> Int32 {
    let cell = from &* nodes.width &+ to
    if let timed { return timed.latestDeparture(route, cell: cell, arrivingBy: arrival) }
    return arrival &- nodes.time[nodes.layer[route] &+ cell]
  }

  private static func assignmentCost(_ stop: RoutingStop, _ route: Int, _ collector: RoutingCollector) -> Int32 {
    if let pinned = stop.pinnedCollector, pinned != route { return forbidden }
    guard stop.skills.isSubset(of: collector.skills), stop.load <= collector.maximumLoad ?? Int.max else { return forbidden }
    guard let affinity = stop.affinity, affinity.collector != route else { return 0 }
    return Int32(affinity.cost)
  }
}

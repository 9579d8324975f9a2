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
  /// Whether the route has a limit of travel time or of distance.
  let isTravelLimited: UnsafeMutablePointer<Bool>
  let routeCost: UnsafeMutablePointer<Int>
  let shiftOpening: Cells
  private let arena = Arena()

  init(_ problem: RoutingProblem) {
    self.problem = problem
    stopCount = problem.stops.count
    routeCount = problem.collectors.count
    nodes = NodeMatrices(problem: problem, arena: arena)
    windows = WindowTable(problem: problem, arena: arena)
    legs = LegTable(problem: problem, arena: arena)
    let collectors = problem.collectors
    service = arena.make(copying: problem.stops.map { Int32($0.service.value) })
    weight = arena.make(copying: problem.weights)
    load = arena.make(copying: problem.stops.map(\.load))
    maximumStops = arena.make(copying: collectors.map { $0.maximumStops ?? Int.max })
    maximumLoad = arena.make(copying: collectors.map { $0.maximumLoad ?? Int.max })
    maximumTravel = arena.make(copying: collectors.map { $0.maximumTravel?.value ?? Int.max })
    maximumMetres = arena.make(copying: collectors.map { $0.maximumDistance?.value ?? Int.max })
    isTravelLimited = arena.make(copying: collectors.map { $0.maximumTravel != nil || $0.maximumDistance != nil })
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

  private static func assignmentCost(_ stop: RoutingStop, _ route: Int, _ collector: RoutingCollector) -> Int32 {
    if let pinned = stop.pinnedCollector, pinned != route { return forbidden }
    guard stop.skills.isSubset(of: collector.skills), stop.load <= collector.maximumLoad ?? Int.max else { return forbidden }
    guard let affinity = stop.affinity, affinity.collector != route else { return 0 }
    return Int32(affinity.cost)
  }
}

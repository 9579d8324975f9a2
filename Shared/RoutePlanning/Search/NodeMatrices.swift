/// Travel between nodes: the stops, then the distinct places where routes begin or end, then one node for "ends anywhere".
///
/// One layer for each distinct pair of travel matrix and travel costs. A cell is `row * width + column` of a layer; the transposed
/// copies let a loop over the predecessors of one stop read memory in a row. A missing cell is `SearchModel.never` (time) or
/// `SearchModel.dear` (cost), which no route can contain.
struct NodeMatrices {
  let width: Int
  private let places: [Int?]
  /// First cell of each collector's layer.
  let layer: [Int]
  let startNode: Cells
  let endNode: Cells
  let time: Cells
  let timeTransposed: Cells
  let cost: Cells
  let costTransposed: Cells
  var isSymmetric: Bool { cost == costTransposed }
  /// Filled only when some collector has a limit of distance.
  let metres: Cells?

  private struct Profile: Hashable {
    let matrix: Int
    let costs: TravelCosts
  }

  init(problem: RoutingProblem, arena: Arena) {
    var places = problem.stops.map { Optional($0.place) }
    var nodeOfTerminal: [Int?: Int32] = [:]
    func terminal(_ place: Int?) -> Int32 {
      if let node = nodeOfTerminal[place] { return node }
      let node = Int32(places.count)
      places.append(place)
      nodeOfTerminal[place] = node
      return node
    }
    startNode = arena.make(copying: problem.collectors.map { terminal($0.start) })
    endNode = arena.make(copying: problem.collectors.map { terminal($0.end) })
    let width = places.count
    self.width = width
    self.places = places
    var profiles: [Profile] = []
    layer = problem.collectors.map { collector in
      let costs = TravelCosts(perSecond: collector.costs.perSecond, perMetre: collector.costs.perMetre)
      let profile = Profile(matrix: collector.matrix, costs: costs)
      if let known = profiles.firstIndex(of: profile) { return known * width * width }
      profiles.append(profile)
      return (profiles.count - 1) * width * width
    }
    let cells = profiles.count * width * width
    let time = arena.make(cells, filledWith: Int32(0))
    var cost = arena.make(cells, filledWith: Int32(0))
    metres = problem.collectors.contains { $0.maximumDistance != nil } ? arena.make(cells, filledWith: 0) : nil
    let order = PinnedOrderLegs(problem: problem, width: width)
    var isSymmetric = order.isEmpty
    for (index, profile) in profiles.enumerated() {
      let fill = LayerFill(matrix: problem.matrices[profile.matrix], costs: profile.costs, places: places)
      let base = index * width * width
      let symmetric = fill.run(time: time + base, cost: cost + base, metres: metres.map { $0 + base })
      order.forbid(time: time + base, cost: cost + base)
      isSymmetric = isSymmetric && symmetric
    }
    // Where a second costs one and nothing else does, there is one table for both: half of the memory that the inner loops read.
    if (0..<cells).allSatisfy({ time[$0] == cost[$0] }) { cost = time }
    self.time = time
    self.cost = cost
    timeTransposed = isSymmetric ? time : Self.transposed(time, width: width, layers: profiles.count, arena: arena)
    costTransposed =
      isSymmetric ? cost : cost == time ? timeTransposed : Self.transposed(cost, width: width, layers: profiles.count, arena: arena)
  }

  /// Writes one matrix's seconds into a layer in which a leg that is missing in `base` is missing too.
  func fillTimes(_ layer: Cells, from matrix: TravelMatrix, like base: Cells) {
    for (row, from) in places.enumerated() {
      for (column, to) in places.enumerated() {
        guard let from, let to else { continue }
        let seconds = matrix.seconds[from * matrix.size + to]
        let isMissing = seconds == TravelMatrix.missing || base[row * width + column] >= SearchModel.never
        layer[row * width + column] = isMissing ? SearchModel.never : seconds
      }
    }
  }

  private static func transposed(_ cells: Cells, width: Int, layers: Int, arena: Arena) -> Cells {
    let copy = arena.make(layers * width * width, filledWith: Int32(0))
    for base in stride(from: 0, to: layers * width * width, by: width * width) {
      for row in 0..<width {
        for column in 0..<width { copy[base + column * width + row] = cells[base + row * width + column] }
      }
    }
    return copy
  }
}

/// Fills one layer; an unknown place (the end of an open route) is reached from everywhere at once and for nothing.
private struct LayerFill {
  let matrix: TravelMatrix
  let costs: TravelCosts
  let places: [Int?]

  /// Returns whether the layer is symmetric.
  func run(time: Cells, cost: Cells, metres: Cells?) -> Bool {
    let width = places.count
    for (row, from) in places.enumerated() {
      for (column, to) in places.enumerated() {
        guard let from, let to else { continue }
        let seconds = matrix.seconds[from * matrix.size + to]
        let length = matrix.metres[from * matrix.size + to]
        let cell = row * width + column
        let isMissing = seconds == TravelMatrix.missing
        time[cell] = isMissing ? SearchModel.never : seconds
        cost[cell] = isMissing ? SearchModel.dear : Int32(Int(seconds) * costs.perSecond + Int(length) * costs.perMetre)
        metres?[cell] = isMissing ? SearchModel.never : length
      }
    }
    for row in 0..<width {
      for column in 0..<row
      where time[row * width + column] != time[column * width + row] || cost[row * width + column] != cost[column * width + row] {
        return false
      }
    }
    return true
  }
}

/// Pins to the beginning and the end of a route, as legs that do not exist: into a first stop from one that is not, out of a last
/// stop to one that is not. Locked beginnings are exempt, and come before what is pinned first.
private struct PinnedOrderLegs {
  private let order: [PinnedOrder?]
  private let isLocked: [Bool]
  private let width: Int

  var isEmpty: Bool { order.allSatisfy { $0 == nil } }

  init(problem: RoutingProblem, width: Int) {
    order = problem.stops.map(\.pinnedOrder)
    var isLocked = [Bool](repeating: false, count: problem.stops.count)
    for route in problem.initialRoutes {
      for stop in route.stops.prefix(route.locked) { isLocked[stop] = true }
    }
    self.isLocked = isLocked
    self.width = width
  }

  func forbid(time: Cells, cost: Cells) {
    for (stop, pin) in order.enumerated() where pin != nil && !isLocked[stop] {
      for other in order.indices where other != stop && order[other] != pin {
        if pin == .first, isLocked[other] { continue }
        let cell = pin == .first ? other * width + stop : stop * width + other
        time[cell] = SearchModel.never
        cost[cell] = SearchModel.dear
      }
    }
  }
}

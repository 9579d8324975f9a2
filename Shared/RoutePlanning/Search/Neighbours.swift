/// For each stop the other stops close to it, nearest first, so that a search looks at a share of the pairs only.
struct Neighbours {
  let count: Int
  /// Whether they are in the order of what a leg to them costs, for every collector and either way.
  let isByLeg: Bool
  private let list: Cells
  private let legs: Cells

  /// - Parameter waits: adds a fifth of the waiting that following a stop at once would cause and all of the time by which it would be
  ///   late (T. Vidal et al., "A hybrid genetic algorithm with adaptive diversity management ...", 2013, section 4.4.3).
  init(model: SearchModel, count: Int, waits: Bool, arena: Arena) {
    let stops = model.stopCount
    self.count = max(0, min(count, stops - 1))
    isByLeg = !waits && model.nodes.isSymmetric && Set(model.nodes.layer).count == 1
    list = arena.make(stops * self.count, filledWith: 0)
    legs = arena.make(isByLeg ? stops * self.count : 0, filledWith: 0)
    guard self.count > 0 else { return }
    let layer = model.nodes.layer.first ?? 0
    let width = model.nodes.width
    var closest = Closest(count: self.count)
    for stop in 0..<stops {
      closest.clear()
      for other in 0..<stops where other != stop {
        let there = layer + stop * width + other
        let back = layer + other * width + stop
        var distance = Int(model.nodes.cost[there]) + Int(model.nodes.cost[back])
        if waits {
          distance += min(
            Self.misfit(model, stop, other, Int(model.nodes.time[there])), Self.misfit(model, other, stop, Int(model.nodes.time[back])))
        }
        closest.add(Int32(other), distance)
      }
      for rank in 0..<self.count {
        let other = closest.stops[rank]
        list[stop * self.count + rank] = other
        if isByLeg { legs[stop * self.count + rank] = model.nodes.cost[layer + stop * width + Int(other)] }
      }
    }
  }

  @inline(__always)
  func of(_ stop: Int, _ rank: Int) -> Int { Int(list[stop &* count &+ rank]) }

  /// The price of a leg to the neighbour of that rank; to be asked for only where they are in that order (`isByLeg`).
  @inline(__always)
  func leg(_ stop: Int, _ rank: Int) -> Int32 { legs[stop &* count &+ rank] }

  private static func misfit(_ model: SearchModel, _ first: Int, _ second: Int, _ travel: Int) -> Int {
    let service = Int(model.service[first])
    let wait = Int(model.windows.firstOpening[second]) - travel - service - Int(model.windows.lastClosing[first])
    let late = Int(model.windows.firstOpening[first]) + service + travel - Int(model.windows.lastClosing[second])
    return (2 * max(0, wait)) / 5 + 2 * max(0, late)
  }
}

/// Keeps the nearest of what it is given, nearest first, earlier ones first among equals.
struct Closest {
  private(set) var stops: [Int32]
  private var distances: [Int]
  private var filled = 0

  init(count: Int) {
    stops = [Int32](repeating: 0, count: count)
    distances = [Int](repeating: 0, count: count)
  }

  mutating func clear() { filled = 0 }

  mutating func add(_ stop: Int32, _ distance: Int) {
    if filled == stops.count {
      guard filled > 0, distance < distances[filled - 1] else { return }
    } else {
      filled += 1
    }
    var index = filled - 1
    while index > 0, distances[index - 1] > distance {
      distances[index] = distances[index - 1]
      stops[index] = stops[index - 1]
      index -= 1
    }
    distances[index] = distance
    stops[index] = stop
  }
}

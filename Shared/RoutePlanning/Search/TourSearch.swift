/// The shortest tour of one collector whom no time holds back: iterated Lin-Kernighan.
///
/// A step fixes one node and changes its successor again and again, each time by one reversal, as long as the sum of what was removed less
/// what was added stays positive; it keeps the best point of the way (S. Lin and B. W. Kernighan, Operations Research 21, 1973; by
/// reversals as in D. S. Johnson and L. A. McGeoch, "The traveling salesman problem: a case study", 1997). Between descents a kick swaps
/// two short neighbouring parts of the tour (a double bridge, O. Martin, S. W. Otto and E. W. Felten, Complex Systems 5, 1991), and is
/// taken back with all that followed when the tour has become longer.
final class TourSearch {
  static let smallest = 12
  private static let neighbourCount = 8
  private static let deepest = 3
  private static let breadth = [5, 3]
  private static let longestPart = 50

  private let state: RouteState
  private let size: Int
  private let cost: Cells
  private let width: Int
  private let home: Int
  private let tour: Cells
  private let place: Cells
  private let near: Cells
  private let queue: Cells
  private var queueCount = 0
  private let isQueued: UnsafeMutablePointer<Bool>
  /// The reversals since the last kick, to take them back.
  private var flips: [(Int32, Int32)] = []
  private var generator: SeededGenerator
  private let arena = Arena()

  /// One collector, symmetric travel, the end where the start is, everything must be visited, and neither windows, breaks, pins to the
  /// order nor limits.
  static func suits(_ state: RouteState) -> Bool {
    let (model, problem) = (state.model, state.model.problem)
    guard problem.collectors.count == 1, state.states == 1, model.timed == nil, state.locked[0] == 0, state.absentCount == 0 else {
      return false
    }
    guard model.nodes.cost == model.nodes.costTransposed, model.nodes.startNode[0] == model.nodes.endNode[0], !model.isTravelLimited[0]
    else { return false }
    return state.stopCount >= smallest
      && problem.stops.allSatisfy { $0.priority > 0 && $0.openings.isEmpty && $0.pinnedOrder == nil }
  }

  /// Begins with the order that the state has.
  init(state: RouteState, seed: UInt64) {
    self.state = state
    size = state.stopCount + 1
    width = state.width
    cost = state.model.nodes.cost + state.model.nodes.layer[0]
    home = Int(state.model.nodes.startNode[0])
    tour = arena.make(size, filledWith: Int32(state.model.nodes.startNode[0]))
    place = arena.make(width, filledWith: 0)
    near = arena.make(width * Self.neighbourCount, filledWith: 0)
    queue = arena.make(width, filledWith: 0)
    isQueued = arena.make(width, filledWith: false)
    generator = SeededGenerator(seed: seed ^ 0x7005)
    for (index, stop) in state.stops(of: 0).enumerated() { tour[index + 1] = Int32(stop) }
    for index in 0..<size { place[Int(tour[index])] = Int32(index) }
    findNeighbours()
  }

  /// - Returns: kicks done. The best tour is in the state, if it is legal there.
  func run(_ budget: SearchBudget, onBest: (Int) -> Void) -> Int {
    for index in 0..<size { push(Int(tour[index])) }
    descend(budget)
    var done = 0
    var gained = 0
    install(done, onBest)
    while done < budget.iterations {
      if done & 63 == 0, budget.shouldStop() { break }
      done += 1
      flips.removeAll(keepingCapacity: true)
      var change = kick()
      change -= descend(nil)
      if change > 0 {
        for flip in flips.reversed() { reverse(Int(flip.0), Int(flip.1)) }
      } else {
        gained -= change
      }
      // Every so often what was gained is shown; rarely enough to cost nothing.
      if gained > 0, done % (16 * size) == 0 {
        install(done, onBest)
        gained = 0
      }
    }
    if gained > 0 { install(done, onBest) }
    return done
  }

  private func install(_ done: Int, _ onBest: (Int) -> Void) {
    let before = RouteSnapshot(of: state)
    let start = Int(place[home])
    let order = (1..<size).map { tour[(start + $0) % size] }
    guard state.replace(route: 0, with: order), state.objective < before.objective else { return before.restore(state) }
    onBest(done)
  }

  private func findNeighbours() {
    var closest = Closest(count: min(Self.neighbourCount, size - 1))
    for index in 0..<size {
      let node = Int(tour[index])
      closest.clear()
      for other in 0..<size where other != index { closest.add(tour[other], leg(node, Int(tour[other]))) }
      for (rank, other) in closest.stops.enumerated() { near[node * Self.neighbourCount + rank] = other }
    }
  }

  // MARK: The tour

  @inline(__always) private func leg(_ from: Int, _ to: Int) -> Int { Int(cost[from &* width &+ to]) }

  @inline(__always)
  private func next(_ node: Int, _ isForward: Bool) -> Int {
    let index = Int(place[node])
    if isForward { return Int(tour[index &+ 1 == size ? 0 : index &+ 1]) }
    return Int(tour[index == 0 ? size &- 1 : index &- 1])
  }

  /// Turns the cyclic part from position `first` to position `last` round, or what is outside of it if that is shorter.
  private func reverse(_ first: Int, _ last: Int) {
    var inside = last &- first
    if inside < 0 { inside &+= size }
    inside &+= 1
    var (low, high, swaps) = (first, last, inside / 2)
    if inside &* 2 > size {
      low = last &+ 1 == size ? 0 : last &+ 1
      high = first == 0 ? size &- 1 : first &- 1
      swaps = (size &- inside) / 2
    }
    while swaps > 0 {
      let one = tour[low]
      let other = tour[high]
      tour[low] = other
      place[Int(other)] = Int32(truncatingIfNeeded: low)
      tour[high] = one
      place[Int(one)] = Int32(truncatingIfNeeded: high)
      low = low &+ 1 == size ? 0 : low &+ 1
      high = high == 0 ? size &- 1 : high &- 1
      swaps &-= 1
    }
  }

  private func flip(_ first: Int, _ last: Int) {
    flips.append((Int32(truncatingIfNeeded: first), Int32(truncatingIfNeeded: last)))
    reverse(first, last)
  }

  private func push(_ node: Int) {
    if isQueued[node] { return }
    isQueued[node] = true
    queue[queueCount] = Int32(node)
    queueCount += 1
  }

  // MARK: Descent

  /// - Returns: by how much the tour became shorter.
  @discardableResult
  private func descend(_ budget: SearchBudget?) -> Int {
    var gain = 0
    var looked = 0
    while queueCount > 0 {
      looked += 1
      if looked & 31 == 0, let budget, budget.shouldStop() { break }
      queueCount -= 1
      let node = Int(queue[queueCount])
      isQueued[node] = false
      while true {
        var step = improve(node, true)
        if step == 0 { step = improve(node, false) }
        if step == 0 { break }
        gain += step
      }
    }
    while queueCount > 0 {
      queueCount -= 1
      isQueued[Int(queue[queueCount])] = false
    }
    return gain
  }

  /// Steps from `base` and the leg to its neighbour on one side.
  private func improve(_ base: Int, _ isForward: Bool) -> Int {
    let second = next(base, isForward)
    return deepen(base, second, leg(base, second), 0, isForward)
  }

  /// Adds a leg from `end` (the neighbour of `base` whose leg to it counts as removed) to a close node, removes the leg behind that
  /// node, and goes on from there. Returns the gain of the reversals kept, 0 when all were taken back.
  private func deepen(_ base: Int, _ end: Int, _ removed: Int, _ depth: Int, _ isForward: Bool) -> Int {
    var tried = 0
    let breadth = depth < Self.breadth.count ? Self.breadth[depth] : 1
    for rank in 0..<Self.neighbourCount {
      let target = Int(near[end &* Self.neighbourCount &+ rank])
      let open = removed &- leg(end, target)
      if open <= 0 { return 0 }
      let last = next(target, !isForward)
      if target == base || last == end || target == next(end, isForward) && last == end { continue }
      let gain = open &+ leg(target, last) &- leg(last, base)
      if gain <= 0, depth >= Self.deepest { continue }
      let before = flips.count
      join(base, end, target, last, isForward)
      if gain > 0 {
        for node in [base, end, target, last] { push(node) }
        return gain
      }
      // A reversal of the outside leaves the tour running the other way.
      let deeper = deepen(base, last, open &+ leg(target, last), depth &+ 1, next(base, true) == last)
      if deeper > 0 {
        push(end)
        push(target)
        return deeper
      }
      while flips.count > before {
        let undone = flips.removeLast()
        reverse(Int(undone.0), Int(undone.1))
      }
      tried &+= 1
      if tried >= breadth { return 0 }
    }
    return 0
  }

  /// base-end and last-target become base-last and end-target: what lies from `end` to `last` is turned round.
  private func join(_ base: Int, _ end: Int, _ target: Int, _ last: Int, _ isForward: Bool) {
    if isForward { flip(Int(place[end]), Int(place[last])) } else { flip(Int(place[last]), Int(place[end])) }
  }

  // MARK: Kick

  /// Swaps two neighbouring short parts at a random place. Returns by how much the tour became longer.
  private func kick() -> Int {
    let longest = min(Self.longestPart, (size - 2) / 3)
    let start = generator.next(below: size)
    let one = 1 + generator.next(below: longest)
    let two = 1 + generator.next(below: longest)
    func at(_ offset: Int) -> Int { (start + offset) % size }
    func node(_ offset: Int) -> Int { Int(tour[at(offset)]) }
    let (a, b, c, d, e, f) = (node(0), node(1), node(one), node(one + 1), node(one + two), node(one + two + 1))
    let change = leg(a, d) + leg(e, b) + leg(c, f) - leg(a, b) - leg(c, d) - leg(e, f)
    let (first, last) = (at(1), at(one + two))
    flip(first, last)
    // `reverse` may have turned the rest instead: the parts are found by their nodes.
    turn(e, d, count: two)
    turn(c, b, count: one)
    for end in [a, b, c, d, e, f] { push(end) }
    return change
  }

  /// Turns the part between two of its end nodes round, whichever way the tour now runs.
  private func turn(_ one: Int, _ other: Int, count: Int) {
    let (first, last) = (Int(place[one]), Int(place[other]))
    let length = last >= first ? last - first : last - first + size
    if length + 1 == count { flip(first, last) } else { flip(last, first) }
  }
}

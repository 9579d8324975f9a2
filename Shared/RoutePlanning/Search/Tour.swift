/// A closed tour in an array, changed by turning parts of it round; what was turned since the last `forgetTurns` can be taken back.
final class Tour {
  let size: Int
  /// Node at a position, and position of a node. The tour may run either way through the array.
  let order: Cells
  let place: Cells
  private var turns: [(Int32, Int32)] = []
  private let arena = Arena()

  /// - Parameter order: each of `0..<order.count` once.
  init(order nodes: [Int32]) {
    size = nodes.count
    order = arena.make(copying: nodes)
    place = arena.make(nodes.count, filledWith: 0)
    for index in 0..<size { place[Int(order[index])] = Int32(index) }
    turns.reserveCapacity(1_000)
  }

  var turnCount: Int { turns.count }

  @inline(__always)
  func next(_ node: Int, _ isForward: Bool) -> Int {
    let index = Int(place[node])
    if isForward { return Int(order[index &+ 1 == size ? 0 : index &+ 1]) }
    return Int(order[index == 0 ? size &- 1 : index &- 1])
  }

  /// How many steps it is from `start` to `node` in one direction.
  @inline(__always)
  func steps(from start: Int, to node: Int, _ isForward: Bool) -> Int {
    let steps = isForward ? Int(place[node]) &- Int(place[start]) : Int(place[start]) &- Int(place[node])
    return steps < 0 ? steps &+ size : steps
  }

  /// Turns round the part that begins with `first` and ends with `last` in a direction. That direction is another one afterwards if the rest
  /// of the tour was shorter and was turned instead.
  func turn(_ first: Int, _ last: Int, _ isForward: inout Bool) {
    if first == last { return }
    let (low, high) = isForward ? (place[first], place[last]) : (place[last], place[first])
    turns.append((low, high))
    if reverse(Int(low), Int(high)) { isForward.toggle() }
  }

  func forgetTurns() { turns.removeAll(keepingCapacity: true) }

  /// Takes turns back until only the first `count` are left.
  func takeBack(to count: Int) {
    while turns.count > count {
      let (low, high) = turns.removeLast()
      _ = reverse(Int(low), Int(high))
    }
  }

  /// Turns the cyclic part from position `first` to position `last` round, or what is outside of it if that is shorter; done twice, it
  /// changes nothing.
  /// - Returns: whether it was the outside.
  private func reverse(_ first: Int, _ last: Int) -> Bool {
    var inside = last &- first
    if inside < 0 { inside &+= size }
    inside &+= 1
    var (low, high, swaps) = (first, last, inside / 2)
    let isOutside = inside &* 2 > size
    if isOutside {
      low = last &+ 1 == size ? 0 : last &+ 1
      high = first == 0 ? size &- 1 : first &- 1
      swaps = (size &- inside) / 2
    }
    while swaps > 0 {
      let one = order[low]
      let other = order[high]
      order[low] = other
      place[Int(other)] = Int32(truncatingIfNeeded: low)
      order[high] = one
      place[Int(one)] = Int32(truncatingIfNeeded: high)
      low = low &+ 1 == size ? 0 : low &+ 1
      high = high == 0 ? size &- 1 : high &- 1
      swaps &-= 1
    }
    return isOutside
  }
}

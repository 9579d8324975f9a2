/// The legs of a tour's nodes, and for each node those to which it is worth adding one, nearest first.
///
/// Nearest nodes alone leave gaps where nodes lie in rows or heaps: all of a node's nearest are then on its own row, and no step sees the
/// next one. So relative neighbours come first: nodes to which no relative neighbour before them is closer (after G. T. Toussaint, "The
/// relative neighbourhood graph of a finite planar set", Pattern Recognition 12, 1980): there are a few, in all directions, and they need
/// no coordinates.
final class TourLegs {
  static let count = 8
  private static let relatives = 5

  let size: Int
  private let cost: Cells
  /// `count` pairs of a node and a leg for each node: one line of the processor's cache.
  private let near: UnsafeMutablePointer<(node: Int32, leg: Int32)>
  private let arena = Arena()

  /// - Parameter nodes: their numbers in `table`, a symmetric matrix with rows of `width`; from here on they are called by their index.
  init(_ nodes: [Int32], table: Cells, width: Int) {
    size = nodes.count
    cost = arena.make(size * size, filledWith: 0)
    for (row, from) in nodes.enumerated() {
      for (column, to) in nodes.enumerated() { cost[row * size + column] = table[Int(from) * width + Int(to)] }
    }
    near = arena.make(size * Self.count, filledWith: (node: 0, leg: 0))
    let rest = arena.make(size, filledWith: Int32(0))
    for node in 0..<size { choose(for: node, rest) }
  }

  /// How many nodes are close to each one.
  var close: Int { min(Self.count, size - 1) }

  @inline(__always)
  func close(_ node: Int, _ rank: Int) -> (node: Int, leg: Int) {
    let entry = near[node &* Self.count &+ rank]
    return (Int(entry.node), Int(entry.leg))
  }

  @inline(__always)
  func leg(_ from: Int, _ to: Int) -> Int { Int(cost[from &* size &+ to]) }

  private func choose(for node: Int, _ rest: Cells) {
    let row = cost + node * size
    var closest = Closest(count: close)
    for other in 0..<size where other != node { closest.add(Int32(other), Int(row[other])) }
    var chosen = relatives(of: node, rest)
    for other in closest.stops where chosen.count < close && !chosen.contains(other) { chosen.append(other) }
    chosen.sort { (row[Int($0)], $0) < (row[Int($1)], $1) }
    for (rank, other) in chosen.enumerated() { near[node * Self.count + rank] = (other, row[Int(other)]) }
  }

  /// The nearest node, then the nearest of those that are not closer to it, and so on. Linear: each drops about half of the rest.
  private func relatives(of node: Int, _ rest: Cells) -> [Int32] {
    let row = cost + node * size
    var left = 0
    for other in 0..<size where other != node {
      rest[left] = Int32(other)
      left += 1
    }
    var found: [Int32] = []
    while left > 0, found.count < min(Self.relatives, close) {
      var nearest = rest[0]
      for index in 0..<left where row[Int(rest[index])] < row[Int(nearest)] { nearest = rest[index] }
      found.append(nearest)
      let its = cost + Int(nearest) * size
      var kept = 0
      for index in 0..<left {
        let other = rest[index]
        guard other != nearest, its[Int(other)] >= row[Int(other)] else { continue }
        rest[kept] = other
        kept += 1
      }
      left = kept
    }
    return found
  }
}

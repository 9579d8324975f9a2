/// The largest set of nodes that all reach each other (S. R. Kosaraju, as in A. V. Aho, J. E. Hopcroft and J. D. Ullman, "Data Structures
/// and Algorithms", 1983, section 6.7), without recursion: a city has longer streets than a stack is deep.
struct StrongComponents {
  private let nodeCount: Int
  private let forward: [[Int32]]
  private let backward: [[Int32]]

  init(nodeCount: Int, segments: [StreetGraph.Segment]) {
    self.nodeCount = nodeCount
    var forward = [[Int32]](repeating: [], count: nodeCount)
    var backward = forward
    func add(_ from: Int32, _ to: Int32) {
      forward[Int(from)].append(to)
      backward[Int(to)].append(from)
    }
    for segment in segments {
      if segment.along >= 0 { add(segment.from, segment.to) }
      if segment.against >= 0 { add(segment.to, segment.from) }
    }
    (self.forward, self.backward) = (forward, backward)
  }

  func largest() -> [Bool] {
    var component = [Int32](repeating: -1, count: nodeCount)
    var sizes: [Int] = []
    for root in finishingOrder().reversed() where component[Int(root)] < 0 {
      let number = Int32(sizes.count)
      var stack = [root]
      component[Int(root)] = number
      var size = 0
      while let node = stack.popLast() {
        size += 1
        for next in backward[Int(node)] where component[Int(next)] < 0 {
          component[Int(next)] = number
          stack.append(next)
        }
      }
      sizes.append(size)
    }
    let best = sizes.indices.max { sizes[$0] < sizes[$1] }.map { Int32($0) }
    return component.map { $0 == best }
  }

  private func finishingOrder() -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(nodeCount)
    var isSeen = [Bool](repeating: false, count: nodeCount)
    for root in 0..<nodeCount where !isSeen[root] {
      isSeen[root] = true
      var stack: [(node: Int, next: Int)] = [(root, 0)]
      while let top = stack.last {
        if top.next < forward[top.node].count {
          stack[stack.count - 1].next += 1
          let next = Int(forward[top.node][top.next])
          if !isSeen[next] {
            isSeen[next] = true
            stack.append((next, 0))
          }
        } else {
          order.append(Int32(top.node))
          stack.removeLast()
        }
      }
    }
    return order
  }
}

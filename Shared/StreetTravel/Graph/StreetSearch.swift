/// Shortest times from one node to the nodes that matter: Dijkstra's algorithm with a circle of buckets, one for each tenth of a second
/// (R. B. Dial, "Algorithm 360: Shortest-path forest with topological ordering", CACM 12, 1969), which ends when all targets are settled.
/// Constant work for each arc; labels are valid by round, so that nothing is cleared between two sources.
final class StreetSearch {
  private struct Label {
    var round: UInt32 = 0
    var time: Int32 = 0
    var length: Int32 = 0
  }

  private let graph: StreetGraph
  private var labels: [Label]
  private var isTarget: [Bool]
  private var settledRound: [UInt32]
  private let targetCount: Int
  private var buckets: [[Int32]]
  private var round: UInt32 = 0

  /// - Parameter targets: nodes that every run must settle.
  init(_ graph: StreetGraph, targets: some Sequence<Int32>) {
    self.graph = graph
    labels = Array(repeating: Label(), count: graph.nodeCount)
    settledRound = Array(repeating: 0, count: graph.nodeCount)
    isTarget = Array(repeating: false, count: graph.nodeCount)
    var count = 0
    for node in targets where !isTarget[Int(node)] {
      isTarget[Int(node)] = true
      count += 1
    }
    targetCount = count
    buckets = Array(repeating: [], count: graph.longestTime + 1)
  }

  /// Time in tenths of a second and length in decimetres to a target, after `run`.
  func label(_ node: Int32) -> (time: Int32, length: Int32)? {
    let label = labels[Int(node)]
    return label.round == round ? (label.time, label.length) : nil
  }

  /// - Parameter seeds: nodes where the way begins, with the time and length that it takes to get to them; each time at most the
  ///   graph's longest piece.
  func run(from seeds: [(node: Int32, time: Int32, length: Int32)]) {
    round += 1
    var pending = 0
    for seed in seeds { pending += reach(seed.node, seed.time, seed.length) ? 1 : 0 }
    var left = targetCount
    var now: Int32 = 0
    let circle = Int32(buckets.count)
    while pending > 0, left > 0 {
      let bucket = Int(now % circle)
      while let node = buckets[bucket].popLast() {
        pending -= 1
        let index = Int(node)
        guard settledRound[index] != round, labels[index].time == now else { continue }
        settledRound[index] = round
        if isTarget[index] { left -= 1 }
        pending += expand(index, labels[index])
      }
      now += 1
    }
    if pending > 0 { for bucket in buckets.indices where !buckets[bucket].isEmpty { buckets[bucket].removeAll(keepingCapacity: true) } }
  }

  /// - Returns: how many entries were added to the buckets.
  private func expand(_ node: Int, _ label: Label) -> Int {
    var added = 0
    for arc in Int(graph.first[node])..<Int(graph.first[node + 1])
    where reach(graph.head[arc], label.time + graph.time[arc], label.length + graph.length[arc]) {
      added += 1
    }
    return added
  }

  private func reach(_ node: Int32, _ time: Int32, _ length: Int32) -> Bool {
    let index = Int(node)
    if labels[index].round == round, labels[index].time <= time { return false }
    labels[index] = Label(round: round, time: time, length: length)
    buckets[Int(time) % buckets.count].append(node)
    return true
  }
}

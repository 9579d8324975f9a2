import StreetTravel

/// Times between the nodes of a grid map by relaxing every piece until nothing changes: slow, and hard to get wrong.
struct RelaxedStreets {
  private struct Arc {
    let from: Int
    let to: Int
    let tenths: Int
  }

  /// In tenths of a second, row by row; unreached is beyond any time.
  private var times: [[Int]] = []
  private static let never = 1 << 40

  init(_ map: TestMap) {
    var arcs: [Arc] = []
    for way in map.ways {
      let tags = Dictionary(uniqueKeysWithValues: way.tags)
      let usual: [String: Double] = ["primary": 40, "tertiary": 30, "service": 12]
      var speed = usual[tags["highway"] ?? ""] ?? 0
      if let signed = tags["maxspeed"], let maximum = Double(signed) { speed = maximum * 0.8 }
      // Near the equator a thousandth of a degree has 111.19508 m either way.
      let tenths = Int((111.19508 * 36 / speed).rounded(.up))
      for (from, to) in zip(way.nodes, way.nodes.dropFirst()) {
        arcs.append(Arc(from: Int(from) - 1, to: Int(to) - 1, tenths: tenths))
        if tags["oneway"] == nil { arcs.append(Arc(from: Int(to) - 1, to: Int(from) - 1, tenths: tenths)) }
      }
    }
    times = map.nodes.indices.map { Self.relax(arcs, from: $0, count: map.nodes.count) }
  }

  private static func relax(_ arcs: [Arc], from start: Int, count: Int) -> [Int] {
    var times = [Int](repeating: never, count: count)
    times[start] = 0
    var isChanged = true
    while isChanged {
      isChanged = false
      for arc in arcs where times[arc.from] + arc.tenths < times[arc.to] {
        times[arc.to] = times[arc.from] + arc.tenths
        isChanged = true
      }
    }
    return times
  }

  func times(from start: Int) -> [Int] { times[start] }

  /// Both in the part where everything reaches everything; what lies outside of it is moved to the nearest street of that part.
  func isConnected(_ one: Int, _ other: Int) -> Bool {
    isMutual(one, other) && times.indices.count { isMutual(one, $0) } > times.count / 2
  }

  private func isMutual(_ one: Int, _ other: Int) -> Bool { times[one][other] < Self.never && times[other][one] < Self.never }
}

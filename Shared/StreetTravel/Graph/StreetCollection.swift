/// Gathers the streets of an extract: first the ways that may be used, then where their nodes are, then one connected network.
struct StreetCollection {
  private struct Street {
    let nodes: [Int32]
    let speeds: StreetProfile.Speeds
  }

  let profile: StreetProfile
  private var numbers: [Int64: Int32] = [:]
  private var streets: [Street] = []
  private var points: [StreetPoint?] = []

  init(profile: StreetProfile) {
    self.profile = profile
  }

  mutating func add(_ way: MapWay) {
    let speeds = profile.speeds(way.tags)
    guard speeds.along != nil || speeds.against != nil, way.nodes.count > 1 else { return }
    var nodes: [Int32] = []
    nodes.reserveCapacity(way.nodes.count)
    for id in way.nodes {
      let number = numbers[id] ?? Int32(points.count)
      if Int(number) == points.count {
        numbers[id] = number
        points.append(nil)
      }
      nodes.append(number)
    }
    streets.append(Street(nodes: nodes, speeds: speeds))
  }

  mutating func place(_ node: MapNode) {
    guard let number = numbers[node.id] else { return }
    let point = StreetPoint(latitude: node.latitude, longitude: node.longitude)
    if point.isOnEarth { points[Int(number)] = point }
  }

  /// The largest part of the streets within which every point reaches every other. A node whose place the extract does not have
  /// (cut off at its border) breaks its street in two.
  func network() -> (points: [StreetPoint], segments: [StreetGraph.Segment]) {
    let all = segments()
    let component = StrongComponents(nodeCount: points.count, segments: all).largest()
    var number = [Int32](repeating: -1, count: points.count)
    var kept: [StreetPoint] = []
    // In the order of the streets, so that neighbours lie near each other in memory.
    for segment in all where component[Int(segment.from)] && component[Int(segment.to)] {
      for node in [Int(segment.from), Int(segment.to)] where number[node] < 0 {
        guard let point = points[node] else { continue }
        number[node] = Int32(kept.count)
        kept.append(point)
      }
    }
    let segments = all.compactMap { segment -> StreetGraph.Segment? in
      let (from, to) = (number[Int(segment.from)], number[Int(segment.to)])
      guard from >= 0, to >= 0, component[Int(segment.from)], component[Int(segment.to)] else { return nil }
      return StreetGraph.Segment(from: from, to: to, along: segment.along, against: segment.against, length: segment.length)
    }
    return (kept, segments)
  }

  private func segments() -> [StreetGraph.Segment] {
    var segments: [StreetGraph.Segment] = []
    for street in streets {
      for (from, to) in zip(street.nodes, street.nodes.dropFirst()) where from != to {
        guard let start = points[Int(from)], let end = points[Int(to)] else { continue }
        let metres = start.metres(to: end)
        guard let along = Self.time(metres, street.speeds.along), let against = Self.time(metres, street.speeds.against) else { continue }
        segments.append(
          StreetGraph.Segment(from: from, to: to, along: along, against: against, length: Int32((metres * 10).rounded())))
      }
    }
    return segments
  }

  /// Tenths of a second, at least one so that no circle is free; -1 when closed, `nil` when it would take too long for a street.
  private static func time(_ metres: Double, _ kilometresPerHour: Double?) -> Int32? {
    guard let kilometresPerHour else { return -1 }
    let tenths = (metres * 36 / kilometresPerHour).rounded(.up)
    return tenths <= Double(StreetGraph.longestSegment) ? max(1, Int32(tenths)) : nil
  }
}

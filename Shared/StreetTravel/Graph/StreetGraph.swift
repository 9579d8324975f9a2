import Contracts

/// Streets as a directed graph in flat arrays. Nodes are the map's own points as far as they lie on streets, and all of them reach each
/// other: what is cut off from the largest network (a gated yard, a clipped corner of the extract) is left out.
public final class StreetGraph: Sendable {
  /// One piece of street between two nodes: its travel time in tenths of a second each way (-1: closed), its length in decimetres.
  struct Segment: Sendable {
    let from: Int32
    let to: Int32
    let along: Int32
    let against: Int32
    let length: Int32
  }

  /// Longest piece, in tenths of a second: what takes ten minutes without a single point is no street.
  static let longestSegment = 6_000

  let points: [StreetPoint]
  let segments: [Segment]
  /// The arcs of node `n` are `first[n]..<first[n + 1]`.
  let first: [Int32]
  let head: [Int32]
  let time: [Int32]
  let length: [Int32]
  let longestTime: Int
  let grid: SegmentGrid

  public var nodeCount: Int { points.count }

  /// - Parameter osm: the bytes of an extract, `.osm.pbf` or XML.
  /// - Throws: `StreetMapError` naming the place in the file, or saying that it has no streets.
  public convenience init(osm bytes: [UInt8], profile: StreetProfile = .motor) throws {
    var streets = StreetCollection(profile: profile)
    let file = MapFile(bytes)
    try file.forEachWay { streets.add($0) }
    try file.forEachNode { streets.place($0) }
    let (points, segments) = streets.network()
    guard !segments.isEmpty else { throw StreetMapError("map", "it has no streets that can be travelled") }
    self.init(points: points, segments: segments)
  }

  init(points: [StreetPoint], segments: [Segment]) {
    self.points = points
    self.segments = segments
    var degree = [Int32](repeating: 0, count: points.count + 1)
    for segment in segments {
      if segment.along >= 0 { degree[Int(segment.from) + 1] += 1 }
      if segment.against >= 0 { degree[Int(segment.to) + 1] += 1 }
    }
    for node in 0..<points.count { degree[node + 1] += degree[node] }
    var next = degree
    var head = [Int32](repeating: 0, count: Int(degree[points.count]))
    var time = head
    var length = head
    for segment in segments {
      for (from, to, cost) in [(segment.from, segment.to, segment.along), (segment.to, segment.from, segment.against)] where cost >= 0 {
        let arc = Int(next[Int(from)])
        next[Int(from)] += 1
        head[arc] = to
        time[arc] = cost
        length[arc] = segment.length
      }
    }
    (first, self.head, self.time, self.length) = (degree, head, time, length)
    longestTime = Int(time.max() ?? 0)
    grid = SegmentGrid(points: points, segments: segments)
  }
}

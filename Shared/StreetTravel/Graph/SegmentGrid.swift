/// Finds the street nearest to a point: pieces of street by the squares of a grid that they touch.
struct SegmentGrid: Sendable {
  /// Side of a square in degrees: about 220 m of latitude.
  private static let side = 0.002

  private struct Square: Hashable {
    let row: Int32
    let column: Int32
  }

  private let squares: [Square: [Int32]]
  private let points: [StreetPoint]
  private let segments: [StreetGraph.Segment]

  init(points: [StreetPoint], segments: [StreetGraph.Segment]) {
    var squares: [Square: [Int32]] = [:]
    for (index, segment) in segments.enumerated() {
      let (one, other) = (Self.square(points[Int(segment.from)]), Self.square(points[Int(segment.to)]))
      for row in min(one.row, other.row)...max(one.row, other.row) {
        for column in min(one.column, other.column)...max(one.column, other.column) {
          squares[Square(row: row, column: column), default: []].append(Int32(index))
        }
      }
    }
    (self.squares, self.points, self.segments) = (squares, points, segments)
  }

  private static func square(_ point: StreetPoint) -> Square {
    Square(row: Int32((point.latitude / side).rounded(.down)), column: Int32((point.longitude / side).rounded(.down)))
  }

  /// The nearest piece within `limit` metres, where along it, and how far away.
  func nearest(to point: StreetPoint, within limit: Double) -> (segment: Int, share: Double, metres: Double)? {
    let centre = Self.square(point)
    // A square is narrower away from the equator; by its width no nearer street is overlooked.
    let width = max(
      1, StreetPoint(latitude: point.latitude, longitude: 0).metres(to: StreetPoint(latitude: point.latitude, longitude: Self.side)))
    let rings = min(200, Int32((limit / width).rounded(.up)) + 1)
    var best: (segment: Int, share: Double, metres: Double)?
    for ring in 0...rings {
      if let best, best.metres <= Double(ring - 1) * width { break }
      for square in Self.ring(ring, around: centre) {
        for index in squares[square] ?? [] {
          let segment = segments[Int(index)]
          let hit = point.nearest(on: points[Int(segment.from)], points[Int(segment.to)])
          if hit.metres <= limit, hit.metres < best?.metres ?? .infinity { best = (Int(index), hit.share, hit.metres) }
        }
      }
    }
    return best
  }

  private static func ring(_ distance: Int32, around centre: Square) -> [Square] {
    var ring: [Square] = []
    for row in -distance...distance {
      let step = abs(row) == distance ? 1 : max(1, 2 * distance)
      for column in stride(from: -distance, through: distance, by: Int(step)) {
        ring.append(Square(row: centre.row + row, column: centre.column + column))
      }
    }
    return ring
  }
}

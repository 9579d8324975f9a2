import RoutePlanning

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a file's points become distances.
enum DistanceRule: String {
  /// Euclidean times the scale, truncated: the DIMACS convention for time windows.
  case truncated = "TRUNCATED"
  /// TSPLIB95, section 2: Euclidean, rounded to the nearest.
  case euclidean = "EUC_2D"
  case ceiling = "CEIL_2D"
  case maximum = "MAX_2D"
  case manhattan = "MAN_2D"
  /// Coordinates are DDD.MM degrees and minutes.
  case geographical = "GEO"
  /// Pseudo-Euclidean.
  case att = "ATT"

  func matrix(_ points: [PlanePoint], scale: Int) throws(RoutingFileError) -> TravelMatrix {
    let size = points.count
    let places = self == .geographical ? points.map(Self.radians) : points
    var cells = [Int32](repeating: 0, count: size * size)
    for from in 0..<size {
      for to in 0..<from {
        let length = distance(places[from], places[to], scale)
        guard length <= Double(RoutingProblem.maximumTime) else {
          throw RoutingFileError("distance", "from node \(from) to node \(to) it is more than \(RoutingProblem.maximumTime / scale)")
        }
        cells[from * size + to] = Int32(length)
        cells[to * size + from] = Int32(length)
      }
    }
    return TravelMatrix(size: size, seconds: cells, metres: cells)
  }

  private func distance(_ one: PlanePoint, _ other: PlanePoint, _ scale: Int) -> Double {
    let dx = one.x - other.x
    let dy = one.y - other.y
    switch self {
    case .truncated: return ((dx * dx + dy * dy).squareRoot() * Double(scale) + 1e-9).rounded(.down)
    case .euclidean: return ((dx * dx + dy * dy).squareRoot() + 0.5).rounded(.down)
    case .ceiling: return (dx * dx + dy * dy).squareRoot().rounded(.up)
    case .maximum: return max((abs(dx) + 0.5).rounded(.down), (abs(dy) + 0.5).rounded(.down))
    case .manhattan: return (abs(dx) + abs(dy) + 0.5).rounded(.down)
    case .att:
      let root = ((dx * dx + dy * dy) / 10).squareRoot()
      let nearest = (root + 0.5).rounded(.down)
      return nearest < root ? nearest + 1 : nearest
    case .geographical:
      // TSPLIB95's own radius and formula, to the last digit: published optima rest on them.
      let q1 = cos(one.y - other.y)
      let q2 = cos(one.x - other.x)
      let q3 = cos(one.x + other.x)
      return (6_378.388 * acos(max(-1, min(1, 0.5 * ((1 + q1) * q2 - (1 - q1) * q3)))) + 1).rounded(.down)
    }
  }

  /// The file's x is the latitude. Minutes are the two digits behind the point; 3.141592 is TSPLIB95's π.
  private static func radians(_ point: PlanePoint) -> PlanePoint {
    func angle(_ value: Double) -> Double {
      let degrees = value.rounded(.towardZero)
      return 3.141592 * (degrees + 5 * (value - degrees) / 3) / 180
    }
    return PlanePoint(x: angle(point.x), y: angle(point.y))
  }
}

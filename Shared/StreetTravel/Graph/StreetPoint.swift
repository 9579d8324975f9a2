import Contracts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A place on the map, in degrees; distances are those of a plane that touches the earth there, exact enough within a city.
struct StreetPoint: Hashable, Sendable {
  /// Metres of a degree of latitude, on a sphere of 6,371,008.8 m.
  static let metresPerDegree = 111_195.08

  let latitude: Double
  let longitude: Double

  init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  init(_ coordinate: Coordinate) {
    self.init(latitude: Double(coordinate.latitudeE6) / 1e6, longitude: Double(coordinate.longitudeE6) / 1e6)
  }

  var isOnEarth: Bool { abs(latitude) <= 90 && abs(longitude) <= 180 }

  func metres(to other: StreetPoint) -> Double {
    let dy = (other.latitude - latitude) * Self.metresPerDegree
    let dx = (other.longitude - longitude) * Self.metresPerDegree * cos((latitude + other.latitude) / 2 * .pi / 180)
    return (dx * dx + dy * dy).squareRoot()
  }

  /// How far along the piece from `start` to `end` (0 to 1) its point nearest to this one lies, and how many metres away it is.
  func nearest(on start: StreetPoint, _ end: StreetPoint) -> (share: Double, metres: Double) {
    let scale = cos(latitude * .pi / 180)
    func plane(_ point: StreetPoint) -> (x: Double, y: Double) {
      ((point.longitude - longitude) * Self.metresPerDegree * scale, (point.latitude - latitude) * Self.metresPerDegree)
    }
    let (a, b) = (plane(start), plane(end))
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let square = dx * dx + dy * dy
    let share = square > 0 ? min(1, max(0, -(a.x * dx + a.y * dy) / square)) : 0
    let (x, y) = (a.x + share * dx, a.y + share * dy)
    return (share, (x * x + y * y).squareRoot())
  }
}

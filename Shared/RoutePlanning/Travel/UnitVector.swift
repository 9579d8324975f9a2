import Contracts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A point on the unit sphere. Half the chord between two points is the sine of half the angle: the haversine formula
/// (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984) with the trigonometry done once a point, not once a pair.
struct UnitVector {
  /// Mean radius R1 of WGS 84.
  static let earthRadius = 6_371_008.8

  let x: Double
  let y: Double
  let z: Double

  init(_ coordinate: Coordinate) {
    let latitude = Double(coordinate.latitudeE6) * .pi / 180e6
    let longitude = Double(coordinate.longitudeE6) * .pi / 180e6
    x = cos(latitude) * cos(longitude)
    y = cos(latitude) * sin(longitude)
    z = sin(latitude)
  }

  /// Whole metres, rounded to the nearest.
  func metres(to other: UnitVector) -> Int {
    let dx = x - other.x
    let dy = y - other.y
    let dz = z - other.z
    let halfChord = (dx * dx + dy * dy + dz * dz).squareRoot() / 2
    return Int((2 * Self.earthRadius * asin(min(1, halfChord))).rounded())
  }
}

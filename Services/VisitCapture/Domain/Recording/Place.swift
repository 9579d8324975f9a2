package import Contracts
import Foundation

/// What a device's position says.
package enum Place {
  /// Mean radius of the earth in metres, IUGG 1980.
  private static let earthRadius = 6_371_008.8

  static func coordinate(_ lat: Double, _ lon: Double) throws(RecordProblem) -> Coordinate {
    guard let coordinate = Coordinate(latitude: lat, longitude: lon) else {
      throw RecordProblem(
        "out_of_range", lat.magnitude <= 90 ? "lon" : "lat", "Latitude lies within ±90 and longitude within ±180 degrees.")
    }
    return coordinate
  }

  /// Rounded up to whole metres.
  static func accuracy(_ metres: Double?) throws(RecordProblem) -> Metres? {
    guard let metres else { return nil }
    guard (0...1_000_000).contains(metres) else {
      throw RecordProblem("out_of_range", "accuracy_m", "The accuracy lies within 0 and 1,000,000 metres.")
    }
    return Metres(Int(metres.rounded(.up)))
  }

  /// The great-circle distance by the haversine formula (R. W. Sinnott, 1984), in whole metres.
  package static func distance(_ a: Coordinate, _ b: Coordinate) -> Metres {
    let radians = Double.pi / 180
    let latitudes = (b.latitude - a.latitude) * radians / 2
    let longitudes = (b.longitude - a.longitude) * radians / 2
    let h =
      sin(latitudes) * sin(latitudes)
      + cos(a.latitude * radians) * cos(b.latitude * radians) * sin(longitudes) * sin(longitudes)
    return Metres(Int((2 * earthRadius * asin(min(1, h.squareRoot()))).rounded()))
  }

  /// Whether a visit was made where the debtor is registered. A position that the device says is mocked proves nothing.
  package static func verdict(
    distance: Metres?, accuracy: Metres?, mock: Bool, _ policy: CapturePolicy
  ) -> GeoVerdict {
    if mock { return .suspect }
    let accuracy = accuracy ?? Metres(0)
    guard let distance, accuracy <= policy.worstAccuracy else { return .unknown }
    return distance.value <= policy.fence.value + accuracy.value ? .insideFence : .outOfFence
  }
}

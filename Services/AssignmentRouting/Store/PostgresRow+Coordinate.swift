import Contracts
import Messaging
import Postgres

extension PostgresRow {
  /// The columns `latitude_e6` and `longitude_e6`, with `prefix` before them; `nil` when there is no coordinate.
  func coordinate(_ prefix: String = "") throws -> Coordinate? {
    guard let latitude = try decodeOptional(Int32.self, prefix + "latitude_e6"),
      let longitude = try decodeOptional(Int32.self, prefix + "longitude_e6")
    else { return nil }
    return Coordinate(latitudeE6: latitude, longitudeE6: longitude)
  }

  /// As above for columns that are never null.
  func requiredCoordinate(_ prefix: String = "") throws -> Coordinate {
    guard let coordinate = try coordinate(prefix) else {
      throw PostgresError(kind: .decoding, message: "column \(prefix)latitude_e6 or \(prefix)longitude_e6 is no coordinate")
    }
    return coordinate
  }
}

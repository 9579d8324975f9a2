import Contracts
import Seeds

/// The zones of a city as rings of microdegrees. Only for tests: services ask PostGIS.
struct ZoneMap {
  struct Corner: Hashable {
    let x: Int
    let y: Int
  }

  struct Side: Hashable {
    let from: Corner
    let to: Corner
  }

  private(set) var rings: [String: [Corner]] = [:]
  private(set) var names: [String: String] = [:]

  init(city: String) throws {
    let collection = try EventCoding.decode(Collection.self, from: try SeedData.zones(city))
    for feature in collection.features {
      rings[feature.properties.code] = feature.geometry.coordinates[0].map {
        Corner(x: Int(($0[0] * 1e6).rounded()), y: Int(($0[1] * 1e6).rounded()))
      }
      names[feature.properties.code] = feature.properties.name
    }
  }

  func sides(_ code: String) -> [Side] {
    let ring = rings[code] ?? []
    return zip(ring, ring.dropFirst()).map(Side.init)
  }

  /// The zones that hold `location`, by the even-odd rule in whole numbers.
  func zones(at location: Coordinate) -> [String] {
    rings.keys.filter { contains($0, x: Int(location.longitudeE6), y: Int(location.latitudeE6)) }.sorted()
  }

  private func contains(_ code: String, x: Int, y: Int) -> Bool {
    var inside = false
    for side in sides(code) where (side.from.y > y) != (side.to.y > y) {
      let rise = side.to.y - side.from.y
      let left = (x - side.from.x) * rise < (side.to.x - side.from.x) * (y - side.from.y)
      if left == (rise > 0) { inside.toggle() }
    }
    return inside
  }

  private struct Collection: Decodable {
    let features: [Feature]

    struct Feature: Decodable {
      let properties: Properties
      let geometry: Geometry
    }

    struct Properties: Decodable {
      let code: String
      let name: String
    }

    struct Geometry: Decodable { let coordinates: [[[Double]]] }
  }
}

/// A zone as GeoJSON brings it (RFC 7946): `Polygon` or `MultiPolygon`, longitude before latitude.
package struct ZoneFeature: Sendable, Equatable, Decodable {
  package struct Properties: Sendable, Equatable, Decodable {
    package let code: String
    package let name: String
    package let city: String
    package let country: String
    /// Needed only where the country has several.
    package let timeZone: String?
    /// The code of the group that it lies in. Absent: as it is; empty: none.
    package let parent: String?

    package init(code: String, name: String, city: String, country: String, timeZone: String?, parent: String?) {
      self.code = code
      self.name = name
      self.city = city
      self.country = country
      self.timeZone = timeZone
      self.parent = parent
    }

    private enum CodingKeys: String, CodingKey {
      case code, name, city, country, parent
      case timeZone = "time_zone"
    }
  }

  package let properties: Properties
  package let geometry: ZoneGeometry

  package init(properties: Properties, geometry: ZoneGeometry) {
    self.properties = properties
    self.geometry = geometry
  }
}

/// A document with any number of zones.
package struct ZoneCollection: Sendable, Equatable, Decodable {
  package let features: [ZoneFeature]

  private enum CodingKeys: String, CodingKey { case type, features }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard try container.decode(String.self, forKey: .type) == "FeatureCollection" else {
      throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "expected FeatureCollection")
    }
    features = try container.decode([ZoneFeature].self, forKey: .features)
  }
}

/// The rings of one or more polygons: outer ring first, then its holes; each position is longitude, latitude.
package struct ZoneGeometry: Sendable, Equatable, Codable {
  package let polygons: [[[[Double]]]]

  private enum CodingKeys: String, CodingKey { case type, coordinates }

  package init(polygons: [[[[Double]]]]) {
    self.polygons = polygons
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .type) {
    case "Polygon": polygons = [try container.decode([[[Double]]].self, forKey: .coordinates)]
    case "MultiPolygon": polygons = try container.decode([[[[Double]]]].self, forKey: .coordinates)
    default:
      throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "expected Polygon or MultiPolygon")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("MultiPolygon", forKey: .type)
    try container.encode(polygons, forKey: .coordinates)
  }

  /// The first thing wrong with the rings that needs no geometry to see.
  package var flaw: ZoneFlaw? {
    guard !polygons.isEmpty else { return ZoneFlaw(path: "", code: "empty", message: "A zone needs at least one polygon.") }
    for (number, polygon) in polygons.enumerated() {
      let path = polygons.count == 1 ? "" : "[\(number)]"
      guard !polygon.isEmpty else { return ZoneFlaw(path: path, code: "empty", message: "A polygon needs an outer ring.") }
      for (index, ring) in polygon.enumerated() {
        if let flaw = Self.flaw(of: ring, path: "\(path)[\(index)]") { return flaw }
      }
    }
    return nil
  }

  private static func flaw(of ring: [[Double]], path: String) -> ZoneFlaw? {
    for (index, position) in ring.enumerated() {
      guard position.count >= 2, position[0].magnitude <= 180, position[1].magnitude <= 90 else {
        return ZoneFlaw(
          path: "\(path)[\(index)]", code: "invalid", message: "Expected longitude within ±180 and latitude within ±90 degrees.")
      }
    }
    guard ring.count >= 4 else { return ZoneFlaw(path: path, code: "too_short", message: "A ring needs at least four positions.") }
    guard ring[0][0] == ring[ring.count - 1][0], ring[0][1] == ring[ring.count - 1][1] else {
      return ZoneFlaw(path: path, code: "not_closed", message: "The last position of a ring must be the first one again.")
    }
    return nil
  }
}

/// What is wrong with a zone's coordinates, and where in the document.
package struct ZoneFlaw: Sendable, Equatable {
  package let path: String
  package let code: String
  package let message: String
}

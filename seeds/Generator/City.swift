package import Contracts

/// A city of the seeds, as in `seeds/cities/<name>.json`.
package struct City: Decodable, Sendable {
  package let name: String
  package let title: String
  /// ISO 3166-1 alpha-2.
  package let country: String
  package let state: String
  package let currency: Currency
  package let timeZone: String
  package let language: String
  /// The document that natural persons of the country are known by.
  package let idType: String
  package let longitudeMicrodegreesPerKilometre: Int
  package let latitudeMicrodegreesPerKilometre: Int
  package let districts: [District]
  /// Towns nearby that lie in no zone.
  package let outside: [Place]

  /// A part of the city in one zone. The same district may stand in two zones.
  package struct District: Decodable, Sendable {
    package let name: String
    package let zoneCode: String
    package let weight: Int
    /// 1 is low, 5 is high.
    package let incomeLevel: Int
    package let centres: [Place]

    private enum CodingKeys: String, CodingKey {
      case name
      case zoneCode = "zone_code"
      case weight
      case incomeLevel = "income_level"
      case centres
    }
  }

  /// A point with the radius within which addresses are strewn around it.
  package struct Place: Decodable, Sendable {
    package let name: String?
    package let location: Coordinate
    package let radiusMetres: Int

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      name = try container.decodeIfPresent(String.self, forKey: .name)
      location = try Coordinate(from: decoder)
      radiusMetres = try container.decode(Int.self, forKey: .radiusMetres)
    }

    private enum CodingKeys: String, CodingKey {
      case name
      case radiusMetres = "radius_metres"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case name, title, country, state, currency
    case timeZone = "time_zone"
    case language
    case idType = "id_type"
    case longitudeMicrodegreesPerKilometre = "longitude_microdegrees_per_km"
    case latitudeMicrodegreesPerKilometre = "latitude_microdegrees_per_km"
    case districts, outside
  }
}

extension City {
  /// A point around `place`, normally distributed and never beyond its radius.
  func location(around place: Place, _ random: inout SplitMix64) -> Coordinate? {
    let spread = place.radiusMetres * 42 / 100
    var east = 0
    var north = 0
    repeat {
      east = random.normalThousandths() * spread / 1_000
      north = random.normalThousandths() * spread / 1_000
    } while east * east + north * north > place.radiusMetres * place.radiusMetres
    return Coordinate(
      latitudeE6: place.location.latitudeE6 + Int32(north * latitudeMicrodegreesPerKilometre / 1_000),
      longitudeE6: place.location.longitudeE6 + Int32(east * longitudeMicrodegreesPerKilometre / 1_000))
  }
}

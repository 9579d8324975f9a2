package import Contracts

/// What planning needs to know of a zone; its boundary stays in the database.
package struct Zone: Sendable, Equatable {
  package var zoneID: ZoneID
  package var code: String
  package var name: String
  package var city: String
  /// ISO 3166-1 alpha-2: the jurisdiction of visits there.
  package var country: String
  package var timeZone: String
  /// A point within the zone: where a collector without a home of record starts.
  package var interior: Coordinate

  package init(zoneID: ZoneID, code: String, name: String, city: String, country: String, timeZone: String, interior: Coordinate) {
    self.zoneID = zoneID
    self.code = code
    self.name = name
    self.city = city
    self.country = country
    self.timeZone = timeZone
    self.interior = interior
  }
}

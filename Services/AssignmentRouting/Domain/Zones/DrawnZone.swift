/// A zone that was checked: what a document says of it, where its clocks are, and its boundary as GeoJSON.
package struct DrawnZone: Sendable, Equatable {
  package let properties: ZoneFeature.Properties
  package let timeZone: String
  package let boundary: String

  package init(properties: ZoneFeature.Properties, timeZone: String, boundary: String) {
    self.properties = properties
    self.timeZone = timeZone
    self.boundary = boundary
  }
}

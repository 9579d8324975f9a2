import Contracts
import Messaging
import Postgres
import ServiceKit

/// Reads zones from a KML document, with what it does not say taken from the request.
struct ZoneDocument: Sendable {
  /// For placemarks without such values of their own.
  let city: String?
  let country: String?
  let timeZone: String?

  /// The areas of the document. A placemark's code is its value `code`, else its name.
  ///
  /// - Throws: ``Problem`` 422 for a document that is no KML, and for a placemark that lacks something, by its number.
  func read(_ bytes: [UInt8], _ work: Work) async throws -> [ZoneFeature] {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem.field("body", code: "invalid_utf8", "Expected UTF-8.") }
    let placemarks: [ZoneKMLStore.Placemark]
    do {
      placemarks = try await ZoneKMLStore.read(text, in: work.transaction)
    } catch let error as PostgresError where error.isAboutDocument {
      throw Problem.field("body", code: "invalid_kml", "Expected KML 2.2 with polygons whose coordinates are longitude,latitude.")
    }
    guard !placemarks.isEmpty else { throw Problem.field("body", code: "empty", "The document has no placemark with a polygon.") }
    return try placemarks.enumerated().map { index, placemark in try feature(placemark, "placemarks[\(index)]") }
  }

  private func feature(_ placemark: ZoneKMLStore.Placemark, _ place: String) throws -> ZoneFeature {
    func required(_ value: String?, _ name: String) throws -> String {
      guard let value, !value.isEmpty else {
        throw Problem.field("\(place).\(name)", code: "required", "Say it in the placemark's ExtendedData or in the query.")
      }
      return value
    }
    let code = try required(placemark.code ?? placemark.name, "code")
    return ZoneFeature(
      properties: ZoneFeature.Properties(
        code: code, name: placemark.name ?? code, city: try required(placemark.city ?? city, "city"),
        country: try required(placemark.country ?? country, "country"), timeZone: placemark.timeZone ?? timeZone, parent: placemark.parent),
      geometry: try EventCoding.decode(ZoneGeometry.self, from: Array(placemark.geoJSON.utf8)))
  }
}

extension PostgresError {
  /// XML or a geometry in it that the database could not read: data exceptions, and what PostGIS reports as internal.
  fileprivate var isAboutDocument: Bool { sqlState.map { $0.hasPrefix("22") || $0 == "XX000" } ?? false }
}

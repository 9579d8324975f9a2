import Contracts
import Messaging
import Postgres

/// Zones as KML 2.2. PostgreSQL reads the XML (it loads nothing from outside of the document), PostGIS the geometries.
enum ZoneKMLStore {
  /// A placemark with an area, as the document says it.
  struct Placemark: Sendable {
    let name: String?
    /// Of the placemark's extended data, by name.
    let code: String?
    let city: String?
    let country: String?
    let timeZone: String?
    let parent: String?
    let geoJSON: String
  }

  /// - Throws: `PostgresError` of class 22 or XX for a document or coordinates that cannot be read.
  static func read(_ document: String, in transaction: PostgresTransaction) async throws -> [Placemark] {
    let rows = try await transaction.query(
      """
      select name, code, city, country, time_zone, parent,
        st_asgeojson(st_multi(st_force2d(st_collectionextract(st_geomfromkml(geometry::text), 3))), 15) as shape
      from xmltable('//*[local-name()="Placemark"]' passing xmlparse(document \(document)) columns
        position for ordinality,
        name text path '*[local-name()="name"]',
        code text path '\(unsafeRaw: data("code"))',
        city text path '\(unsafeRaw: data("city"))',
        country text path '\(unsafeRaw: data("country"))',
        time_zone text path '\(unsafeRaw: data("time_zone"))',
        parent text path '\(unsafeRaw: data("parent"))',
        geometry xml path '*[local-name()="Polygon" or local-name()="MultiGeometry"][1]')
      where geometry is not null order by position
      """)
    return try rows.map { row in
      Placemark(
        name: try row.decode("name"), code: try row.decode("code"), city: try row.decode("city"), country: try row.decode("country"),
        timeZone: try row.decode("time_zone"), parent: try row.decode("parent"), geoJSON: try row.decode("shape"))
    }
  }

  /// One of the values beside the geometry, in either of the two forms that the standard has.
  private static func data(_ name: String) -> String {
    """
    (.//*[local-name()="Data" and @name="\(name)"]/*[local-name()="value"]|.//*[local-name()="SimpleData" and @name="\(name)"])[1]
    """
  }

  /// Every zone that the viewer may see, as a document.
  static func document(_ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> String {
    let row = try await transaction.first(
      """
      select xmlserialize(document xmlroot(xmlelement(name kml, xmlattributes('http://www.opengis.net/kml/2.2' as xmlns),
        xmlelement(name "Document", xmlelement(name name, 'Ronda'), xmlagg(
          xmlelement(name "Placemark", xmlelement(name name, z.name), xmlelement(name "ExtendedData",
              \(value("code")), \(value("city")), \(value("country")), \(value("time_zone")),
              case when z.parent_code is not null then xmlelement(name "Data", xmlattributes('parent' as name),
                xmlelement(name value, z.parent_code)) end),
            st_askml(case when st_numgeometries(z.boundary) = 1 then st_geometryn(z.boundary, 1) else z.boundary end, 15)::xml)
          order by z.code))), version '1.0', standalone yes) as text) as document
      from zones z where z.retired_at is null and \(scope.condition(zone: "z"))
      """)
    return try row?.decode("document") ?? ""
  }

  private static func value(_ name: String) -> SQL {
    SQL(unsafeRaw: "xmlelement(name \"Data\", xmlattributes('\(name)' as name), xmlelement(name value, z.\(name)))")
  }
}

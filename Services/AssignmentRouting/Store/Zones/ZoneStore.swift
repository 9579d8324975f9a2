package import Contracts
import Messaging
package import Postgres

/// Zones and their boundaries.
package enum ZoneStore {
  /// What an import did to one zone.
  package enum Change: Sendable { case created, updated, unchanged }

  /// A boundary that PostGIS refuses.
  package struct InvalidBoundary: Sendable, Equatable {
    /// Position in the list that was checked.
    package let index: Int
    package let reason: String
    package let longitude: Double?
    package let latitude: Double?
  }

  /// The first boundary that crosses itself or is wrong in another way; `nil` when all are sound.
  package static func firstInvalid(_ boundaries: [String], in transaction: PostgresTransaction) async throws -> InvalidBoundary? {
    let row = try await transaction.first(
      """
      select b.position, d.reason, st_x(d.location) as longitude, st_y(d.location) as latitude
      from unnest(\(boundaries)) with ordinality b(geojson, position), lateral st_isvaliddetail(st_geomfromgeojson(b.geojson)) d
      where not d.valid order by b.position limit 1
      """)
    return try row.map { row in
      InvalidBoundary(
        index: try row.decode(Int.self, "position") - 1, reason: try row.decode("reason"), longitude: try row.decode("longitude"),
        latitude: try row.decode("latitude"))
    }
  }

  /// Creates the zone or, when anything differs, brings it to its next version.
  static func put(
    _ properties: ZoneFeature.Properties, timeZone: String, boundary: String, zoneID: ZoneID, effectiveFrom: CalendarDate,
    by staffID: StaffID?, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Change {
    let row = try await transaction.first(
      """
      with given as (
        select nullif(coalesce(\(properties.parent), (select parent_code from zones where code = \(properties.code))), '') as parent
      ), placed as (
        select given.parent, array[\(properties.code)] || coalesce(g.path, '{}') as path from given left join zone_groups g on g.code = given.parent
      ), changed as (
        insert into zones as z (zone_id, code, name, city, country, time_zone, boundary, version, updated_at, parent_code, path)
        select \(zoneID), \(properties.code), \(properties.name), \(properties.city), \(properties.country), \(timeZone),
          st_multi(st_setsrid(st_geomfromgeojson(\(boundary)), 4326)), 1, \(now), parent, path from placed
        on conflict (code) do update set name = excluded.name, city = excluded.city, country = excluded.country,
          time_zone = excluded.time_zone, boundary = excluded.boundary, version = z.version + 1, updated_at = excluded.updated_at,
          parent_code = excluded.parent_code, path = excluded.path, retired_at = null
        where (z.name, z.city, z.country, z.time_zone, z.parent_code) is distinct from
            (excluded.name, excluded.city, excluded.country, excluded.time_zone, excluded.parent_code)
          or z.retired_at is not null or not st_orderingequals(z.boundary, excluded.boundary)
        returning *
      ), kept as (
        insert into zone_versions (zone_id, version, name, city, country, time_zone, boundary, changed_by, changed_at, parent_code,
          effective_from)
        select zone_id, version, name, city, country, time_zone, boundary, \(staffID as StaffID?), updated_at, parent_code,
          \(effectiveFrom) from changed
      )
      select version from changed
      """)
    guard let version = try row?.decode(Int64.self, "version") else { return .unchanged }
    return version == 1 ? .created : .updated
  }

  package static func all(in transaction: PostgresTransaction) async throws -> [Zone] {
    let rows = try await transaction.query("select \(columns) from zones z where z.retired_at is null order by z.code")
    return try rows.map(zone)
  }

  package static func find(_ zoneID: ZoneID, in transaction: PostgresTransaction) async throws -> Zone? {
    try await transaction.first("select \(columns) from zones z where z.zone_id = \(zoneID) and z.retired_at is null").map(zone)
  }

  /// The zone to which a point belongs: see the table's comment.
  package static func zone(at point: Coordinate, in transaction: PostgresTransaction) async throws -> Zone? {
    try await transaction.first(
      """
      select \(columns) from zones z
      where st_covers(z.boundary, st_setsrid(st_makepoint(\(point.longitude), \(point.latitude)), 4326)) order by z.code limit 1
      """
    ).map(zone)
  }

  private static let columns: SQL = """
    z.zone_id, z.code, z.name, z.city, z.country, z.time_zone,
    round(st_y(st_pointonsurface(z.boundary)) * 1e6)::integer as latitude_e6,
    round(st_x(st_pointonsurface(z.boundary)) * 1e6)::integer as longitude_e6
    """

  private static func zone(_ row: PostgresRow) throws -> Zone {
    Zone(
      zoneID: try row.decode("zone_id"), code: try row.decode("code"), name: try row.decode("name"), city: try row.decode("city"),
      country: try row.decode("country"), timeZone: try row.decode("time_zone"), interior: try row.requiredCoordinate())
  }

  /// Every zone that the viewer may see, as a GeoJSON FeatureCollection, with the number of debtors with open work for the viewer's
  /// creditors.
  static func geoJSON(_ scope: ZoneScope, code: String? = nil, in transaction: PostgresTransaction) async throws -> [UInt8] {
    let row = try await transaction.first(
      """
      select jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
        'type', 'Feature', 'id', z.zone_id,
        'properties', jsonb_build_object('zone_id', z.zone_id, 'code', z.code, 'name', z.name, 'city', z.city, 'country', z.country,
          'time_zone', z.time_zone, 'version', z.version, 'updated_at', z.updated_at, 'parent', z.parent_code, 'path', z.path,
          'collectors', (select count(*) from collectors c where c.is_active and z.path && c.zone_codes),
          'debtors', (select count(*) from debtors d where d.zone_id = z.zone_id
            and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open and \(scope.condition(task: "t"))))),
        'geometry', st_asgeojson(
          case when st_numgeometries(z.boundary) = 1 then st_geometryn(z.boundary, 1) else z.boundary end, 15)::jsonb)
        order by z.code), '[]')) as document
      from zones z where z.retired_at is null and (\(code as String?)::text is null or z.code = \(code as String?)) and \(scope.condition(zone: "z"))
      """)
    return try row?.decode(PostgresJSON.self, "document").bytes ?? Array(#"{"type":"FeatureCollection","features":[]}"#.utf8)
  }
}

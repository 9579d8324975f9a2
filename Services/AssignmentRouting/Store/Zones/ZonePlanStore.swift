import Contracts
import Messaging
import Postgres

/// Versions of zones over time: those to come, and those that were.
enum ZonePlanStore {
  struct Planned: Sendable {
    let zone: DrawnZone
    let from: CalendarDate
    let by: StaffID?
  }

  /// What was planned for the same date is replaced.
  static func put(
    _ zone: DrawnZone, zoneID: ZoneID, from date: CalendarDate, by staffID: StaffID?, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    let properties = zone.properties
    try await transaction.execute(
      """
      insert into planned_zones (code, effective_from, zone_id, name, city, country, time_zone, parent_code, boundary, planned_by, planned_at)
      values (\(properties.code), \(date), \(zoneID), \(properties.name), \(properties.city), \(properties.country), \(zone.timeZone),
        \(properties.parent), st_multi(st_setsrid(st_geomfromgeojson(\(zone.boundary)), 4326)), \(staffID), \(now))
      on conflict (code, effective_from) do update set name = excluded.name, city = excluded.city, country = excluded.country,
        time_zone = excluded.time_zone, parent_code = excluded.parent_code, boundary = excluded.boundary,
        planned_by = excluded.planned_by, planned_at = excluded.planned_at
      """)
  }

  static func isEmpty(in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select not exists (select from planned_zones)")?.decode(at: 0, as: Bool.self) ?? true
  }

  /// Those up to a date, locked, in the order in which they take effect.
  static func take(upTo date: CalendarDate, in transaction: PostgresTransaction) async throws -> [Planned] {
    let rows = try await transaction.query(
      """
      select code, effective_from, name, city, country, time_zone, parent_code, planned_by, st_asgeojson(boundary, 15) as boundary
      from planned_zones where effective_from <= \(date) order by effective_from, code for update
      """)
    return try rows.map { row in
      Planned(
        zone: DrawnZone(
          properties: ZoneFeature.Properties(
            code: try row.decode("code"), name: try row.decode("name"), city: try row.decode("city"), country: try row.decode("country"),
            timeZone: try row.decode("time_zone"), parent: try row.decode("parent_code")),
          timeZone: try row.decode("time_zone"), boundary: try row.decode("boundary")), from: try row.decode("effective_from"),
        by: try row.decode("planned_by"))
    }
  }

  /// - Returns: whether there was one.
  @discardableResult
  static func remove(_ code: String, from date: CalendarDate, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("delete from planned_zones where code = \(code) and effective_from = \(date)") == 1
  }

  /// A version of a zone, as lists show it.
  struct Version: Encodable, Sendable {
    /// `nil` for one that has not taken effect.
    let version: Int64?
    let name: String
    let parent: String?
    let effectiveFrom: CalendarDate
    let areaSquareMetres: Int
    let changedBy: StaffID?
    let changedAt: Instant

    private enum CodingKeys: String, CodingKey {
      case version, name, parent
      case effectiveFrom = "effective_from"
      case areaSquareMetres = "area_square_metres"
      case changedBy = "changed_by"
      case changedAt = "changed_at"
    }
  }

  /// Every version of a zone, the latest to take effect first.
  static func versions(of code: String, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> [Version] {
    let rows = try await transaction.query(
      """
      select v.version, v.name, v.parent_code, v.effective_from, round(st_area(v.boundary::geography))::bigint as area, v.changed_by,
        v.changed_at
      from zone_versions v join zones z using (zone_id) where z.code = \(code) and \(scope.condition(zone: "z"))
      union all
      select null, p.name, p.parent_code, p.effective_from, round(st_area(p.boundary::geography))::bigint, p.planned_by, p.planned_at
      from planned_zones p left join zones z using (zone_id) where p.code = \(code) and \(scope.condition(zone: "z"))
      order by effective_from desc, version desc nulls first
      """)
    return try rows.map { row in
      Version(
        version: try row.decode("version"), name: try row.decode("name"), parent: try row.decode("parent_code"),
        effectiveFrom: try row.decode("effective_from"), areaSquareMetres: try row.decode("area"),
        changedBy: try row.decode("changed_by"), changedAt: try row.decode("changed_at"))
    }
  }

  /// The zones as they were, or are going to be, on a date.
  static func geoJSON(on date: CalendarDate, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> [UInt8] {
    let row = try await transaction.first(
      """
      with known as (
        select v.zone_id, z.code, v.name, v.city, v.country, v.time_zone, v.parent_code, v.boundary, v.effective_from, v.version
        from zone_versions v join zones z using (zone_id) where v.effective_from <= \(date)
        union all
        select zone_id, code, name, city, country, time_zone, parent_code, boundary, effective_from, null
        from planned_zones where effective_from <= \(date)
      ), chosen as (
        select distinct on (code) * from known order by code, effective_from desc, version desc nulls first
      )
      select jsonb_build_object('type', 'FeatureCollection', 'features', coalesce(jsonb_agg(jsonb_build_object(
        'type', 'Feature', 'id', k.zone_id,
        'properties', jsonb_build_object('zone_id', k.zone_id, 'code', k.code, 'name', k.name, 'city', k.city, 'country', k.country,
          'time_zone', k.time_zone, 'parent', k.parent_code, 'version', k.version, 'effective_from', k.effective_from),
        'geometry', st_asgeojson(
          case when st_numgeometries(k.boundary) = 1 then st_geometryn(k.boundary, 1) else k.boundary end, 15)::jsonb)
        order by k.code), '[]')) as document
      from chosen k left join zones z using (zone_id) where not st_isempty(k.boundary) and \(scope.condition(zone: "z"))
      """)
    return try row?.decode(PostgresJSON.self, "document").bytes ?? Array(#"{"type":"FeatureCollection","features":[]}"#.utf8)
  }
}

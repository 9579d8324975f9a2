import Contracts
import Messaging
import Postgres

/// Where zones overlap and where a city has holes between them.
enum ZoneReportStore {
  struct Overlap: Encodable, Sendable {
    let zones: [String]
    let areaSquareMetres: Int
    let at: Coordinate

    private enum CodingKeys: String, CodingKey {
      case zones
      case areaSquareMetres = "area_square_metres"
      case at
    }
  }

  struct Gap: Encodable, Sendable {
    let city: String
    let areaSquareMetres: Int
    let at: Coordinate

    private enum CodingKeys: String, CodingKey {
      case city
      case areaSquareMetres = "area_square_metres"
      case at
    }
  }

  /// Pairs of zones that share more than a border. Slivers below a square metre come from rounding and are not told.
  static func overlaps(in transaction: PostgresTransaction) async throws -> [Overlap] {
    let rows = try await transaction.query(
      """
      select first, second, round(st_area(shape::geography))::bigint as area, \(place)
      from (
        select a.code as first, b.code as second, st_intersection(a.boundary, b.boundary) as shape
        from zones a join zones b on a.code < b.code and a.boundary && b.boundary and st_relate(a.boundary, b.boundary, 'T********')
      ) x where st_area(shape::geography) >= 1 order by first, second
      """)
    return try rows.map { row in
      Overlap(
        zones: [try row.decode("first"), try row.decode("second")], areaSquareMetres: try row.decode("area"),
        at: try row.requiredCoordinate())
    }
  }

  /// Places that the zones of a city surround and none of them covers.
  static func gaps(in transaction: PostgresTransaction) async throws -> [Gap] {
    let rows = try await transaction.query(
      """
      select city, round(st_area(shape::geography))::bigint as area, \(place)
      from (
        select u.city, ring.geom as shape, ring.path[1] as number
        from (select city, st_union(boundary) as area from zones group by city) u,
          lateral st_dump(u.area) part, lateral st_dumprings(part.geom) ring
      ) x where number > 0 and st_area(shape::geography) >= 1 order by city, area desc
      """)
    return try rows.map { row in
      Gap(city: try row.decode("city"), areaSquareMetres: try row.decode("area"), at: try row.requiredCoordinate())
    }
  }

  private static let place: SQL = """
    round(st_y(st_pointonsurface(shape)) * 1e6)::integer as latitude_e6,
    round(st_x(st_pointonsurface(shape)) * 1e6)::integer as longitude_e6
    """
}

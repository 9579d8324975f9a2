import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import ServiceKit

/// Zones over HTTP.
struct ZoneRoutes: Sendable {
  /// A city's zones with detailed borders have some hundred kilobytes.
  private static let maximumBytes = 16 << 20

  private static let kml = "application/vnd.google-earth.kml+xml"

  let database: ServiceDatabase
  let zoneImport: ZoneImport

  func add(to api: ServiceRoutes) {
    let readers = api.authenticated
    readers.get("zones") { request, context in try await list(request, context) }
    readers.get("zones/:code/versions") { _, context in try await versions(context) }
    readers.get("zones/at") { request, context in try await at(request, context) }
    let administration = api.authenticated(.administrator)
    administration.put("zones") { request, context in try await put(request, context) }
    administration.post("zones") { request, context in try await post(request, context) }
    administration.get("zones/report") { _, _ in try await report() }
    administration.delete("zones/:code/versions/:date") { _, context in try await cancel(context) }
  }

  /// GeoJSON, of the present or of a date; `format=kml` for the present as KML.
  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let isKML = try request.query("format", expected: "geojson or kml") { ["geojson": false, "kml": true][$0] } ?? false
    if isKML {
      let document = try await database.read { try await ZoneKMLStore.document(scope, in: $0) }
      return Response(
        status: .ok, headers: [.contentType: Self.kml, .contentDisposition: "attachment; filename=\"zones.kml\""],
        body: ResponseBody(byteBuffer: ByteBuffer(string: document)))
    }
    if let date = try request.queryDate("on") {
      return .json(bytes: try await database.read { try await ZonePlanStore.geoJSON(on: date, scope, in: $0) })
    }
    return .json(bytes: try await database.read { try await ZoneStore.geoJSON(scope, in: $0) })
  }

  private func versions(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    let code = context.parameters.get("code") ?? ""
    let versions = try await database.read { try await ZonePlanStore.versions(of: code, scope, in: $0) }
    guard !versions.isEmpty else { throw Problem.notFound("zone") }
    return try .json(Page(versions))
  }

  /// A version that has not taken effect never does.
  private func cancel(_ context: ServiceRequestContext) async throws -> Response {
    guard let code = context.parameters.get("code"), let date = context.parameters.get("date").flatMap({ CalendarDate($0) }) else {
      throw Problem.field("date", code: "invalid", "Expected a date as YYYY-MM-DD.")
    }
    guard try await database.work({ try await ZonePlanStore.remove(code, from: date, in: $0.transaction) }) else {
      throw Problem.notFound("planned_version")
    }
    return .noContent
  }

  /// The zone to which a point belongs.
  private func at(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let latitude = try request.query("lat", expected: "a latitude in degrees") { Double($0) }
    let longitude = try request.query("lon", expected: "a longitude in degrees") { Double($0) }
    guard let latitude, let longitude, let point = Coordinate(latitude: latitude, longitude: longitude) else {
      throw Problem.field(latitude == nil ? "lat" : "lon", code: "required", "Send lat within ±90 and lon within ±180 degrees.")
    }
    guard let zone = try await database.read({ try await ZoneStore.zone(at: point, in: $0) }) else { throw Problem.notFound("zone") }
    return try .json(ZoneName(zoneID: zone.zoneID, code: zone.code, name: zone.name))
  }

  private struct ZoneName: Encodable {
    let zoneID: ZoneID
    let code: String
    let name: String

    private enum CodingKeys: String, CodingKey {
      case zoneID = "zone_id"
      case code, name
    }
  }

  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer(.administrator)
    if request.headers[.contentType]?.lowercased().hasPrefix(Self.kml) ?? false { return try await putKML(request, viewer) }
    let collection = try await request.decodeJSON(ZoneCollection.self, context: context, maximumBytes: Self.maximumBytes)
    return try await take(collection.features, from: try request.queryDate("effective_from"), viewer)
  }

  private func putKML(_ request: Request, _ viewer: Viewer) async throws -> Response {
    let document = ZoneDocument(city: request.query("city"), country: request.query("country"), timeZone: request.query("time_zone"))
    let date = try request.queryDate("effective_from")
    let bytes = try await request.bodyBytes(maximumBytes: Self.maximumBytes)
    let features = try await database.work { work in try await document.read(bytes, work) }
    return try await take(features, from: date, viewer)
  }

  /// At once, or on a later date.
  private func take(_ features: [ZoneFeature], from date: CalendarDate?, _ viewer: Viewer) async throws -> Response {
    let report = try await database.work { work in
      guard let date else { return try await zoneImport.run(features, by: viewer.staffID, work) }
      return try await zoneImport.plan(features, from: date, by: viewer.staffID, work)
    }
    return try .json(report)
  }

  /// One zone that must be new.
  private func post(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer(.administrator)
    let feature = try await request.decodeJSON(ZoneFeature.self, context: context, maximumBytes: Self.maximumBytes)
    let scope = ZoneScope(viewer)
    let document = try await database.work { work in
      let report = try await zoneImport.run([feature], by: viewer.staffID, work)
      guard report.created == 1 else {
        throw Problem.conflict(code: "zone_exists", "There is a zone of that code; change it with PUT zones.")
      }
      return try await ZoneStore.geoJSON(scope, code: feature.properties.code, in: work.transaction)
    }
    return .json(bytes: document, status: .created)
  }

  private func report() async throws -> Response {
    let (overlaps, gaps) = try await database.read { transaction in
      (try await ZoneReportStore.overlaps(in: transaction), try await ZoneReportStore.gaps(in: transaction))
    }
    return try .json(ZoneImport.Report(overlaps: overlaps, gaps: gaps))
  }
}

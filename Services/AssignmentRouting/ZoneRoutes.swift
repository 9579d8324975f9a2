import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// Zones over HTTP.
struct ZoneRoutes: Sendable {
  /// A city's zones with detailed borders have some hundred kilobytes.
  private static let maximumBytes = 16 << 20

  let database: ServiceDatabase
  let zoneImport: ZoneImport

  func add(to api: ServiceRoutes) {
    let readers = api.authenticated
    readers.get("zones") { _, context in try await list(context) }
    readers.get("zones/at") { request, context in try await at(request, context) }
    let administration = api.authenticated(.administrator)
    administration.put("zones") { request, context in try await put(request, context) }
    administration.post("zones") { request, context in try await post(request, context) }
    administration.get("zones/report") { _, _ in try await report() }
  }

  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    return .json(bytes: try await database.read { try await ZoneStore.geoJSON(scope, in: $0) })
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
    let collection = try await request.decodeJSON(ZoneCollection.self, context: context, maximumBytes: Self.maximumBytes)
    let report = try await database.work { work in try await zoneImport.run(collection.features, by: viewer.staffID, work) }
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

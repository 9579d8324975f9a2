import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// How far what a collector recorded on a day can be trusted.
struct TrustRoutes: Sendable {
  /// Positions this long before the first and after the last visit are looked at.
  private static let margin = Seconds(3_600)

  let database: ServiceDatabase
  let judge = TrustJudge()

  func add(to api: ServiceRoutes) {
    api.authenticated(.administrator, .supervisor, .auditor).get("trust") { request, context in try await trust(request, context) }
  }

  private func trust(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    guard let date = try request.queryDate("date") else { throw Problem.field("date", code: "required", "Name the business date.") }
    guard let collectorID: StaffID = try request.queryIdentifier("collector_id") else {
      throw Problem.field("collector_id", code: "required", "Name the collector.")
    }
    let items = try await database.read { transaction -> [TrustView] in
      let visits = try await TrustStore.visits(of: collectorID, on: date, for: viewer, in: transaction)
      guard let first = visits.first?.visit.capturedAt, let last = visits.last?.visit.capturedAt else { return [] }
      let trail = try await TrustStore.trail(
        of: collectorID, from: first.advanced(by: Seconds(-Self.margin.value)), to: last.advanced(by: Self.margin), in: transaction)
      return visits.map { weighed($0, among: visits, trail) }
    }
    return try .json(Page(items))
  }

  private func weighed(_ evidence: TrustStore.Evidence, among visits: [TrustStore.Evidence], _ trail: [TrackPoint]) -> TrustView {
    let visit = evidence.visit
    let others = visits.filter { $0.visit.visitID != visit.visitID }.compactMap(\.point)
    let points = (trail + others).sorted { $0.at < $1.at }
    let reasons = judge.reasons(
      evidence.point, verdict: visit.geoVerdict, capturedAt: visit.deviceCapturedAt ?? visit.capturedAt, receivedAt: visit.receivedAt,
      drift: evidence.clockDrift, trail: points)
    return TrustView(
      visitID: visit.visitID, debtorID: visit.debtorID, arrivedAt: visit.arrivedAt, capturedAt: visit.capturedAt,
      distanceMetres: visit.distanceMetres, geoVerdict: visit.geoVerdict, verdict: TrustJudge.verdict(reasons), reasons: reasons)
  }
}

extension TrustStore.Evidence {
  fileprivate var point: TrackPoint? {
    visit.location.map { TrackPoint(at: visit.capturedAt, location: $0, accuracy: visit.accuracyMetres ?? Metres(0), mock: mock) }
  }
}

/// A visit and what can be said against it.
struct TrustView: Encodable, Sendable {
  let visitID: VisitID
  let debtorID: DebtorID
  let arrivedAt: Instant?
  let capturedAt: Instant
  let distanceMetres: Metres?
  let geoVerdict: GeoVerdict
  let verdict: TrustVerdict
  let reasons: [TrustReason]

  private enum CodingKeys: String, CodingKey {
    case visitID = "visit_id"
    case debtorID = "debtor_id"
    case arrivedAt = "arrived_at"
    case capturedAt = "captured_at"
    case distanceMetres = "distance_metres"
    case geoVerdict = "geo_verdict"
    case verdict, reasons
  }
}

import Contracts

/// What a collector was meant to do on a day, what was done, and the way between.
struct TrailView: Encodable, Sendable {
  /// A stop of the plan as the database gives it.
  struct Stop: Sendable {
    let planned: PlanComparison.Planned
    let debtorID: DebtorID
    /// `nil` of a debtor who was forgotten.
    let latitudeE6: Int32?
    let longitudeE6: Int32?
    let arrivesAt: Instant
    let visitID: VisitID?
  }

  private let day: MarkStore.CollectorDay
  private let stops: [Stop]
  private let comparison: PlanComparison
  private let trail: Trail
  private let unplanned: [VisitID]

  init(_ day: MarkStore.CollectorDay, stops: [Stop], trail: Trail, unplanned: [VisitID]) {
    self.day = day
    self.stops = stops
    self.trail = trail
    self.unplanned = unplanned
    comparison = PlanComparison(stops.map(\.planned))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(day.collectorID, forKey: .collectorID)
    try container.encode(day.date, forKey: .businessDate)
    try container.encode(comparison.due, forKey: .plannedStops)
    try container.encode(comparison.done, forKey: .plannedStopsDone)
    try container.encode(share(comparison.done, of: comparison.due), forKey: .planAdherence)
    let pairs = comparison.pairs
    try container.encode(share(pairs.all - pairs.inverted, of: pairs.all), forKey: .sequenceAdherence)
    try container.encode(comparison.skipped, forKey: .skipped)
    try container.encode(comparison.outOfOrder, forKey: .outOfOrder)
    try container.encode(unplanned, forKey: .unplannedVisits)
    try container.encode(trail.metres, forKey: .walkedMetres)
    try container.encode(trail.gaps.map { GapView(from: $0.from, to: $0.to) }, forKey: .gaps)
    try container.encode(stops.compactMap(StopView.init), forKey: .stops)
    try container.encode(trail.points.map(PointView.init), forKey: .points)
  }

  /// In ten thousandths; `nil` of nothing.
  private func share(_ part: Int, of whole: Int) -> Int? { whole == 0 ? nil : (part * 10_000 * 2 + whole) / (2 * whole) }

  private enum Key: String, CodingKey {
    case collectorID = "collector_id"
    case businessDate = "business_date"
    case plannedStops = "planned_stops"
    case plannedStopsDone = "planned_stops_done"
    case planAdherence = "plan_adherence"
    case sequenceAdherence = "sequence_adherence"
    case skipped
    case outOfOrder = "out_of_order"
    case unplannedVisits = "unplanned_visits"
    case walkedMetres = "walked_metres"
    case gaps, stops, points
  }

  private struct GapView: Encodable {
    let from: Instant
    let to: Instant
  }

  private struct StopView: Encodable {
    let stopID: StopID
    let sequence: Int
    let debtorID: DebtorID
    let lat: Double
    let lon: Double
    let arrivesAt: Instant
    /// `visited`, `skipped`, or `removed`: it left the route and was not visited.
    let status: String
    let visitID: VisitID?
    let visitedAt: Instant?

    /// `nil` for a stop of which nobody may know any more where it was.
    init?(_ stop: Stop) {
      guard let latitude = stop.latitudeE6, let longitude = stop.longitudeE6 else { return nil }
      stopID = stop.planned.stopID
      sequence = stop.planned.sequence
      debtorID = stop.debtorID
      lat = Double(latitude) / 1e6
      lon = Double(longitude) / 1e6
      arrivesAt = stop.arrivesAt
      status = stop.planned.visitedAt != nil ? "visited" : stop.planned.stands ? "skipped" : "removed"
      visitID = stop.visitID
      visitedAt = stop.planned.visitedAt
    }

    private enum CodingKeys: String, CodingKey {
      case stopID = "stop_id"
      case sequence
      case debtorID = "debtor_id"
      case lat, lon
      case arrivesAt = "arrives_at"
      case status
      case visitID = "visit_id"
      case visitedAt = "visited_at"
    }
  }

  private struct PointView: Encodable {
    let lat: Double
    let lon: Double
    let accuracyMetres: Metres?
    let mock: Bool
    let capturedAt: Instant

    init(_ point: Trail.Point) {
      lat = point.location.latitude
      lon = point.location.longitude
      accuracyMetres = point.accuracy
      mock = point.mock
      capturedAt = point.capturedAt
    }

    private enum CodingKeys: String, CodingKey {
      case lat, lon, mock
      case accuracyMetres = "accuracy_m"
      case capturedAt = "captured_at"
    }
  }
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// What the trust in a collector's day is judged by.
enum TrustStore {
  struct Evidence: Sendable {
    var visit: VisitRecorded
    var mock: Bool
    var clockDrift: Seconds?
  }

  /// The visits of a collector's day, in the order of capture.
  static func visits(
    of collectorID: StaffID, on date: CalendarDate, for viewer: Viewer, in transaction: PostgresTransaction
  ) async throws -> [Evidence] {
    try await transaction.query(
      """
      select v.event, v.mock, v.clock_drift_s from visits v
      where v.collector_id = \(collectorID) and v.business_date = \(date) and \(VisitStore.isVisible(to: viewer))
      order by v.captured_at, v.visit_id
      """
    ).map { row in
      Evidence(
        visit: try row.decode(json: "event"),
        mock: try row.decode("mock"), clockDrift: try row.decodeOptional(Int64.self, "clock_drift_s").map { Seconds(Int($0)) })
    }
  }

  /// The collector's positions within the time.
  static func trail(
    of collectorID: StaffID, from first: Instant, to last: Instant, in transaction: PostgresTransaction
  ) async throws -> [TrackPoint] {
    try await transaction.query(
      """
      select captured_at, latitude_e6, longitude_e6, accuracy_m, mock from positions
      where collector_id = \(collectorID) and captured_at between \(first) and \(last)
      order by captured_at, position_id
      """
    ).compactMap { row in
      let location = Coordinate(latitudeE6: try row.decode("latitude_e6"), longitudeE6: try row.decode("longitude_e6"))
      let accuracy = Metres(Int(try row.decodeOptional(Int32.self, "accuracy_m") ?? 0))
      let (at, mock): (Instant, Bool) = (try row.decode("captured_at"), try row.decode("mock"))
      return location.map { TrackPoint(at: at, location: $0, accuracy: accuracy, mock: mock) }
    }
  }
}

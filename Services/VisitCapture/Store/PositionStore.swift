import Contracts
import Messaging
import Postgres

/// The positions that were taken.
enum PositionStore {
  static func fingerprints(of positions: [PositionID], in transaction: PostgresTransaction) async throws -> [PositionID: [UInt8]] {
    let rows = try await transaction.query("select position_id, fingerprint from positions where position_id = any(\(positions))")
    return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.decode("position_id"), try $0.decode("fingerprint")) })
  }

  /// As ``VisitStore/insert(_:clockDrifts:in:)``.
  static func insert(_ positions: [Fingerprinted<PositionReported>], in transaction: PostgresTransaction) async throws -> Set<PositionID> {
    guard !positions.isEmpty else { return [] }
    let events = positions.map(\.value)
    let rows = try await transaction.query(
      """
      insert into positions (position_id, fingerprint, collector_id, team_id, latitude_e6, longitude_e6, accuracy_m, mock, captured_at,
        received_at)
      select u.a, decode(u.b, 'hex'), u.c, u.d, u.e, u.f, u.g, u.h, u.i, u.j
      from unnest(\(events.map(\.positionID)), \(positions.map(\.hex)), \(events.map(\.collectorID)), \(events.map(\.teamID)),
        \(events.map(\.location.latitudeE6)), \(events.map(\.location.longitudeE6)),
        \(events.map { $0.accuracyMetres.map { Int32($0.value) } }), \(events.map(\.mock)), \(events.map(\.capturedAt)),
        \(events.map(\.receivedAt))) u(a, b, c, d, e, f, g, h, i, j)
      order by u.a
      on conflict (position_id) do nothing
      returning position_id
      """)
    return Set(try rows.map { try $0.decode(PositionID.self, "position_id") })
  }
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// What devices of people who have left sent.
enum QuarantineStore {
  private static let columns: SQL = "batch_id, collector_id, team_id, records, body, received_at, state, reason"

  static func insert(_ batch: HeldBatch, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into quarantined_batches (batch_id, collector_id, team_id, records, body, received_at)
      values (\(batch.batchID), \(batch.collectorID), \(batch.teamID), \(Int32(batch.records)), \(PostgresJSON(bytes: batch.body)),
        \(batch.receivedAt))
      on conflict (batch_id) do nothing
      """)
  }

  /// The oldest first; a supervisor's own team's.
  static func list(
    state: HeldBatch.State?, for viewer: Viewer, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [HeldBatch] {
    try await transaction.query(
      """
      select \(columns) from quarantined_batches
      where (\(state?.rawValue)::text is null or state = \(state?.rawValue)::text)
        and (\(viewer.teamScope)::text is null or team_id = \(viewer.teamScope)::text)
      order by received_at, batch_id limit \(limit)
      """
    ).map(batch)
  }

  /// Held until the transaction ends.
  static func take(_ batchID: HeldBatchID, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> HeldBatch? {
    try await transaction.first(
      """
      select \(columns) from quarantined_batches
      where batch_id = \(batchID) and (\(viewer.teamScope)::text is null or team_id = \(viewer.teamScope)::text) for update
      """
    ).map(batch)
  }

  static func decide(
    _ batchID: HeldBatchID, _ state: HeldBatch.State, by staffID: StaffID, reason: String?, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      update quarantined_batches set state = \(state.rawValue), decided_by = \(staffID), decided_at = \(now), reason = \(reason)
      where batch_id = \(batchID)
      """)
  }

  private static func batch(_ row: PostgresRow) throws -> HeldBatch {
    guard let state = HeldBatch.State(rawValue: try row.decode(String.self, "state")) else {
      throw PostgresError(kind: .decoding, message: "quarantined_batches.state has a value that this version does not know")
    }
    return HeldBatch(
      batchID: try row.decode("batch_id"), collectorID: try row.decode("collector_id"), teamID: try row.decode("team_id"),
      records: Int(try row.decode(Int32.self, "records")), body: try row.decode(PostgresJSON.self, "body").bytes,
      receivedAt: try row.decode("received_at"), state: state, reason: try row.decode("reason"))
  }
}

import Contracts
import Messaging
import Postgres
import ServiceKit

/// What devices of people who have left sent.
enum QuarantineStore {
  private static let columns: SQL = "b.batch_id, b.collector_id, b.team_id, b.records, b.body, b.received_at, b.state, b.reason"

  /// Whether the viewer may see the batch `b`: a supervisor the own team's; who works for some creditors what people sent who worked for
  /// no others.
  private static func isVisible(to viewer: Viewer) -> SQL {
    """
    (\(viewer.teamScope)::text is null or b.team_id = \(viewer.teamScope)::text)
      and (cardinality(\(viewer.creditorIDs)) = 0 or exists (
        select 1 from staff s where s.staff_id = b.collector_id and cardinality(s.creditor_ids) > 0
          and s.creditor_ids <@ \(viewer.creditorIDs)))
    """
  }

  static func insert(_ batch: HeldBatch, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into quarantined_batches (batch_id, collector_id, team_id, records, body, received_at)
      values (\(batch.batchID), \(batch.collectorID), \(batch.teamID), \(Int32(batch.records)), \(PostgresJSON(bytes: batch.body)),
        \(batch.receivedAt))
      on conflict (batch_id) do nothing
      """)
  }

  /// The oldest first.
  static func list(
    state: HeldBatch.State?, for viewer: Viewer, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [HeldBatch] {
    try await transaction.query(
      """
      select \(columns) from quarantined_batches b
      where (\(state?.rawValue)::text is null or b.state = \(state?.rawValue)::text) and \(isVisible(to: viewer))
      order by b.received_at, b.batch_id limit \(limit)
      """
    ).map(batch)
  }

  /// Held until the transaction ends.
  static func take(_ batchID: HeldBatchID, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> HeldBatch? {
    try await transaction.first(
      "select \(columns) from quarantined_batches b where b.batch_id = \(batchID) and \(isVisible(to: viewer)) for update"
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

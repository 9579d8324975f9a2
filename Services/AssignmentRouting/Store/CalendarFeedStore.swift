import Contracts
import Messaging
import Postgres
import ServiceKit

/// Secret addresses of agendas.
enum CalendarFeedStore {
  /// Whose calendar may be read.
  struct Reader: Sendable {
    let collectorID: StaffID
    let creditorIDs: [CreditorID]
  }

  /// - Returns: whether the collector is one whom the viewer decides about; without that nothing changes.
  static func put(
    _ token: [UInt8], of collectorID: StaffID, _ scope: ZoneScope, by staffID: StaffID, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws -> Bool {
    try await transaction.execute(
      """
      insert into calendar_feeds (collector_id, token_sha256, made_by, made_at)
      select c.collector_id, \(token), \(staffID), \(now) from collectors c where \(isOwn(collectorID, scope)) and c.is_active
      on conflict (collector_id) do update set token_sha256 = excluded.token_sha256, made_by = excluded.made_by, made_at = excluded.made_at
      """) == 1
  }

  /// - Returns: whether there was one.
  static func remove(_ collectorID: StaffID, _ scope: ZoneScope, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute(
      "delete from calendar_feeds f using collectors c where c.collector_id = f.collector_id and \(isOwn(collectorID, scope))") == 1
  }

  /// `nil` for a secret that is none, was replaced or taken back, or is of somebody who does not work any more.
  static func reader(_ token: [UInt8], in transaction: PostgresTransaction) async throws -> Reader? {
    try await transaction.first(
      """
      select c.collector_id, c.creditor_ids from calendar_feeds f join collectors c using (collector_id)
      where f.token_sha256 = \(token) and c.is_active
      """
    ).map { Reader(collectorID: try $0.decode("collector_id"), creditorIDs: try $0.decode("creditor_ids")) }
  }

  private static func isOwn(_ collectorID: StaffID, _ scope: ZoneScope) -> SQL {
    """
    c.collector_id = \(collectorID) and (\(scope.allowsEverything) or c.collector_id = \(scope.collectorID as StaffID?)
      or (\(scope.collectorID as StaffID?)::uuid is null and exists (
        select from zones z where z.path && c.zone_codes and \(scope.condition(zone: "z")))))
    """
  }
}
